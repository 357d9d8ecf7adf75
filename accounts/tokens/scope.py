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
    Scope.WRITE_RETURNS: Sentence("Packa, försegla och lämna returer"),
    Scope.RECEIVE: Sentence("Ta emot, kontrollera och skicka tillbaka"),
    Scope.STOCK: Sentence("Läsa saldot, flytta och plocka"),
    Scope.IMPORTS: Sentence("Importera till registret"),
    Scope.EVENTS: Sentence("Läsa händelser"),
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
}
