"""A person's PIN: a few digits, good only on a shared tablet that was opened with a password that day."""

import datetime
import itertools

from flask_security import hash_password
from flask_security import verify_password as is_hash_of

from accounts.account_event import AccountEventKind
from accounts.models import User
from accounts.sign_in_pace import Pace
from common.sentence import Sentence, WrongFields

SHORTEST_PIN = 4
LONGEST_PIN = 8
MOST_WRONG_PINS = 10
"""In a row. Then only the password helps: of ten thousand PINs nobody tries more than these."""
PIN_PACE = Pace(at_once=5, every_s=20)
DIGITS = "0123456789"


def pin_fault(pin: str | None) -> Sentence | None:
    """What is wrong with a PIN that somebody wants to have."""
    if not pin or set(pin) - set(DIGITS) or not SHORTEST_PIN <= len(pin) <= LONGEST_PIN:
        return Sentence("Välj %(least)s till %(most)s siffror.", {"least": SHORTEST_PIN, "most": LONGEST_PIN})
    steps = {(int(later) - int(one)) % 10 for one, later in itertools.pairwise(pin)}
    if steps in ({0}, {1}, {9}):
        return Sentence("Den koden gissar alla först. Välj en annan.")
    return None


def choose_pin(user: User, pin: str, *, now: datetime.datetime) -> None:
    """Raises WrongFields."""
    if fault := pin_fault(pin):
        raise WrongFields({"pin": fault})
    user.pin, user.wrong_pins = str(hash_password(pin)), 0
    user.note(AccountEventKind.PIN_CHOSEN, actor=user.email, now=now)


def remove_pin(user: User, *, now: datetime.datetime) -> None:
    if user.pin is not None:
        user.pin = None
        user.note(AccountEventKind.PIN_REMOVED, actor=user.email, now=now)


def may_try_pin(user: User) -> bool:
    return user.pin is not None and user.wrong_pins < MOST_WRONG_PINS


def try_pin(user: User, pin: str) -> bool:
    """Whether it is theirs. A wrong one is counted."""
    is_right = may_try_pin(user) and len(pin) <= LONGEST_PIN and bool(is_hash_of(pin, user.pin or ""))
    user.wrong_pins = 0 if is_right else user.wrong_pins + 1
    return is_right
