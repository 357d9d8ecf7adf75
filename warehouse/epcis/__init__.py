"""The event log as EPCIS 2.0 documents (JSON-LD), for other systems: what, when, where, why.

Sources: GS1, EPCIS Standard 2.0, sections 7 and 10 (data model, JSON/JSON-LD binding); GS1, Core Business Vocabulary
(CBV) 2.0, sections 7 and 8 (business steps, dispositions, identifiers).
"""

from warehouse.epcis.chosen import events_in_period, events_of_product, events_of_return
from warehouse.epcis.epcis_document import document_parts
from warehouse.epcis.identifiers import Identifiers
from warehouse.epcis.translating import in_epcis

__all__ = [
    "Identifiers",
    "document_parts",
    "events_in_period",
    "events_of_product",
    "events_of_return",
    "in_epcis",
]
