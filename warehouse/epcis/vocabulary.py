"""Each kind of event in the words of the Core Business Vocabulary 2.0, with own ones where it has none.

`STEPS` and `NOT_EXPORTED` together name every kind: a new kind of event fails a test until somebody has decided.
"""

import enum
from dataclasses import dataclass

from registry.control_steps import CHARGE, UVC, WIPE
from returns import EventKind

PREFIX = "returkoll"
"""The namespace of our own words inside a document."""


class About(enum.StrEnum):
    """What an event is about."""

    PRODUCT = "product"
    RETURN = "return"
    """The return as one parcel: its products with it."""
    ENVELOPE = "envelope"
    PACKED_TOGETHER = "packed together"
    """The products become one parcel: an AggregationEvent with the action ADD."""
    UNPACKED = "taken apart"
    """The parcel is no more: an AggregationEvent with the action DELETE."""


@dataclass(frozen=True)
class Step:
    """A business step and the disposition after it (CBV 2.0, 7.1 and 7.2)."""

    about: About
    business_step: str
    disposition: str


STEPS = {
    EventKind.PACKED: Step(About.PRODUCT, "packing", "returned"),
    EventKind.CHECKLIST_ANSWERED: Step(About.PRODUCT, "inspecting", "returned"),
    EventKind.SEALED: Step(About.PACKED_TOGETHER, "packing", "container_closed"),
    EventKind.SENT: Step(About.RETURN, "shipping", "in_transit"),
    EventKind.ENVELOPE_ARRIVED: Step(About.ENVELOPE, "arriving", "in_progress"),
    EventKind.ENVELOPE_TAKEN_IN: Step(About.ENVELOPE, "unpacking", "container_open"),
    EventKind.RECEIVED: Step(About.UNPACKED, "unpacking", "in_progress"),
    EventKind.PRODUCT_RECEIVED: Step(About.PRODUCT, "receiving", "in_progress"),
    EventKind.EXTRA_PRODUCT_RECEIVED: Step(About.PRODUCT, "receiving", "mismatch_instance"),
    EventKind.PRODUCT_MISSING: Step(About.PRODUCT, "receiving", "unknown"),
    EventKind.PRODUCT_FOUND: Step(About.PRODUCT, "receiving", "in_progress"),
    EventKind.CONTROL_STARTED: Step(About.PRODUCT, "inspecting", "in_progress"),
    EventKind.CONTROL_STEP: Step(About.PRODUCT, "inspecting", "in_progress"),
    EventKind.CONTROL_STEP_CORRECTED: Step(About.PRODUCT, "inspecting", "in_progress"),
    EventKind.STEPS_BYPASSED: Step(About.PRODUCT, "accepting", "in_progress"),
    EventKind.SESAM_REPORTED: Step(About.PRODUCT, "holding", "in_progress"),
    EventKind.KEPT_BY_DECISION: Step(About.PRODUCT, "accepting", "in_progress"),
    EventKind.STOCKED: Step(About.PRODUCT, "stocking", "available"),
    EventKind.MOVED: Step(About.PRODUCT, "storing", "available"),
    EventKind.PICKED: Step(About.PRODUCT, "picking", "reserved"),
    EventKind.DELIVERED: Step(About.PRODUCT, "shipping", "dispensed"),
    EventKind.LEFT_UNSEEN: Step(About.PRODUCT, "departing", "unknown"),
    EventKind.MISSING_IN_STOCK: Step(About.PRODUCT, "cycle_counting", "unknown"),
    EventKind.FOUND_IN_STOCK: Step(About.PRODUCT, "cycle_counting", "available"),
    EventKind.COUNTED: Step(About.PRODUCT, "cycle_counting", "available"),
    EventKind.CHARGED: Step(About.PRODUCT, f"{PREFIX}:charging", "available"),
    EventKind.SENT_BACK: Step(About.PRODUCT, "shipping", "non_conformant"),
    EventKind.SENT_ON: Step(About.PRODUCT, "staging_outbound", "in_progress"),
    EventKind.CANCELLED: Step(About.UNPACKED, "void_shipping", "inactive"),
}

OWN_CONTROL_STEPS = {
    UVC.code: f"{PREFIX}:uvc_disinfecting",
    CHARGE.code: f"{PREFIX}:charging",
    WIPE.code: f"{PREFIX}:wiping",
}
"""A step of the control for which CBV has no business step. The others are `inspecting`."""

TAKEN_BACK = {
    EventKind.UNPACKED: EventKind.PACKED,
    EventKind.HAND_OVER_UNDONE: EventKind.SENT,
    EventKind.ENVELOPE_ARRIVAL_UNDONE: EventKind.ENVELOPE_ARRIVED,
    EventKind.PICK_UNDONE: EventKind.PICKED,
    EventKind.DELIVERY_WITHDRAWN: EventKind.DELIVERED,
    EventKind.CHARGE_UNDONE: EventKind.CHARGED,
    EventKind.SENT_ON_UNDONE: EventKind.SENT_ON,
}
"""A kind that says that an earlier event did not happen → that event's kind. It leaves the house as an error
declaration of the earlier event (EPCIS 2.0, 7.4.1.4)."""

RECEIPTS = (EventKind.PRODUCT_RECEIVED, EventKind.EXTRA_PRODUCT_RECEIVED, EventKind.PRODUCT_FOUND)
"""What `PRODUCT_RECEIPT_UNDONE` takes back, whichever of these came last."""

CONTROL_STEPS = (EventKind.CONTROL_STEP, EventKind.CONTROL_STEP_CORRECTED)
"""A second one of the same step corrects the first."""

NOT_EXPORTED = {
    EventKind.OPENED: "an empty return is nothing that can be seen",
    EventKind.OPENED_AT_WAREHOUSE: "an empty return is nothing that can be seen",
    EventKind.PRODUCT_CAME_ELSEWHERE: "the return in which it came tells of it",
    EventKind.PRODUCT_ELSEWHERE_UNDONE: "the return in which it came tells of it",
    EventKind.ANNOUNCED_PRODUCT_CORRECTED: "every event of the product names it as corrected",
    EventKind.PHOTO_ADDED: "a photo stays in the house",
    EventKind.PHOTO_REMOVED: "a photo stays in the house",
    EventKind.RECEIPT_OPENED: "each envelope says by itself that it has come",
    EventKind.ENVELOPES_GIVEN_UP: "what has not come is told by product",
    EventKind.REOPENED: "what turns up late is told by product",
    EventKind.SEND_BACK_ANSWERED: "words between unit and warehouse",
    EventKind.SEND_BACK_REPLIED: "words between unit and warehouse",
    EventKind.UVC_STARTED: "the step of the control says when it is done",
    EventKind.UVC_STOPPED: "the step of the control says when it is done",
    EventKind.JUDGED_AGAIN: "what the register says, not what was seen",
    EventKind.SESAM_CORRECTED: "what another system holds, not what was seen",
    EventKind.LABEL_SEEN: "the envelope has not moved",
    EventKind.LABEL_SEEN_UNDONE: "the envelope has not moved",
    EventKind.LABEL_LOOK_SKIPPED: "the envelope has not moved",
    EventKind.PART_ANSWERED: "about something that is not there",
    EventKind.CLOSED: "every product in it is told already",
    EventKind.ORDER_NUMBER_CORRECTED: "told as a correction of the sealing",
    EventKind.PRODUCT_RECEIPT_UNDONE: "told as an error declaration of the receipt",
    **dict.fromkeys(TAKEN_BACK, "told as an error declaration of the event that it takes back"),
}
"""The kinds that are no event of their own in a document, and why."""
