"""Which envelope a look at its label has found."""

from dataclasses import dataclass

from flask import request

from identity import return_number
from returns import Envelope, Return
from returns.lookup import by_number
from returns.parcels import envelope_of
from warehouse import Receipt
from web.scan.scanning import Seen


@dataclass(frozen=True)
class EnvelopeInView:
    """What a label says: its number as read, the return that has it, and which of the return's envelopes it is."""

    number: str | None
    return_: Return | None
    envelope: int | None
    """None where the label names the return only."""

    @property
    def label(self) -> str:
        """What is scanned in the label's place to mean the same."""
        return f"{self.number or ''}E{self.envelope}" if self.envelope else self.number or ""


def envelope_in_view(seen: Seen) -> EnvelopeInView:
    """The first return's label in view: its number, its address or its SSCC."""
    texts = [identity.text for identity in seen.identities if identity.return_number] or [seen.typed]
    number = return_number.parse(texts[0])
    if number is None:
        found, which = envelope_of(seen.identities) or (None, None)
        return EnvelopeInView(found.number if found else None, found, which)
    found = by_number(number)
    which = next((which for text in texts if (which := return_number.envelope_in(text))), None)
    if found and which and which > len(found.envelopes):
        which = None
    if found and len(found.envelopes) == 1:
        which = 1
    return EnvelopeInView(number, found, which)


def opened_envelope(receipt: Receipt) -> Envelope | None:
    """The envelope whose label was scanned, or the only one that can be meant."""
    if named := receipt.envelope(request.values.get("kuvert", type=int)):
        return named
    lying = [one for one in receipt.envelopes if one.on_desk]
    return lying[0] if len(lying) == 1 else None
