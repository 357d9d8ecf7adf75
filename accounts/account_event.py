"""What was done to an account: who, when, and what changed."""

import datetime
import enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from common.sentence import Sentence
from database import Model, UtcDateTime, text_enum


class AccountEventKind(enum.StrEnum):
    """What can happen to an account. The values are stored: they never change."""

    INVITED = "invited"
    LINK_MADE = "link made"
    PASSWORD_FORGOTTEN = "password forgotten"  # noqa: S105 - a word
    PASSWORD_CHOSEN = "password chosen"  # noqa: S105
    PASSWORD_CHANGED = "password changed"  # noqa: S105
    PIN_CHOSEN = "pin chosen"
    PIN_REMOVED = "pin removed"
    TOKEN_MADE = "token made"  # noqa: S105
    TOKEN_REVOKED = "token revoked"  # noqa: S105
    INTEGRATION_MADE = "integration made"
    CODE_APP_ADDED = "code app added"
    CODE_APP_REMOVED = "code app removed"
    RECOVERY_CODES_MADE = "recovery codes made"
    RECOVERY_CODE_USED = "recovery code used"
    PASSKEY_ADDED = "passkey added"
    PASSKEY_REMOVED = "passkey removed"
    SIGNED_OUT_EVERYWHERE = "signed out everywhere"
    CHANGED = "changed"
    DISABLED = "disabled"
    ENABLED = "enabled"

    @property
    def words(self) -> Sentence:
        return ACCOUNT_EVENT_WORDS[self]


ACCOUNT_EVENT_WORDS = {
    AccountEventKind.INVITED: Sentence("Inbjuden"),
    AccountEventKind.LINK_MADE: Sentence("Ny länk för lösenordet"),
    AccountEventKind.PASSWORD_FORGOTTEN: Sentence("Har glömt lösenordet"),
    AccountEventKind.PASSWORD_CHOSEN: Sentence("Lösenord valt"),
    AccountEventKind.PASSWORD_CHANGED: Sentence("Lösenord bytt"),
    AccountEventKind.PIN_CHOSEN: Sentence("PIN-kod vald"),
    AccountEventKind.PIN_REMOVED: Sentence("PIN-kod borttagen"),
    AccountEventKind.TOKEN_MADE: Sentence("Ny nyckel till API:et"),
    AccountEventKind.TOKEN_REVOKED: Sentence("Nyckel till API:et återkallad"),
    AccountEventKind.INTEGRATION_MADE: Sentence("Ny integration"),
    AccountEventKind.CODE_APP_ADDED: Sentence("Engångskod vid inloggning"),
    AccountEventKind.CODE_APP_REMOVED: Sentence("Engångskoden borttagen"),
    AccountEventKind.RECOVERY_CODES_MADE: Sentence("Nya reservkoder"),
    AccountEventKind.RECOVERY_CODE_USED: Sentence("Loggade in med en reservkod"),
    AccountEventKind.PASSKEY_ADDED: Sentence("Ny passkey"),
    AccountEventKind.PASSKEY_REMOVED: Sentence("Passkey borttagen"),
    AccountEventKind.SIGNED_OUT_EVERYWHERE: Sentence("Utloggad på alla enheter"),
    AccountEventKind.CHANGED: Sentence("Ändrad"),
    AccountEventKind.DISABLED: Sentence("Kontot stängt"),
    AccountEventKind.ENABLED: Sentence("Kontot öppnat igen"),
}


class AccountEvent(Model):
    """Written once, never changed. No password, no PIN and no link is in it."""

    __tablename__ = "account_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    what: Mapped[AccountEventKind] = mapped_column(text_enum(AccountEventKind))
    before: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
