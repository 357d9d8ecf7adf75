"""What an event in a return's account is called on the pages. (States: templates/layout/macros.html, state_pill.)"""

from common.sentence import Sentence

EVENTS = {
    "opened": Sentence("Påbörjad"),
    "packed": Sentence("Produkt packad"),
    "unpacked": Sentence("Produkt borttagen"),
    "photo added": Sentence("Foto tillagt"),
    "photo removed": Sentence("Foto borttaget"),
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
    "kept by decision": Sentence("Beslut: behålls på huvudlagret"),
    "stocked": Sentence("Tillgänglig"),
    "sent_back": Sentence("Skickas tillbaka till enheten"),
    "closed": Sentence("Avslutad"),
    "cancelled": Sentence("Avbruten"),
    "order number corrected": Sentence("Numret från WebSesam rättat"),
    "hand-over undone": Sentence("Inte lämnad för transport än"),
}


def event_name(what: str) -> Sentence:
    return EVENTS.get(what, Sentence(what))
