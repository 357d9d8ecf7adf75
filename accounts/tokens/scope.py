"""What a token of the API may be used for, and which role can have which of it."""

import enum

from accounts.roles import RoleName
from common.sentence import Sentence


class Scope(enum.StrEnum):
    """One kind of use. The values are stored, and stand in the API's reference: they never change."""

    READ_REGISTER = "read:register"
    READ_RETURNS = "read:returns"
    WRITE_RETURNS = "write:returns"
    RECEIVE = "receive"
    STOCK = "stock"
    IMPORTS = "imports"
    EVENTS = "events"
    PRINT = "print"
    CONTACTS = "contacts"
    SETTINGS = "settings"

    @property
    def words(self) -> Sentence:
        return SCOPE_WORDS[self]

    @property
    def roles(self) -> frozenset[RoleName]:
        """Those that have pages for it. A token gives its holder nothing that the role has not."""
        return ROLES_OF[self]


SCOPE_WORDS = {
    Scope.READ_REGISTER: Sentence("Läsa registret: produkter, besked, artiklar, enheter"),
    Scope.READ_RETURNS: Sentence("Läsa returer"),
    Scope.WRITE_RETURNS: Sentence("Packa, fotografera, försegla och lämna returer"),
    Scope.RECEIVE: Sentence("Ta emot, fotografera, kontrollera och skicka tillbaka"),
    Scope.STOCK: Sentence("Läsa saldot, flytta, plocka och inventera"),
    Scope.IMPORTS: Sentence("Importera till registret"),
    Scope.EVENTS: Sentence("Läsa händelser"),
    Scope.PRINT: Sentence("Skriva ut på skrivare i nätet"),
    Scope.CONTACTS: Sentence("Läsa och skriva kontakter med enheter"),
    Scope.SETTINGS: Sentence("Läsa och ändra inställningar"),
}
EVERYBODY = frozenset(RoleName)
AT_WAREHOUSE = frozenset({RoleName.WAREHOUSE, RoleName.ADMIN})
ROLES_OF = {
    Scope.READ_REGISTER: EVERYBODY,
    Scope.READ_RETURNS: EVERYBODY,
    Scope.WRITE_RETURNS: frozenset({RoleName.CLINIC}),
    Scope.RECEIVE: AT_WAREHOUSE,
    Scope.STOCK: EVERYBODY,
    Scope.IMPORTS: frozenset({RoleName.ADMIN}),
    Scope.EVENTS: AT_WAREHOUSE,
    Scope.PRINT: EVERYBODY,
    Scope.CONTACTS: AT_WAREHOUSE,
    Scope.SETTINGS: frozenset({RoleName.ADMIN}),
}
