"""One picture on its way through the stages, with everything that several stages measure on it."""

from functools import cached_property

import cv2
import numpy as np

from scanner.engines import zxing
from scanner.pictures.image import Grey
from scanner.reading import Corners
from scanner.stages import alike, linear_regions, matrix_regions, tensor
from scanner.stages.alike import LikelyPlace
from scanner.stages.linear_regions import LinearRegion
from scanner.stages.matrix_regions import MatrixRegion
from scanner.stages.reduced import Reduced
from scanner.stages.tensor import Tensor

Known = tuple[Corners, ...]
"""The codes that have been read."""
Beside = tuple[int, Known]


class View:
    """Grey pixels, (height, width), and results that are computed from them at most once."""

    def __init__(self, grey: Grey) -> None:
        self.grey = grey
        self._reduced: dict[float, Reduced] = {}
        self._tensors: dict[int, Tensor] = {}
        self._beside: dict[Beside, Tensor] = {}
        self._bars: dict[Beside, list[LinearRegion]] = {}
        self._squares: dict[Beside, list[MatrixRegion]] = {}

    @cached_property
    def whole_ms(self) -> float:
        """Milliseconds that zxing-cpp's look at the whole picture may take."""
        return zxing.estimated_ms(self.grey)

    @cached_property
    def negative(self) -> Grey:
        """Dark for light."""
        return np.asarray(cv2.bitwise_not(self.grey), np.uint8)

    def reduced(self, side: float) -> Reduced:
        """The picture at about `side` pixels along its longer side."""
        if side not in self._reduced:
            self._reduced[side] = Reduced.to(self.grey, side)
        return self._reduced[side]

    def tensor(self, side: int) -> Tensor:
        """Where edges are, and whether they run one way, measured at `side` pixels."""
        if side not in self._tensors:
            self._tensors[side] = tensor.tensor_of(self.reduced(side))
        return self._tensors[side]

    def beside(self, side: int, known: Known) -> Tensor:
        """The same, of what lies beside codes that are known."""
        if not known:
            return self.tensor(side)
        if (side, known) not in self._beside:
            self._beside[side, known] = self.tensor(side).beside(known)
        return self._beside[side, known]

    def bars(self, side: int, known: Known) -> list[LinearRegion]:
        """Regions that may be bars, beside codes that are known; the strongest first."""
        if (side, known) not in self._bars:
            beside = self.beside(side, known)
            found = linear_regions.find(beside) if beside.may_hold_bars or not known else []
            self._bars[side, known] = found
        return self._bars[side, known]

    def squares(self, side: int, known: Known) -> list[MatrixRegion]:
        """Regions that may be 2D codes, beside codes that are known; the strongest first."""
        if (side, known) not in self._squares:
            is_likely = not known or self.beside(side, known).may_hold_squares
            self._squares[side, known] = matrix_regions.find(self.reduced(side)) if is_likely else []
        return self._squares[side, known]

    def alike(self, squares: Known, side: int | None = None) -> list[LikelyPlace]:
        """Places that may be 2D codes like these, which have been read; the likeliest first. They are looked for at
        `side` pixels, or at as many as codes of this size need."""
        if not squares:
            return []
        reduced = self.reduced(alike.work_side(self.grey.shape, squares) if side is None else side)
        return alike.find(reduced, squares)
