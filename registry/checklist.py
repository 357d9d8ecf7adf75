"""The questions that the unit answers before sealing: is the product complete (R6), whole, clean and working (R7)?"""

import re
from dataclasses import dataclass

from common.sentence import Sentence
from registry.models import Article, Category


@dataclass(frozen=True)
class ChecklistItem:
    """One question, and what to do when the answer is no."""

    code: str
    question: Sentence
    help: Sentence
    rule: str
    singly: bool = False
    """Whether something has to be done to each product, so that one look at the heap cannot answer it."""
    thing: Sentence | None = None
    """The thing in the box that the question asks for, as it stands inside the sentence."""
    of_many: Sentence | None = None
    """The question about many products at once, where something has been done to each of them."""

    @property
    def of_its_kind(self) -> bool:
        """Whether only products of its kind are asked."""
        return self.singly or self.thing is not None

    @property
    def demand(self) -> Sentence:
        """What the routine demands, in its own words."""
        return DEMANDS[self.rule]


DEMANDS = {
    "R6": Sentence(
        "Rutinen: produkten ska vara helt komplett, med tillbehör, bruksanvisning och originalförpackning."
    ),
    "R7": Sentence(
        "Rutinen: bara hela, rena och fullt fungerande produkter kan returneras. "
        "Enheten åtgärdar det som behövs innan returen."
    ),
}
PACKAGING = ChecklistItem(
    "packaging",
    Sentence("Ligger den i sin originalförpackning?"),
    Sentence("Hämta originalförpackningen. Utan den kan produkten inte lämnas tillbaka."),
    "R6",
)
WHOLE = ChecklistItem(
    "whole",
    Sentence("Är den hel?"),
    Sentence("Lämna den på reparation först. Enheten ansvarar för det."),
    "R7",
)
CLEAN = ChecklistItem(
    "clean",
    Sentence("Är den ren?"),
    Sentence("Rengör den, och svara sedan ja."),
    "R7",
)
WORKING = ChecklistItem(
    "working",
    Sentence("Fungerar den helt?"),
    Sentence("Justera eller reparera den först. Enheten ansvarar för det."),
    "R7",
)
CHARGED = ChecklistItem(
    "charging",
    Sentence("Går den att ladda?"),
    Sentence("Prova en annan kontakt. Laddar den ändå inte: lämna den på reparation först."),
    "R7",
    singly=True,
    of_many=Sentence("Går de att ladda?"),
)
PAIRED = ChecklistItem(
    "reset",
    Sentence("Är den återställd och frånkopplad från telefoner och andra apparater?"),
    Sentence("Återställ den enligt bruksanvisningen, och svara sedan ja."),
    "R7",
    singly=True,
    of_many=Sentence("Är de återställda och frånkopplade från telefoner och andra apparater?"),
)
CONNECTED = (Category.WIRELESS_ACCESSORY, Category.STREAMING, Category.TV)
DEFAULT_CONTENTS = ("Bruksanvisning",)


def items_for(article: Article) -> tuple[ChecklistItem, ...]:
    """The questions for an article: about its box, about each thing in it, and about its state. Questions that the
    article's data says to skip are left out."""
    items = [PACKAGING, *(contents_item(name) for name in article.package_contents or DEFAULT_CONTENTS)]
    items += [WHOLE, CLEAN, WORKING]
    if article.rechargeable:
        items.append(CHARGED)
    if article.category in CONNECTED:
        items.append(PAIRED)
    return tuple(item for item in items if item.code not in (article.skipped_steps or ()))


def contents_item(name: str) -> ChecklistItem:
    """The question about one thing in the box: 'Laddare' → “Ligger det med: laddare?”"""
    thing = Sentence(name[:1].lower() + name[1:])
    return ChecklistItem(
        contents_code(name),
        Sentence("Ligger det med: %(thing)s?", {"thing": thing}),
        Sentence("Lägg med: %(thing)s. Saknas något måste det kompletteras först.", {"thing": thing}),
        "R6",
        thing=thing,
    )


def contents_code(name: str) -> str:
    """A stable code from the thing's name: 'Micro-USB-kabel (1 m)' → 'with_micro_usb_kabel_1_m'."""
    return "with_" + re.sub(r"\W+", "_", name.lower()).strip("_")[:34]
