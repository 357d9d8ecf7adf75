"""An EPCISDocument (EPCIS 2.0, section 10), written part after part, so that a long one needs no more memory."""

import datetime
import json
from collections.abc import Iterable, Iterator

from warehouse.epcis.identifiers import Identifiers
from warehouse.epcis.translating import EpcisEvent
from warehouse.epcis.vocabulary import PREFIX

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"


def document_parts(
    events: Iterable[EpcisEvent], names: Identifiers, created: datetime.datetime
) -> Iterator[str]:
    """The document as JSON text, in parts to be sent one after the other."""
    head = {
        "@context": [CONTEXT, {PREFIX: names.vocabulary()}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": created.astimezone(datetime.UTC).isoformat(timespec="milliseconds"),
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "epcisBody": {"eventList": ['
    for number, event in enumerate(events):
        yield (",\n" if number else "\n") + json.dumps(event, ensure_ascii=False)
    yield "\n]}}\n"
