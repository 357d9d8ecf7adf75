"""What a region decides about how Returkoll works. An administrator changes it on a page, and every change is a row.

A setting's value is the one that was said last on the page; until anybody has said one, that of the environment. What
the machine decides (addresses, ports, workers, secrets) stays in the environment alone (docs/decisions/0041).
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from flask import current_app, g
from sqlalchemy.orm import Mapped, mapped_column

from common.privacy import free_text_fault
from common.sentence import Sentence, WrongFields
from database import Model, UtcDateTime, db
from operations.settings import JUDGED
from scanner.symbologies import Groups, SymbologyGroup

LONGEST_SETTING = 200
MOST_DIGITS = 20
MOST_SHOWN_CHANGES = 50
DIGITS = re.compile(r"\\d\{(\d{1,2})(?:,(\d{1,2}))?\}")


ON_OWN_LABELS: Groups = frozenset({SymbologyGroup.CODE_128, SymbologyGroup.DATA_MATRIX, SymbologyGroup.QR})
"""What our own labels and cards carry. It is always read."""


@dataclass(frozen=True)
class SettingKind:
    """What a setting is called, and what its number may be; `least` is None for a text and for a switch."""

    words: Sentence
    least: int | None = None
    most: int = 0
    is_switch: bool = False


KINDS = {
    "DRAFT_DAYS": SettingKind(Sentence("Så många dagar får en påbörjad retur ligga"), 1, 60),
    "ORDER_NUMBER_PATTERN": SettingKind(Sentence("Hämtorderns nummer")),
    "LETTER_THICKNESS_MM": SettingKind(Sentence("Så tjockt får ett kuvert vara, i millimeter"), 1, 100),
    "LABEL_LOOK_DEMANDED": SettingKind(
        Sentence("Etiketten på varje kuvert ska kontrolleras innan det lämnas"), is_switch=True
    ),
    "SUPPORT_EMAIL": SettingKind(Sentence("E-post till Stöd och Support")),
    "SYMBOLOGIES": SettingKind(Sentence("Streckkoder som regionen använder")),
    "LOCK_MINUTES": SettingKind(Sentence("En delad surfplatta låses efter så många minuter"), 1, 120),
    "PRINTER_PORTS": SettingKind(Sentence("Portar som skrivare får ha")),
    "PHOTO_MONTHS": SettingKind(Sentence("Foton sparas så många månader"), 0, 120),
    "EMPTY_DRAFT_DAYS": SettingKind(Sentence("Tomma returer tas bort efter så många dagar"), 1, 365),
    "AUDIT_YEARS": SettingKind(Sentence("Loggen sparas så många år"), 1, 30),
}
"""Every setting that a person changes, in the order of the page."""


class RegionSetting(Model):
    """One change of one setting. Rows are only ever added."""

    __tablename__ = "region_setting"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40), index=True)
    value: Mapped[Any] = mapped_column(sa.JSON)
    before: Mapped[Any] = mapped_column(sa.JSON)
    """What held until then, also where nobody had said it on the page."""
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    @property
    def kind(self) -> SettingKind | None:
        """None for one that a later version knows no more."""
        return KINDS.get(self.name)

    @classmethod
    def say(cls, values: Mapping[str, Any], *, actor: str, now: datetime.datetime) -> list["RegionSetting"]:
        """From now on these hold. Raises WrongFields for what cannot. What is as before adds no row. Returns the
        changes."""
        if faults := setting_faults(values):
            raise WrongFields(faults)
        changes = [
            cls(name=name, value=value, before=setting(name), actor=actor, at=now)
            for name, value in values.items()
            if value != setting(name)
        ]
        db.session.add_all(changes)
        db.session.flush()
        g.pop("region_settings", None)
        return changes

    @classmethod
    def history(cls) -> list["RegionSetting"]:
        """The changes, newest first."""
        return list(db.session.scalars(sa.select(cls).order_by(cls.id.desc()).limit(MOST_SHOWN_CHANGES)))


def setting(name: str) -> Any:
    """The value that holds. They are looked up once for a request, or for whatever else an app context is open for."""
    if "region_settings" not in g:
        last = sa.select(sa.func.max(RegionSetting.id)).group_by(RegionSetting.name)
        rows = sa.select(RegionSetting.name, RegionSetting.value).where(RegionSetting.id.in_(last))
        g.region_settings = dict(db.session.execute(rows).all())
    said: Any = g.region_settings.get(name, current_app.config[name])
    return said


def symbologies_used() -> Groups:
    """What the camera looks for: what the region uses, and what stands on our own labels."""
    named = str(setting("SYMBOLOGIES")).split()
    return ON_OWN_LABELS | {group for group in SymbologyGroup if group.value in named}


def settings_in_force() -> dict[str, Any]:
    return {name: setting(name) for name in KINDS}


def setting_faults(values: Mapping[str, Any]) -> dict[str, Sentence]:
    """What is wrong with each of them."""
    found = {name: _fault(name, value) for name, value in values.items()}
    return {name: fault for name, fault in found.items() if fault}


def digits_of(pattern: str) -> tuple[int, int] | None:
    """The fewest and the most digits of a pattern that asks for nothing else; None for any other pattern."""
    found = DIGITS.fullmatch(pattern)
    return (int(found[1]), int(found[2] or found[1])) if found else None


def pattern_of(fewest: int, most: int) -> str:
    return rf"\d{{{fewest},{most}}}"


def _fault(name: str, value: Any) -> Sentence | None:
    kind = KINDS[name]
    if kind.is_switch:
        return None if value in (True, False) else Sentence("Svara ja eller nej.")
    if kind.least is not None:
        if value is None:
            return Sentence("Skriv ett tal.")
        if not kind.least <= value <= kind.most:
            return Sentence(
                "Skriv ett tal från %(least)s till %(most)s.", {"least": kind.least, "most": kind.most}
            )
        return None
    if len(value or "") > LONGEST_SETTING:
        return Sentence("Texten är längre än %(most)s tecken. Korta den.", {"most": LONGEST_SETTING})
    return TEXT_FAULTS[name](value or "")


def _order_number_fault(pattern: str) -> Sentence | None:
    digits = digits_of(pattern)
    if digits is None or not 1 <= digits[0] <= digits[1] <= MOST_DIGITS:
        return Sentence(
            "Skriv hur många siffror numret har, minst 1 och högst %(most)s, och det mindre talet först.",
            {"most": MOST_DIGITS},
        )
    return None


def _email_fault(email: str) -> Sentence | None:
    try:
        if email:
            validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        return Sentence("Det är ingen e-postadress. Skriv den som namn@region.se.")
    return free_text_fault(email)


def _ports_fault(ports: str) -> Sentence | None:
    try:
        JUDGED["PRINTER_PORTS"]({"PRINTER_PORTS": ports})
    except ValueError:
        return Sentence("Skriv portar med mellanslag mellan, till exempel 631 9100-9107.")
    return None


def _symbologies_fault(names: str) -> Sentence | None:
    try:
        JUDGED["SYMBOLOGIES"]({"SYMBOLOGIES": names})
    except ValueError:
        return Sentence(
            "Skriv streckkoder med mellanslag mellan: %(names)s.", {"names": " ".join(SymbologyGroup)}
        )
    return None


TEXT_FAULTS = {
    "SYMBOLOGIES": _symbologies_fault,
    "ORDER_NUMBER_PATTERN": _order_number_fault,
    "SUPPORT_EMAIL": _email_fault,
    "PRINTER_PORTS": _ports_fault,
}
