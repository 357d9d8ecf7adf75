"""`flask audit`: verify, anchor, export and shorten the audit log from the command line."""

from pathlib import Path

import click
from flask.cli import AppGroup

from common.csv_form import RowWriter, open_csv
from database import db, forget_and_write, utcnow
from operations.audit.chain import Broken, Head, head, verify
from operations.audit.listing import CSV_HEADINGS, AuditSearch, csv_rows
from operations.audit.trimming import DEFAULT_YEARS, count_older, trim

audit_cli = AppGroup("audit", help="The audit log: who has done, seen or fetched what.")
COMMAND = "flask audit"


def _whole(noted: Head | None = None) -> Head:
    """The head of a chain that holds; otherwise the command ends with the place where it does not."""
    session = db.session()
    end = head(session)
    broken = verify(session, noted)
    if broken:
        raise click.ClickException(_told(broken))
    return end


def _told(broken: Broken) -> str:
    return (
        f"The audit log does not hold at entry {broken.number}: {broken.why} Compare it with a backup, "
        "and with the heads that were noted outside."
    )


@audit_cli.command("verify")
@click.option("--head", "noted", help="A head that was noted before, as `flask audit head` writes it.")
def verify_command(noted: str | None) -> None:
    """Follow the whole chain from its beginning, and say whether it holds."""
    try:
        wanted = Head.parse(noted) if noted else None
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    end = _whole(wanted)
    click.echo(f"The audit log holds, to entry {end.number}.")


@audit_cli.command("head")
def head_command() -> None:
    """Write the number and the hash of the newest entry. Print it or send it elsewhere: it anchors all before it."""
    click.echo(str(head(db.session)))


@audit_cli.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export_command(file: Path) -> None:
    """Write all entries to FILE as CSV, the newest first."""
    partly = file.with_name(f"{file.name}.part")
    with open_csv(partly) as written:
        writer = RowWriter(written)
        writer.write(CSV_HEADINGS)
        for row in csv_rows(db.session(), AuditSearch()):
            writer.write(row)
    partly.replace(file)
    click.echo(f"Written: {file}")


@audit_cli.command("trim")
@click.option("--years", type=click.IntRange(min=1), default=DEFAULT_YEARS, show_default=True)
@click.option("--dry-run", is_flag=True, help="Only say how many entries would go.")
def trim_command(years: int, dry_run: bool) -> None:
    """Remove entries that are older than so many years. The chain is verified before, and goes on from an anchor."""
    if dry_run:
        click.echo(f"{count_older(db.session(), years, utcnow())} entries are older than {years} years.")
        return
    _whole()
    with forget_and_write():
        removed = trim(db.session(), years, actor=COMMAND, now=utcnow())
    click.echo(f"{removed} entries removed.")
