"""`flask doctor`: every check, one after the other. It ends with 1 where something is wrong."""

import sys
from collections.abc import Callable, Iterator

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from database import db
from operations.doctor.database_and_nights import audit_chain, database, migrations, nights
from operations.doctor.finding import HealthFinding
from operations.doctor.machine import clock, disks
from operations.doctor.outside import certificates, mail, public_address
from operations.doctor.photos_stored import photos_stored
from operations.doctor.printers_answer import network_printers_answer
from operations.doctor.region_sign_in import region_sign_in
from operations.settings import unknown_settings

Check = Callable[[], Iterator[HealthFinding]]


def mistyped_settings() -> Iterator[HealthFinding]:
    for name in unknown_settings(current_app.extensions["returkoll_settings"]):
        yield HealthFinding(
            "settings", f"{name} is not known", "Correct its name (README.md), or take it away."
        )


WITHOUT_DATABASE: tuple[Check, ...] = (mistyped_settings, disks)
IN_DATABASE: tuple[Check, ...] = (
    migrations,
    clock,
    audit_chain,
    nights,
    photos_stored,
    network_printers_answer,
)
AROUND: tuple[Check, ...] = (public_address, certificates, mail, region_sign_in)


@click.command("doctor")
@with_appcontext
def doctor_command() -> None:
    """Look at disk, clock, database, migrations, backups, photos, printers, certificates, proxy, mail and
    the region's sign-in service.

    Each thing that is wrong is told with what to do about it. Wrong settings are told before, as at every start."""
    found = list(findings())
    for finding in found:
        click.echo(str(finding))
    wrong = sum(finding.is_wrong for finding in found)
    click.echo(f"\n{wrong} of {len(found)} are wrong." if wrong else f"\nAll {len(found)} are well.")
    sys.exit(1 if wrong else 0)


def findings() -> Iterator[HealthFinding]:
    for check in WITHOUT_DATABASE:
        yield from check()
    of_database = list(database())
    yield from of_database
    if not any(finding.is_wrong for finding in of_database) or _can_be_read():
        for check in IN_DATABASE:
            yield from _asked(check)
    for check in AROUND:
        yield from check()


def _asked(check: Check) -> Iterator[HealthFinding]:
    """Tables that are not there yet are told by the migrations; what needs them is left out."""
    try:
        yield from check()
    except sa.exc.SQLAlchemyError as error:
        db.session.rollback()
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        yield HealthFinding(
            check.__name__.replace("_", " "),
            f"could not be asked ({reason})",
            "Mend what is told above first.",
        )


def _can_be_read() -> bool:
    db.session.rollback()
    try:
        db.session.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError:
        return False
    return True
