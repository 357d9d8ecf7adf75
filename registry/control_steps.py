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
COMPLETE = ControlStep(
    "complete",
    Sentence("Komplett"),
    Sentence("Räkna tillbehören, bruksanvisningen och originalförpackningen."),
)
FUNCTION = ControlStep(
    "function",
    Sentence("Funktionskontroll"),
    Sentence("Starta produkten och prova att den fungerar."),
)
USUAL_UVC_MINUTES = 10
"""How long products lie in UVC light when their article says nothing."""
HEARING_AIDS = (Category.BTE_AID, Category.CUSTOM_AID)


def steps_for(article: Article) -> tuple[ControlStep, ...]:
    """The steps for an article, in the order in which they are done. Those that its data says to skip are left out."""
    steps = [VISUAL, COMPLETE, WIPE]
    if article.uvc_suitable and article.category in HEARING_AIDS:
        steps.append(_uvc(uvc_minutes_of(article)))
    if article.rechargeable:
        steps.append(_charge(article.charge_interval_days))
    steps.append(FUNCTION)
    return tuple(step for step in steps if step.code not in (article.skipped_steps or ()))


def all_steps() -> dict[str, ControlStep]:
    """Every step that an article can prescribe, by its code: for the words of what was done."""
    return {step.code: step for step in (VISUAL, COMPLETE, WIPE, UVC, CHARGE, FUNCTION)}


def uvc_minutes_of(article: Article) -> int:
    """How many minutes the article lies in UVC light."""
    return article.uvc_minutes or USUAL_UVC_MINUTES


def _uvc(minutes: int) -> ControlStep:
    help_ = Sentence(
        "Kör %(minutes)s minuter. Vänd produkten om lampan bara lyser från ett håll.", {"minutes": minutes}
    )
    return ControlStep(UVC.code, UVC.label, help_)


def _charge(interval_days: int | None) -> ControlStep:
    if not interval_days:
        return CHARGE
    help_ = Sentence(
        "Ladda fullt. Ladda igen inom %(days)s dagar så länge den ligger kvar.", {"days": interval_days}
    )
    return ControlStep(CHARGE.code, CHARGE.label, help_)
