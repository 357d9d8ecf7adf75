"""The steps that the warehouse takes before a product can be ordered again (R11), as its article prescribes them."""

from dataclasses import dataclass

from common.sentence import Sentence
from registry.models import Article, Category


@dataclass(frozen=True)
class ControlStep:
    """One step of the extra control."""

    code: str
    label: Sentence
    help: Sentence


VISUAL = ControlStep(
    "visual",
    Sentence("Visuell översyn och kontroll"),
    Sentence("Titta efter sprickor, smuts och saknade delar."),
)
WIPE = ControlStep(
    "wipe",
    Sentence("Avtorkning"),
    Sentence("Torka av produkten och laddaren."),
)
UVC = ControlStep(
    "uvc",
    Sentence("Desinficering med UVC-ljus"),
    Sentence("Kör ett helt program. Vänd produkten om lampan bara lyser från ett håll."),
)
CHARGE = ControlStep(
    "charge",
    Sentence("Underhållsladdning"),
    Sentence("Ladda som leverantören rekommenderar."),
)
HEARING_AIDS = (Category.BTE_AID, Category.CUSTOM_AID)


def steps_for(article: Article) -> tuple[ControlStep, ...]:
    """The steps for an article, in the order in which they are done. Those that its data says to skip are left out."""
    steps = [VISUAL, WIPE]
    if article.uvc_suitable and article.category in HEARING_AIDS:
        steps.append(UVC)
    if article.rechargeable:
        steps.append(_charge(article.charge_interval_days))
    return tuple(step for step in steps if step.code not in (article.skipped_steps or ()))


def all_steps() -> dict[str, ControlStep]:
    """Every step that an article can prescribe, by its code: for the words of what was done."""
    return {step.code: step for step in (VISUAL, WIPE, UVC, CHARGE)}


def _charge(interval_days: int | None) -> ControlStep:
    if not interval_days:
        return CHARGE
    help_ = Sentence(
        "Ladda fullt. Ladda igen inom %(days)s dagar så länge den ligger kvar.", {"days": interval_days}
    )
    return ControlStep(CHARGE.code, CHARGE.label, help_)
