"""Writes docs/verdict.md from the table itself: `python -m registry.verdict.document > docs/verdict.md`."""

import sys

from registry.verdict.kind import STRICTEST_FIRST
from registry.verdict.table import WITH_DEVICE, WITHOUT_DEVICE, Rule

TEXT = """\
# The verdict

Written by `python -m registry.verdict.document`; a test compares it with the code. Every verdict names its row
here.

`registry.lookup.facts(package, today)` asks the register what it knows about a scanned package, and
`registry.verdict.decide(facts, unit, today)` looks at nothing else ([decision
3](decisions/0003-facts-before-the-verdict.md)). The first row that holds decides. `unit` is where the person
who asks works; the central warehouse asks with none, and then no product is another unit's.

What the register cannot know is asked: the verdict `question` carries the answers that can be given
(`registry/verdict/asking.py`). An answer becomes part of the facts (`Told`), the table is asked again, and what was
answered stands among the verdict's reasons.

## A serial is registered

The serial is registered now, was so before a repair, or was reported to Stöd och Support (an alias); or the
device's individnummer was read: the verdict then asks to compare the serial on the product.

{with_device}

## No serial is registered

The article is then the one whose GTIN, HIBC code or article number was read.

{without_device}

## Which guarantee term wins (R3)

A term is about a device when its supplier is the article's, its article or category (where it names one) is the
device's, its agreement (where both name one) is the article's, the device's price (where registered) is not
below its minimum value, and the day that is counted from lies within its validity. Of several, in this order:

1. a term for the article over one for its category over one for everything the supplier sells;
2. one that names an agreement over one that names none;
3. the one that became valid last;
4. the one with the later last day.

The winner stands alone: when it has ended, a more general one that still runs does not revive the right. The
last day is the day counted from plus the days, and it is a day on which the product may still be returned.
Where the delivery is not registered, the order's day stands in for it: nothing is delivered before it is
ordered, so the right is then never overestimated; past that day, and where no day is registered at all, the
verdict is *to warehouse* (or *not handled*) with the advice to look in WebSesam first. Where the order's day is
counted from and only the delivery is registered, the same is advised until so many days after the delivery: then
the right has ended for certain.

## Special cases

- **A box of another article** (row *box*: the GTIN, HIBC code or article number read is not the serial's): it is
  not packed until it lies in its own box, because the next unit would get the wrong product's box (R6). It comes
  before *guarantee*: suppliers demand the packaging too. It does not come before *category*: what the warehouse
  does not take needs no box. A box with several registered serials is right when it is the box of one of them.
- **Several registered serials in one package**: `registry.lookup.split()` makes a package of each, with a
  verdict of its own. Where they are judged together, the strictest verdict is given: {strictest}.
- **The same serial from two suppliers**: the box's article tells them apart, then the asking unit, then which
  one is still registered.
- **A serial that is not registered beside one that is** (a charger's, or the product's own after a repair): it
  changes nothing, but where its code names it as a serial the verdict says so.
- **Several articles without a registered serial**: the strictest verdict of them, in the same order.
- **A product without serial** (rows *delivery-unknown*, *bought-lately*): its dates are not registered. Where its
  supplier takes back what is new enough, the unit is asked when it was delivered (or ordered, as the term counts):
  within the days, before, by an order number of the register, or by a date. The days are those of the term that would
  win for it today. The warehouse is not asked, it gets the advice ("köptes den för mindre än 30 dagar sedan …"). The
  same advice, or to scan the serial, stands where such a product's category is not handled.
- **A device without a unit** (row *unit-unknown*) is not everybody's: whoever asks says whether it is theirs. The
  warehouse is not asked.
- **A box that is unclear** (row *box-unclear*): another article's code stands near the product's, and the picture does
  not say on whose box; or it stands on one face with the product, and is the box of another product of the same
  category there. It is asked, not passed.
- **Near matches** stand in the verdicts of *unregistered* and *nothing*: up to five, own unit first, then the
  smaller mistake. They are suggestions; taking one is an act of the user, recorded with the line.
"""


def document() -> str:
    return TEXT.format(
        with_device=_table(WITH_DEVICE),
        without_device=_table(WITHOUT_DEVICE),
        strictest=" → ".join(f"`{kind.value}`" for kind in STRICTEST_FIRST),
    )


def _table(rows: tuple[Rule, ...]) -> str:
    lines = ["| row | when | verdict | rule |", "|---|---|---|---|"]
    lines += [f"| {row.name} | {row.when} | `{row.kind.value}` | {row.rule} |" for row in rows]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(document())
