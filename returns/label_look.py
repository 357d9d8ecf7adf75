"""Whether the label that is stuck on an envelope is the right one: what a look at it says, before it travels."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from common.sentence import Sentence
from identity import Identity, return_number
from returns.lookup import by_number
from returns.parcels import envelope_of
from returns.return_model import Return


class LabelCode(enum.StrEnum):
    """The codes of a label."""

    BARS = "bars"
    SQUARE = "square"
    SSCC = "sscc"


class LabelVerdict(enum.StrEnum):
    """What a look at a label says, the most serious first."""

    CANCELLED = "cancelled"
    OTHER_RETURN = "other_return"
    OLD_PRINT = "old_print"
    WHICH_ENVELOPE = "which_envelope"
    TORN = "torn"
    RIGHT = "right"


WORST_LABEL_FIRST = tuple(LabelVerdict)
TONES = {LabelVerdict.WHICH_ENVELOPE: "attention", LabelVerdict.TORN: "attention", LabelVerdict.RIGHT: "good"}
"""Any other one is told in red: the envelope may not travel."""


@dataclass(frozen=True)
class SeenLabel:
    """One label in view: what its codes say together."""

    number: str
    envelope: int | None
    """None where no code says it."""
    edition: int | None
    """None where only the SSCC was read, which is the same in every edition."""
    codes: tuple[LabelCode, ...]

    def in_full(self, envelope: int) -> str:
        """A code that names this envelope and edition (identity/return_number.py)."""
        return f"{self.number}E{envelope}U{self.edition}"


@dataclass(frozen=True)
class LabelLook:
    """A label judged for one return."""

    verdict: LabelVerdict
    label: SeenLabel
    envelope: int | None
    """Which of this return's envelopes it is for, where it is for one."""
    headline: Sentence
    todo: Sentence | None = None

    @property
    def tone(self) -> str:
        return TONES.get(self.verdict, "stop")


def labels_in_view(codes: Iterable[tuple[Identity, LabelCode]]) -> list[SeenLabel]:
    """The labels whose codes these are. A code that names neither envelope nor edition belongs to the label of its
    return that does."""
    found: dict[tuple[str, int | None, int | None], list[LabelCode]] = {}
    for identity, code in codes:
        if identity.return_number:
            named = return_number.envelope_in(identity.text), return_number.edition_in(identity.text)
            found.setdefault((identity.return_number, *named), []).append(code)
        elif parcel := envelope_of([identity]):
            found.setdefault((parcel[0].number, parcel[1], None), []).append(LabelCode.SSCC)
    for bare in [key for key in found if key[1] is None or key[2] in (None, 1)]:
        if fuller := next((key for key in found if _says_more(key, bare)), None):
            found[fuller] += found.pop(bare)
    return [SeenLabel(*key, codes=tuple(sorted(set(codes)))) for key, codes in found.items()]


def _says_more(one: tuple[str, int | None, int | None], other: tuple[str, int | None, int | None]) -> bool:
    """Whether the first is the same label, told in full. An SSCC says no edition, and bars without room for more say
    the return's number alone."""
    if one == other or one[0] != other[0] or one[2] is None:
        return False
    if other[2] is None:
        return one[1] in (None, other[1])
    return other[1] is None and one[1] is not None and other[2] == 1


def judge_labels(
    return_: Return, seen: Sequence[SeenLabel], *, one_code_is_enough: bool = False
) -> LabelLook | None:
    """The most serious that the labels in view say; None where there is none. `one_code_is_enough` where a hand
    scanner or a person has read one code, and where somebody has said that the rest of the label is whole."""
    looks = [_judged(return_, label, one_code_is_enough) for label in seen]
    return min(looks, key=lambda look: WORST_LABEL_FIRST.index(look.verdict), default=None)


def _judged(return_: Return, label: SeenLabel, one_code_is_enough: bool) -> LabelLook:
    of = by_number(label.number)
    shown = {"number": return_number.display(label.number)}
    if of is not None and of.cancellation:
        said = Sentence("Etiketten hör till retur %(number)s, som är avbruten.", shown)
        return LabelLook(LabelVerdict.CANCELLED, label, None, said, Sentence("Sätt på den rätta etiketten."))
    if label.number != return_.number:
        said = Sentence("Etiketten hör till en annan retur, %(number)s.", shown)
        return LabelLook(
            LabelVerdict.OTHER_RETURN, label, None, said, Sentence("Skicka inte kuvertet så här.")
        )
    if label.edition is not None and label.edition != return_.label_edition:
        said = Sentence("Etiketten är utskriven innan numret rättades.")
        todo = Sentence("Skriv ut etiketten igen, och sätt den över den gamla.")
        return LabelLook(LabelVerdict.OLD_PRINT, label, None, said, todo)
    all_ = len(return_.envelopes)
    envelope = 1 if all_ == 1 else label.envelope
    if envelope is None or envelope > all_:
        said = Sentence("Koden säger inte vilket av kuverten det är.")
        return LabelLook(
            LabelVerdict.WHICH_ENVELOPE, label, None, said, Sentence("Visa den fyrkantiga koden.")
        )
    unknown_edition = label.edition is None and return_.label_edition > 1
    if unknown_edition or (not one_code_is_enough and _expected(return_) - set(label.codes)):
        said = Sentence("Bara en del av etiketten gick att läsa.")
        todo = Sentence("Visa hela etiketten. Är den skadad, skriv ut den igen.")
        return LabelLook(LabelVerdict.TORN, label, envelope, said, todo)
    said = Sentence("Rätt etikett.")
    if all_ > 1:
        said = Sentence("Rätt etikett: kuvert %(envelope)s av %(all)s.", {"envelope": envelope, "all": all_})
    return LabelLook(LabelVerdict.RIGHT, label, envelope, said)


def _expected(return_: Return) -> set[LabelCode]:
    has_sscc = return_.sealing is not None and return_.sealing.label.get("sscc")
    return {LabelCode.BARS, LabelCode.SQUARE, *((LabelCode.SSCC,) if has_sscc else ())}
