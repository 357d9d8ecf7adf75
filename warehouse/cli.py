"""`flask events`: the event log for other systems, from the command line."""

import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from database import utcnow
from registry.lookup import devices_with_serial
from registry.models import Device
from returns import Return
from returns.lookup import by_typed_number
from warehouse.epcis import (
    Identifiers,
    document_parts,
    events_in_period,
    events_of_product,
    events_of_return,
    in_epcis,
)
from warehouse.epcis.translating import ZONE

events_cli = AppGroup("events", help="The event log.")
DAY = click.DateTime(["%Y-%m-%d"])


@events_cli.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--from", "first", type=DAY, help="The first day, such as 2026-11-01.")
@click.option("--to", "last", type=DAY, help="The last day, which is part of the export.")
@click.option("--return", "number", help="One return by its number.")
@click.option("--product", "serial", help="One product by its serial number: its whole history.")
@click.option(
    "--base", help="The address that our own identifiers stand below. Default: RETURKOLL_PUBLIC_URL."
)
def export(
    file: Path,
    first: datetime.datetime | None,
    last: datetime.datetime | None,
    number: str | None,
    serial: str | None,
    base: str | None,
) -> None:
    """Write events to FILE as an EPCIS 2.0 document (JSON-LD): of a period, of a return or of a product."""
    address = (base or current_app.config["PUBLIC_URL"]).rstrip("/")
    if not address:
        raise click.UsageError(
            "Expected an address for our identifiers: set RETURKOLL_PUBLIC_URL, or give --base."
        )
    asked_for = [bool(first or last), bool(number), bool(serial)]
    if asked_for.count(True) != 1 or bool(first) != bool(last):
        raise click.UsageError("Expected --from with --to, or --return, or --product.")
    names, device = Identifiers(address), _device(serial) if serial else None
    if device:
        chosen = events_of_product(device)
    elif first and last:
        begin, end = (day.replace(tzinfo=ZONE) for day in (first, last + datetime.timedelta(days=1)))
        chosen = events_in_period(begin, end)
    else:
        chosen = events_of_return(_return(number or ""))
    partly = file.with_name(f"{file.name}.part")
    with partly.open("w", encoding="utf-8") as written:
        written.writelines(document_parts(in_epcis(chosen, names, device), names, utcnow()))
    partly.replace(file)
    click.echo(f"Written: {file}")


def _return(number: str) -> Return:
    found = by_typed_number(number)
    if found is None:
        raise click.UsageError(f"Expected the number of a return, got {number!r}, which no return has.")
    return found


def _device(serial: str) -> Device:
    found = devices_with_serial(serial)
    if len(found) != 1:
        raise click.UsageError(
            f"Expected the serial number of one registered product, got {serial!r}, which {len(found) or 'no'} "
            f"product{'s have' if len(found) > 1 else ' has'}."
        )
    return found[0]
