"""One picture on its way through the stages, with everything that several stages measure on it."""

from functools import cached_property

from scanner.engines import zxing
from scanner.image import Grey
from scanner.stages import tensor
from scanner.stages.reduced import Reduced
from scanner.stages.tensor import Tensor


class View:
    """Grey pixels, (height, width), and results that are computed from them at most once."""

    def __init__(self, grey: Grey) -> None:
        self.grey = grey
        self._reduced: dict[int, Reduced] = {}
        self._tensors: dict[int, Tensor] = {}

    @cached_property
    def whole_ms(self) -> float:
        """Milliseconds that zxing-cpp's look at the whole picture may take."""
        return zxing.estimated_ms(self.grey)

    def reduced(self, side: int) -> Reduced:
        """The picture at about `side` pixels along its longer side."""
        if side not in self._reduced:
            self._reduced[side] = Reduced.to(self.grey, side)
        return self._reduced[side]

    def tensor(self, side: int) -> Tensor:
        """Where edges are, and whether they run one way, measured at `side` pixels."""
        if side not in self._tensors:
            self._tensors[side] = tensor.tensor_of(self.reduced(side))
        return self._tensors[side]
