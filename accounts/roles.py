"""The roles of the house, and where somebody works: at a unit's desk, at the warehouse, or as administrator."""

import enum
from dataclasses import dataclass

from common.sentence import Sentence
from registry.models import Unit


class RoleName(enum.StrEnum):
    """The three roles of the house. Somebody may have several, and works in one of them at a time."""

    CLINIC = "clinic"
    WAREHOUSE = "warehouse"
    ADMIN = "admin"

    @property
    def words(self) -> Sentence:
        return ROLE_WORDS[self]


ROLE_WORDS = {
    RoleName.CLINIC: Sentence("Klinik"),
    RoleName.WAREHOUSE: Sentence("Huvudlagret"),
    RoleName.ADMIN: Sentence("Administratör"),
}


@dataclass(frozen=True)
class Workplace:
    """A role, and for the clinic's role the unit. A clinic user without a unit has a workplace that shows nothing."""

    role: RoleName
    unit: Unit | None = None

    @property
    def code(self) -> str:
        """What forms and sign-ins call it."""
        return f"{self.role.value}-{self.unit.id}" if self.unit else self.role.value

    @property
    def words(self) -> Sentence:
        """Its name, as the page's head says it."""
        if self.unit:
            return Sentence("%(name)s", {"name": self.unit.name})
        return PLACE_WORDS[self.role]


PLACE_WORDS = {
    RoleName.CLINIC: Sentence("Ingen enhet"),
    RoleName.WAREHOUSE: Sentence("Huvudlagret"),
    RoleName.ADMIN: Sentence("Administration"),
}
