"""The append-only account of what was done to a return: the kinds of event, their words, and the row of each."""

import datetime
import enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from common.sentence import Sentence
from database import Model, UtcDateTime, text_enum


class EventKind(enum.StrEnum):
    """What can happen to a return or to a product in it. The values are stored: they never change."""

    OPENED = "opened"
    OPENED_AT_WAREHOUSE = "opened at warehouse"
    PACKED = "packed"
    UNPACKED = "unpacked"
    PHOTO_ADDED = "photo added"
    PHOTO_REMOVED = "photo removed"
    CHECKLIST_ANSWERED = "checklist answered"
    PART_ANSWERED = "part answered"
    SEALED = "sealed"
    LABEL_SEEN = "label seen"
    LABEL_SEEN_UNDONE = "label seen undone"
    LABEL_LOOK_SKIPPED = "label look skipped"
    SENT = "sent"
    ENVELOPE_ARRIVED = "envelope arrived"
    ENVELOPE_ARRIVAL_UNDONE = "envelope arrival undone"
    RECEIPT_OPENED = "receipt opened"
    ENVELOPE_TAKEN_IN = "envelope taken in"
    ENVELOPES_GIVEN_UP = "envelopes given up"
    PRODUCT_RECEIVED = "product received"
    PRODUCT_RECEIPT_UNDONE = "product receipt undone"
    EXTRA_PRODUCT_RECEIVED = "extra product received"
    PRODUCT_MISSING = "product missing"
    PRODUCT_FOUND = "product found"
    PRODUCT_CAME_ELSEWHERE = "product came elsewhere"
    PRODUCT_ELSEWHERE_UNDONE = "product elsewhere undone"
    ANNOUNCED_PRODUCT_CORRECTED = "announced product corrected"
    REOPENED = "reopened"
    RECEIVED = "received"
    CONTROL_STARTED = "control started"
    CONTROL_STEP = "control step"
    CONTROL_STEP_CORRECTED = "control step corrected"
    UVC_STARTED = "uvc started"
    UVC_STOPPED = "uvc stopped"
    STEPS_BYPASSED = "steps bypassed"
    JUDGED_AGAIN = "judged again"
    SESAM_REPORTED = "sesam reported"
    SESAM_CORRECTED = "sesam corrected"
    KEPT_BY_DECISION = "kept by decision"
    STOCKED = "stocked"
    MOVED = "moved"
    PICKED = "picked"
    PICK_UNDONE = "pick undone"
    DELIVERED = "delivered"
    DELIVERY_WITHDRAWN = "delivery withdrawn"
    LEFT_UNSEEN = "left unseen"
    MISSING_IN_STOCK = "missing in stock"
    FOUND_IN_STOCK = "found in stock"
    COUNTED = "counted"
    CHARGED = "charged"
    CHARGE_UNDONE = "charge undone"
    SENT_ON = "sent on"
    SENT_ON_UNDONE = "sent on undone"
    SENT_BACK = "sent_back"
    SEND_BACK_ANSWERED = "send-back answered"
    SEND_BACK_REPLIED = "send-back replied"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    ORDER_NUMBER_CORRECTED = "order number corrected"
    HAND_OVER_UNDONE = "hand-over undone"

    @property
    def words(self) -> Sentence:
        """What a person is told that has happened."""
        return WORDS[self]


