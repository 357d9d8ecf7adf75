"""A received product's verdict on today's register, which may say something else than when the product was packed."""

import datetime

from database import db
from identity import Package, identify_typed, join, return_number
from registry.lookup import facts
from registry.models import Device
from registry.verdict import VerdictKind, decide
from returns import Line
from returns.judging import Judged
from returns.lookup import returned_in
from warehouse.deciding.sesam_wait import SesamWait, serial_on_product


def judged_today(line: Line, today: datetime.date) -> Judged | None:
    """The verdict of `today`, as the clinic's unit would be told. Changes nothing. None where nothing was read that the
    register can be asked about."""
    package = _package_of(line)
    if package is None:
        return None
    unit = line.return_.unit

    def held_elsewhere(device: Device) -> str | None:
        number = returned_in(device, apart_from=line)
        return return_number.display(number) if number else None

    known = facts(package, today, held_elsewhere, unit, line.device_id)
    if not known.devices:
        known = facts(package, today, held_elsewhere, unit)  # the corrected serial may be of another row
    return Judged(package, known, decide(known, unit, today))


def judge_line_again(line: Line, *, today: datetime.date, actor: str, now: datetime.datetime) -> bool:
    """Give the product the verdict of today's register. True when that changed something. A verdict that asks a
    question is no answer: then the one that it has stays."""
    judged = judged_today(line, today)
    if judged is None or judged.verdict.kind is VerdictKind.QUESTION:
        return False
    changed = line.judged_again(judged.packed(), actor=actor, now=now)
    waiting = SesamWait.of(line)
    if waiting and judged.verdict.kind is VerdictKind.TO_WAREHOUSE:
        waiting.say_corrected(actor=actor, now=now)
    db.session.flush()
    return changed


def _package_of(line: Line) -> Package | None:
    serial = serial_on_product(line)
    texts = [serial] if serial else line.codes
    return next(iter(join([identify_typed(text) for text in texts])), None) if texts else None
