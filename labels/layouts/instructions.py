"""The half below the label on A4: what to do with the envelope."""

from common.sentence import Sentence
from labels.contents.label import Label, LabelKind
from labels.format import Format
from labels.layouts import parts
from labels.layouts.parts import Gettext
from labels.typesetting.drawing import Box
from labels.typesetting.pen import Pen
from labels.typesetting.setting import fit

SIZE = 12.0
HEADING = 18.0
DASH = 3.0
MARGIN = 15.0


def draw(pen: Pen, label: Label, paper: Format, gettext: Gettext) -> None:
    cell = paper.cell(1)
    _cut(pen, paper.width, cell.bottom)
    assert paper.height is not None
    box = Box(MARGIN, cell.bottom + MARGIN, paper.width - 2 * MARGIN, paper.height - cell.bottom - 2 * MARGIN)
    heading = fit([(gettext("Så här skickar du returen"), True)], box, HEADING, what=Sentence("anvisningen"))
    pen.setting(heading, box.x, box.y)
    y = box.y + heading.height + 4
    for number, step in enumerate(steps(label, gettext), 1):
        pen.setting(
            fit([(f"{number}.", True)], Box(0, 0, 8, 10), SIZE, what=Sentence("anvisningen")), box.x, y
        )
        text = fit(
            [(step, False)], Box(0, 0, box.width - 8, box.bottom - y), SIZE, what=Sentence("anvisningen")
        )
        pen.setting(text, box.x + 8, y)
        y += text.height + 2.5


def steps(label: Label, gettext: Gettext) -> tuple[str, ...]:
    """In the order in which hands do them; the routine's words."""
    if label.envelopes > 1:
        return _several(label, gettext)
    parcel = (
        gettext(
            "Lägg produkterna med tillbehör, bruksanvisning och originalförpackning i ett vadderat kuvert."
        ),
        gettext("Kontrollera att antalet produkter i kuvertet är %(items)s. Lägg med följesedeln.")
        % {"items": label.items},
    )
    unit = (
        gettext("Lägg produkterna och följesedeln med skälen till återsändningen i ett vadderat kuvert."),
        gettext("Kontrollera att antalet produkter i kuvertet är %(items)s.") % {"items": label.items},
    )
    return (
        *(unit if label.kind is LabelKind.TO_UNIT else parcel),
        gettext(
            "Klipp längs linjen och fäst etiketten plant på kuvertets framsida. Tejpa inte över koderna."
        ),
        _thick(gettext),
        gettext("Lämna kuvertet till posten. Returen syns som skickad när du har markerat den i Returkoll."),
    )


def _several(label: Label, gettext: Gettext) -> tuple[str, ...]:
    """The same for a return that does not go into one envelope; the sheet is about one of them, the parcel all."""
    values = {"envelope": label.envelope, "envelopes": label.envelopes, "items": label.items}
    return (
        gettext(
            "Lägg produkterna med tillbehör, bruksanvisning och originalförpackning i "
            "%(envelopes)s vadderade kuvert."
        )
        % values,
        gettext(
            "Kontrollera att de %(envelopes)s kuverten tillsammans har %(items)s produkter. Lägg med följesedeln."
        )
        % values,
        gettext(
            "Klipp längs linjen och fäst etiketten plant på framsidan av kuvert %(envelope)s av %(envelopes)s. "
            "Tejpa inte över koderna."
        )
        % values,
        _thick(gettext),
        gettext(
            "Lämna de %(envelopes)s kuverten till posten. "
            "Returen syns som skickad när du har markerat den i Returkoll."
        )
        % values,
    )


def _thick(gettext: Gettext) -> str:
    return gettext("Ett kuvert som är tjockare än 3 cm kostar mer att skicka som brev.")


def _cut(pen: Pen, width: float, y: float) -> None:
    x = 0.0
    while x < width - DASH:
        parts.rule(pen, x, y, DASH)
        x += 2 * DASH
