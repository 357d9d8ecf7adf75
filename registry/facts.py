"""What the register says about one package, frozen. A verdict rests on this and on nothing else."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from registry.models.category import Category
from registry.models.device import DeviceState
from registry.models.guarantee import CountsFrom


@dataclass(frozen=True)
class UnitFacts:
    """A unit, as it was when the register was asked."""

    id: int
    code: str
    name: str
    is_warehouse: bool = False


@dataclass(frozen=True)
class SupplierFacts:
    """A supplier with the address that returns go to."""

    id: int
    name: str
    address_lines: tuple[str, ...] = ()
    postcode: str = ""
    town: str = ""


@dataclass(frozen=True)
class ArticleFacts:
    """An article, as it was when the register was asked."""

    id: int
    number: str
    name: str
    category: Category
    supplier: SupplierFacts
    has_serial: bool = True
    agreement: str | None = None


@dataclass(frozen=True)
class TermFacts:
    """A guarantee term, as it was when the register was asked. `article_id` and `category` are empty for a term that
    holds for everything of its supplier."""

    id: int
    supplier: SupplierFacts
    """The supplier that takes it back, with the term's own return address where it has one."""
    days: int
    counts_from: CountsFrom
    valid_from: datetime.date
    valid_to: datetime.date | None = None
    article_id: int | None = None
    category: Category | None = None
    agreement: str | None = None
    packaging: str | None = None
    minimum_value: int | None = None


@dataclass(frozen=True)
class DeviceFacts:
    """A registered device, and how the package led to it."""

    id: int
    serial_number: str
    article: ArticleFacts
    unit: UnitFacts | None
    individ_number: str | None = None
    order_number: str | None = None
    order_date: datetime.date | None = None
    delivery_date: datetime.date | None = None
    price: int | None = None
    state: DeviceState = DeviceState.REGISTERED
    flagged: bool = False
    scanned_serial: str | None = None
    """The serial that was read, when it is not the registered one but a former or a reported one."""
    scanned_is_reported: bool = False
    """Whether that serial was reported as found on the product, and Sesam has not been corrected yet."""
    by_individ: bool = False
    """Whether only its individnummer was read, so that nobody has seen the serial on the product yet."""
    returned_in: str | None = None
    """The number of the return that holds it, or that brought it to the shelf."""


@dataclass(frozen=True)
class NearFacts:
    """A registered device whose serial differs from the one that was read by a mistake that people or scanners make. It
    is a suggestion, never an answer."""

    id: int
    serial_number: str
    article_name: str
    unit_id: int | None
    unit_name: str
    cost: float
    """How unlikely the mistake is: 0.2 for characters that look alike, 1 for a wrong character. 1 is added when the
    device is not of the article that the box names."""


@dataclass(frozen=True)
class Told:
    """What a person at the product answered to a verdict's questions. None means not asked, or not answered yet."""

    recent: bool | None = None
    """Whether it was delivered (or ordered, if its supplier's term counts from that) within the days of the term."""
    day: datetime.date | None = None
    """The day of delivery or order, where an order number or a date was given."""
    own_box: bool | None = None
    """Whether the product lies in its own box, or in none."""
    own_unit: bool | None = None
    """Whether the product is registered on the unit that asks."""

    def answered(self, value: str) -> "Told":
        """The same with one more answer. Raises KeyError for a value that no question offers."""
        name, answer = ANSWERS[value]
        answers: dict[str, Any] = {name: answer}
        return replace(self, **answers)


NOTHING_TOLD = Told()

ANSWERS = {
    "recent": ("recent", True),
    "earlier": ("recent", False),
    "own-box": ("own_box", True),
    "anothers-box": ("own_box", False),
    "own-unit": ("own_unit", True),
    "another-unit": ("own_unit", False),
}


@dataclass(frozen=True)
class Facts:
    """All that is known about one package."""

    serials: tuple[str, ...] = ()
    """The serials as they were read."""
    gtins: tuple[str, ...] = ()
    devices: tuple[DeviceFacts, ...] = ()
    """Registered devices that the serials lead to, in the order read, each once."""
    unregistered: tuple[str, ...] = ()
    """Serials that were read and lead to no device."""
    beside: tuple[str, ...] = ()
    """Those of them that a code calls a serial (GS1, HIBC), when another serial is registered."""
    articles: tuple[ArticleFacts, ...] = ()
    """The articles of the GTINs, HIBC codes and article numbers that were read."""
    terms: tuple[TermFacts, ...] = ()
    """Every term of the suppliers involved. The verdict decides which one holds."""
    unclear: tuple[ArticleFacts, ...] = ()
    """Articles whose codes stand so near that the picture does not say whether they are on this product's box."""
    told: Told = NOTHING_TOLD
    near: tuple[NearFacts, ...] = ()
    """Devices that were probably meant, the likeliest first. There are some only when no serial is registered."""