WORDS = {
    EventKind.OPENED: Sentence("Påbörjad"),
    EventKind.OPENED_AT_WAREHOUSE: Sentence("Kuvertet kom utan etikett"),
    EventKind.PACKED: Sentence("Produkt packad"),
    EventKind.UNPACKED: Sentence("Produkt borttagen"),
    EventKind.PHOTO_ADDED: Sentence("Foto tillagt"),
    EventKind.PHOTO_REMOVED: Sentence("Foto borttaget"),
    EventKind.CHECKLIST_ANSWERED: Sentence("Kontrollfrågor besvarade"),
    EventKind.PART_ANSWERED: Sentence("Svar om en del som inte ligger i returen"),
    EventKind.SEALED: Sentence("Förseglad"),
    EventKind.LABEL_SEEN: Sentence("Etiketten på kuvertet kontrollerad"),
    EventKind.LABEL_SEEN_UNDONE: Sentence("Kontrollen av etiketten ångrad"),
    EventKind.LABEL_LOOK_SKIPPED: Sentence("Etiketten på kuvertet inte kontrollerad"),
    EventKind.SENT: Sentence("Lämnad för transport"),
    EventKind.ENVELOPE_ARRIVED: Sentence("Kuvert har kommit"),
    EventKind.ENVELOPE_ARRIVAL_UNDONE: Sentence("Kuvertet hade inte kommit"),
    EventKind.ENVELOPE_TAKEN_IN: Sentence("Kuvert inlagt"),
    EventKind.ENVELOPES_GIVEN_UP: Sentence("Fler kuvert väntas inte"),
    EventKind.RECEIPT_OPENED: Sentence("Kuvertet öppnat"),
    EventKind.PRODUCT_RECEIVED: Sentence("Produkt mottagen"),
    EventKind.PRODUCT_RECEIPT_UNDONE: Sentence("Mottagning ångrad"),
    EventKind.EXTRA_PRODUCT_RECEIVED: Sentence("Oanmäld produkt mottagen"),
    EventKind.PRODUCT_MISSING: Sentence("Produkt saknas"),
    EventKind.PRODUCT_FOUND: Sentence("Saknad produkt har hittats"),
    EventKind.PRODUCT_CAME_ELSEWHERE: Sentence("Produkten kom i en annan retur"),
    EventKind.PRODUCT_ELSEWHERE_UNDONE: Sentence("Produkten kom inte i en annan retur"),
    EventKind.ANNOUNCED_PRODUCT_CORRECTED: Sentence("Anmält nummer rättat"),
    EventKind.REOPENED: Sentence("Öppnad igen"),
    EventKind.RECEIVED: Sentence("Inlagd"),
    EventKind.CONTROL_STARTED: Sentence("Kontroll påbörjad"),
    EventKind.CONTROL_STEP: Sentence("Kontrollsteg"),
    EventKind.CONTROL_STEP_CORRECTED: Sentence("Kontrollsteg rättat"),
    EventKind.UVC_STARTED: Sentence("UVC-ljus påbörjat"),
    EventKind.UVC_STOPPED: Sentence("UVC-ljus avbrutet"),
    EventKind.STEPS_BYPASSED: Sentence("Släppt utan alla kontrollsteg"),
    EventKind.JUDGED_AGAIN: Sentence("Bedömd på nytt"),
    EventKind.SESAM_REPORTED: Sentence("Väntar på att Sesam rättas"),
    EventKind.SESAM_CORRECTED: Sentence("Sesam är rättat"),
    EventKind.KEPT_BY_DECISION: Sentence("Beslut: behålls på huvudlagret"),
    EventKind.STOCKED: Sentence("Tillgänglig"),
    EventKind.MOVED: Sentence("Flyttad till en annan hylla"),
    EventKind.PICKED: Sentence("Plockad till en beställning"),
    EventKind.PICK_UNDONE: Sentence("Tillbaka på hyllan"),
    EventKind.DELIVERED: Sentence("Levererad enligt registret"),
    EventKind.DELIVERY_WITHDRAWN: Sentence("Inte levererad, enligt en rättelse i registret"),
    EventKind.LEFT_UNSEEN: Sentence("Hade lämnat hyllan utan att det noterades: den har kommit in på nytt"),
    EventKind.MISSING_IN_STOCK: Sentence("Saknas på sin hylla"),
    EventKind.FOUND_IN_STOCK: Sentence("Hittad på en hylla"),
    EventKind.COUNTED: Sentence("Inventerad på hyllan"),
    EventKind.CHARGED: Sentence("Underhållsladdad"),
    EventKind.CHARGE_UNDONE: Sentence("Laddning ångrad"),
    EventKind.SENT_ON: Sentence("Skickas vidare till leverantören"),
    EventKind.SENT_ON_UNDONE: Sentence("Skickas inte vidare till leverantören"),
    EventKind.SENT_BACK: Sentence("Skickas tillbaka till enheten"),
    EventKind.SEND_BACK_ANSWERED: Sentence("Enheten har svarat"),
    EventKind.SEND_BACK_REPLIED: Sentence("Huvudlagret har skrivit till enheten"),
    EventKind.CLOSED: Sentence("Avslutad"),
    EventKind.CANCELLED: Sentence("Avbruten"),
    EventKind.ORDER_NUMBER_CORRECTED: Sentence("Numret från WebSesam rättat"),
    EventKind.HAND_OVER_UNDONE: Sentence("Inte lämnad för transport än"),
}


class Event(Model):
    """Who did what when, with what changed. `line_id` is no foreign key: the event outlives a line taken out.

    `product` names the product at that time: the serial, or the name of an article without one.
    """

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    what: Mapped[EventKind] = mapped_column(text_enum(EventKind))
    product: Mapped[str | None] = mapped_column(sa.String(300))
    before: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)


@sa.event.listens_for(Event, "before_update")
@sa.event.listens_for(Event, "before_delete")
def _refuse_change(_mapper: Any, _connection: Any, event: Event) -> None:
    raise TypeError(f"expected events to be appended only, got a change of event {event.id}")
