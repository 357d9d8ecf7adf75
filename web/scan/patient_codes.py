"""Codes and typed texts that name a patient. They are never looked up, never shown and never sent back to the page."""

from common.privacy import find_in_number
from identity import Identity


def names_a_patient(identity: Identity) -> bool:
    """Whether what was read is a personnummer: a code on a patient's label, or typed where a serial belongs."""
    fields = (identity.serial, identity.lot, identity.text if identity.kind == "plain" else None)
    return any(find_in_number(field) for field in fields if field)
