"""Why somebody who comes from the sign-in service is not let in."""

import enum

from common.sentence import Sentence, SentenceError


class RefusalKind(enum.StrEnum):
    """The audit log says it with this word."""

    STATE = "state"
    CANCELLED = "cancelled"
    ANSWER = "answer"
    EXPIRED = "expired"
    LEVEL = "level"
    COMMISSION = "commission"
    UNKNOWN = "unknown person"
    CLOSED = "closed account"
    ROLE = "role"
    SERVICE = "service"
    """It did not answer, or not as it should: no fault of the person's, and nothing for the audit log."""


REFUSAL_SENTENCES = {
    RefusalKind.STATE: Sentence(
        "Inloggningen hörde inte till den här webbläsaren, eller tog för lång tid. Försök igen."
    ),
    RefusalKind.CANCELLED: Sentence("Inloggningen avbröts. Försök igen när du vill."),
    RefusalKind.ANSWER: Sentence(
        "Svaret från inloggningstjänsten går inte att lita på. Försök igen. "
        "Händer det en gång till, säg det till administratören."
    ),
    RefusalKind.EXPIRED: Sentence("Inloggningen tog för lång tid. Försök igen."),
    RefusalKind.LEVEL: Sentence(
        "Du loggade in på ett sätt som inte är säkert nog här. Försök igen, och välj ett säkrare sätt."
    ),
    RefusalKind.COMMISSION: Sentence(
        "Uppdraget som du valde gäller inte här. Försök igen, och välj ett annat uppdrag."
    ),
    RefusalKind.UNKNOWN: Sentence(
        "Ingen här har tjänste-id %(id)s. Be administratören att skriva in det på din sida."
    ),
    RefusalKind.CLOSED: Sentence("Ditt konto är stängt. Prata med administratören om du ska arbeta här."),
    RefusalKind.ROLE: Sentence(
        "Inloggningstjänsten säger inte vad du arbetar med här. Prata med administratören."
    ),
    RefusalKind.SERVICE: Sentence("Inloggningstjänsten svarar inte som den ska. Försök igen om en stund."),
}


class SignInRefused(SentenceError):  # noqa: N818 - it is an answer for the user
    """`email` is that of the account, where it is known whose it is."""

    def __init__(self, kind: RefusalKind, email: str | None = None, **params: object) -> None:
        super().__init__(REFUSAL_SENTENCES[kind].text, **params)
        self.kind, self.email = kind, email
