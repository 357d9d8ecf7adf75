"""Which envelope lies open while a receiver scans without a press between."""

import re
from dataclasses import dataclass

from flask import request
from flask_security import current_user

from common.sentence import Sentence
from identity import identify_typed
from returns import Envelope, Refused, Return
from warehouse import Receipt
from web.http.idempotency import answer_to
from web.scan.scanning import Seen
from web.warehouse.blueprint import warehouse
from web.warehouse.envelope_in_view import EnvelopeInView, envelope_in_view

FIELD = "oppet"
"""The field of a form, and of an address, that says which envelope lies open: what its label says."""
BY_PHOTO = "foto:"
"""In place of a label: the key of the photo that was sent before, whose label the device could not read by itself."""

LABEL = re.compile(r"RK[0-9A-Z]{7}E\d{1,2}|foto:[\w-]{1,80}", re.ASCII)
"""What a page of ours writes into that field. Nothing else is repeated on a page."""

NO_ENVELOPE = Sentence("Skanna kuvertets etikett först. Produkten är inte mottagen.")
WHICH_ENVELOPE = Sentence(
    "Vilket av returens kuvert är det? Numret står på etiketten. Produkten är inte mottagen."
)
WHICH_PHOTO = Sentence("Fotot före är inte läst. Skanna kuvertets etikett. Produkten är inte mottagen.")


@warehouse.app_template_global()
def said_label() -> str:
    """The label of the open envelope as the request's form or address says it; empty where it says none."""
    said: str = request.values.get(FIELD, "")
    return said if LABEL.fullmatch(said) else ""


@dataclass(frozen=True)
class OpenEnvelope:
    """The open envelope with its receipt. Where none is open, `why` says what a product that is scanned has to wait
    for."""

    receipt: Receipt | None = None
    envelope: Envelope | None = None
    why: Sentence = NO_ENVELOPE

    @classmethod
    def as_said(cls, label: str) -> "OpenEnvelope":
        """The desk with the envelope that a request names by its label. Nothing is changed."""
        if label.startswith(BY_PHOTO):
            told = answer_to(label.removeprefix(BY_PHOTO), current_user.id)
            if told is None:
                return cls(why=WHICH_PHOTO)
            label = str(told.get("open") or "")
        if not label.strip():
            return cls()
        return cls.with_envelope(envelope_in_view(Seen((), typed=label, identities=(identify_typed(label),))))

    @classmethod
    def with_envelope(cls, in_view: EnvelopeInView) -> "OpenEnvelope":
        if in_view.return_ is None:
            return cls()
        try:
            receipt = Receipt.of_or_new(in_view.return_)
        except Refused as refusal:
            return cls(why=refusal.sentence)
        if in_view.envelope is None:
            return cls(why=WHICH_ENVELOPE)
        return cls(receipt, receipt.envelope(in_view.envelope))

    @property
    def return_(self) -> Return | None:
        return self.receipt.return_ if self.receipt else None

    @property
    def label(self) -> str:
        """What a request says to mean this envelope; empty where none is open."""
        if self.envelope is None or self.return_ is None:
            return ""
        return f"{self.return_.number}E{self.envelope.number}"

    def is_at(self, other: "OpenEnvelope") -> bool:
        return bool(self.label) and self.label == other.label
