"""What a code says about a product: the frozen Identity, and the Problems that were found in it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from common.sentence import Sentence

IdentityKind = Literal["gs1", "hibc", "ean", "iso15434", "sscc", "return", "plain"]


@dataclass(frozen=True)
class Problem:
    """Something in the payload that breaks its standard. It is told to the user, never dropped silently."""

    code: str
    """A short, stable name, such as `gtin_check` or `expiry_date`."""

    sentence: Sentence
    """What was expected, what came, and what to do."""

    @property
    def text(self) -> str:
        """The sentence in Swedish."""
        return str(self.sentence)

    @classmethod
    def of(cls, code: str, text: str, /, **params: str) -> "Problem":
        return cls(code, Sentence(text, params))


@dataclass(frozen=True)
class Identity:
    """What one payload says. Every field that is set has passed its own check. Values that have not are in
    `problems`."""

    kind: IdentityKind
    """How the payload was understood."""

    text: str
    """The payload as text, as it was read."""

    gtin: str | None = None
    """GTIN in 14 digits, its check digit right."""

    serial: str | None = None
    """Serial number as it was read. For a `plain` payload it is the payload, when that can be a serial number at
    all."""

    lot: str | None = None
    """Batch or lot number as it was read."""

    production_date: date | None = None
    expiry_date: date | None = None

    hibc_labeler: str | None = None
    """HIBC labeler identification code (LIC), four characters."""

    hibc_product: str | None = None
    """HIBC product or catalogue number (PCN), without the unit of measure."""

    sscc: str | None = None
    """Serial shipping container code in 18 digits, its check digit right."""

    return_number: str | None = None
    """One of our own return numbers, in its canonical form."""

    problems: tuple[Problem, ...] = ()

    ppn: str | None = None
    """Pharmacy Product Number (IFA), its check digits right."""

    hibc_unit: str | None = None
    """HIBC unit of measure, one digit: 0 is the smallest, the unit of use."""

    hibc_link: str | None = None
    """The character that ties a HIBC secondary to its primary: the primary's own check character."""

    quantity: int | None = None
    """Number of items, where the payload gives one (HIBC quantity, GS1 AI 30 and 37)."""

    possible_serials: tuple[str, ...] = ()
    """Where separators were lost and several readings are possible: the serial of each. The register may know exactly
    one of them."""
