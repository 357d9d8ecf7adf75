"""What a password may be, and how it is stored and compared."""

import functools
import unicodedata

from flask_security import hash_password
from flask_security import verify_password as is_hash_of

from accounts.models import User
from common.sentence import Sentence

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 200
FEWEST_CHARACTERS = 4
"""Different ones."""
EVERYBODY_KNOWS = (
    "returkoll", "lösenord", "password", "passord", "hemligt", "sommar", "vinter", "qwerty", "asdfgh", "abcdef",
    "admin", "welcome", "välkommen", "letmein", "iloveyou", "12345", "23456", "98765", "11111", "00000",
)  # fmt: skip


def password_fault(password: str | None, user: User) -> Sentence | None:
    """What is wrong with a password that this user wants to have."""
    if not password:
        return Sentence("Skriv ett lösenord.")
    if len(password) < SHORTEST_PASSWORD:
        return Sentence(
            "Lösenordet är för kort. Det behöver minst %(least)s tecken.", {"least": SHORTEST_PASSWORD}
        )
    if len(password) > LONGEST_PASSWORD:
        return Sentence("Lösenordet får ha högst %(most)s tecken.", {"most": LONGEST_PASSWORD})
    guessed = is_easily_guessed(password, user) or password.casefold() in leaked_passwords()
    if len(set(password)) < FEWEST_CHARACTERS or guessed:
        return Sentence("Lösenordet är för lätt att gissa. Ta några ord som inte hör ihop.")
    return None


@functools.cache
def leaked_passwords() -> frozenset[str]:
    """The 30,000 that stood most often in collections of stolen passwords, in small letters. Whoever guesses begins
    with these (NIST SP 800-63B, 3.1.1.2). The list comes with zxcvbn. It takes some megabytes, so it is loaded by the
    first who chooses a password."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"])


def is_easily_guessed(password: str, user: User) -> bool:
    """Whether it is little more than what others know: the person's name and address, or a usual password."""
    left = password.casefold()
    for known in (*user.name.split(), *user.email.replace("@", ".").split("."), *EVERYBODY_KNOWS):
        left = left.replace(known.casefold(), "") if len(known) > 2 else left
    return (
        len("".join(one for one in left if one.isalpha())) < FEWEST_CHARACTERS and left != password.casefold()
    )


def stored_form(password: str) -> str:
    """The hash. The sign-in page brings what is typed into the same form of Unicode before it compares (Flask-Security,
    SECURITY_PASSWORD_NORMALIZE_FORM), as an å may come as one character or as two."""
    return str(hash_password(unicodedata.normalize("NFKD", password)))


def is_password_of(user: User, password: str | None) -> bool:
    if not password or not user.password or len(password) > LONGEST_PASSWORD:
        return False
    return bool(is_hash_of(unicodedata.normalize("NFKD", password), user.password))
