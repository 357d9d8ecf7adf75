"""What states and events are called on the pages."""

from apiflask import APIFlask

from registry.words import Sentence
from returns import LineState, ReturnState

RETURN_STATES = {
    ReturnState.DRAFT: Sentence("Packas"),
    ReturnState.SEALED: Sentence("Förseglad"),
    ReturnState.SENT: Sentence("Skickad"),
    ReturnState.RECEIVED: Sentence("Mottagen"),
    ReturnState.CLOSED: Sentence("Avslutad"),
    ReturnState.CANCELLED: Sentence("Avbruten"),
}

LINE_STATES = {
    LineState.PACKED: Sentence("Packad"),
    LineState.RECEIVED: Sentence("Mottagen"),
    LineState.MISSING: Sentence("Saknas"),
    LineState.IN_CONTROL: Sentence("I kontroll"),
    LineState.STOCKED: Sentence("Tillgänglig"),
    LineState.SENT_BACK: Sentence("Skickas tillbaka"),
}

EVENTS = {
    "opened": Sentence("Påbörjad"),
    "packed": Sentence("Produkt packad"),
    "unpacked": Sentence("Produkt borttagen"),
    "checklist answered": Sentence("Kontrollfrågor besvarade"),
    "sealed": Sentence("Förseglad"),
    "sent": Sentence("Lämnad för transport"),
    "receipt opened": Sentence("Kuvertet öppnat"),
    "product received": Sentence("Produkt mottagen"),
    "product receipt undone": Sentence("Mottagning ångrad"),
    "extra product received": Sentence("Oanmäld produkt mottagen"),
    "product missing": Sentence("Produkt saknas"),
    "received": Sentence("Inlagd"),
    "control started": Sentence("Kontroll påbörjad"),
    "control step": Sentence("Kontrollsteg"),
    "stocked": Sentence("Tillgänglig"),
    "sent_back": Sentence("Skickas tillbaka till enheten"),
    "closed": Sentence("Avslutad"),
    "cancelled": Sentence("Avbruten"),
}

STATE_TONES = {
    ReturnState.DRAFT: "attention",
    ReturnState.CANCELLED: "stop",
    LineState.MISSING: "stop",
    LineState.SENT_BACK: "stop",
    LineState.IN_CONTROL: "attention",
    LineState.RECEIVED: "good",
    LineState.STOCKED: "good",
}


def teach(app: APIFlask) -> None:
    """Templates write `return_.state|return_state|say`."""
    tones = {str(state): tone for state, tone in STATE_TONES.items()}
    app.add_template_filter(lambda state: RETURN_STATES[ReturnState(state)], "return_state")
    app.add_template_filter(lambda state: LINE_STATES[LineState(state)], "line_state")
    app.add_template_filter(lambda what: EVENTS.get(what, Sentence(what)), "event_name")
    app.add_template_filter(lambda state: tones.get(state, "neutral"), "state_tone")
