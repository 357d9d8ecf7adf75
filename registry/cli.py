"""`flask registry`: the register's commands."""

import datetime
import sys
from dataclasses import replace
from pathlib import Path

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import SQLAlchemyError

from common.storage_fault import has_no_room
from database import db, utcnow
from registry.ending_rights import as_csv, expiring
from registry.imports import (
    FIELDS,
    Choices,
    FileProblem,
    Report,
    get_profile,
    import_file,
    preview,
    save_profile,
)
from registry.imports.columns.profiles import check_name
from registry.imports.problem import DISK_IS_FULL
from registry.imports.report import REPORT_HEADINGS
from workbooks import normalised

registry_cli = AppGroup("registry", help="The register: imports of WebSesam's exports.")

SHOWN_PROBLEMS = 50
ACTOR = "command line"

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@registry_cli.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--kind", type=click.Choice(sorted(FIELDS)), help="What the file holds. Found by itself otherwise."
)
@click.option("--profile", help="Read it as a stored profile says.")
@click.option("--save-profile", "keep_as", help="Keep how it was read under this name.")
@click.option(
    "--column",
    "given",
    multiple=True,
    metavar="HEADING=FIELD",
    help="Which field a column is, where the file calls it something else. May be repeated.",
)
@click.option("--leave-out", multiple=True, metavar="HEADING", help="A column to leave out. May be repeated.")
@click.option(
    "--full", is_flag=True, help="The file holds everything: devices missing from it are marked as gone."
)
@click.option(
    "--empty-cells",
    "empties",
    is_flag=True,
    help="An empty cell empties what the register knows. Without it an empty cell says nothing.",
)
@click.option(
    "--without-bad-rows",
    is_flag=True,
    help="Import what is right although some rows are wrong. Without it: all of the file, or nothing.",
)
@click.option(
    "--bad-rows",
    "left_out_to",
    type=click.Path(path_type=Path),
    help="Write the rows that are wrong (CSV), each with its reason, here: mend them and import that file.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
@click.option("--report", type=click.Path(path_type=Path), help="Write a report by row (CSV) here.")
def import_command(
    file: Path,
    kind: str | None,
    profile: str | None,
    keep_as: str | None,
    given: tuple[str, ...],
    leave_out: tuple[str, ...],
    full: bool,
    empties: bool,
    without_bad_rows: bool,
    left_out_to: Path | None,
    dry_run: bool,
    report: Path | None,
) -> None:
    """Import units, suppliers, articles, terms or devices from FILE (CSV or Excel): all of it, or nothing."""
    try:
        check_name(keep_as or "")
        if profile:
            of_profile = Choices.of(get_profile(db.session, profile))
            choices = Choices(
                of_profile.kind,
                of_profile.columns,
                (*of_profile.left_out, *leave_out),
                full or of_profile.full,
            )
        else:
            choices = Choices(kind, None, leave_out, full)
        if given:
            choices = _with_columns(file, choices, given)
        db.session.rollback()
        choices = replace(choices, empties=empties, without_bad_rows=without_bad_rows)
        result = _imported(file, choices, dry_run, report, left_out_to)
    except FileProblem as problem:
        raise click.ClickException(str(problem)) from problem
    except (OSError, SQLAlchemyError) as error:
        if not has_no_room(error):
            raise
        raise click.ClickException(str(DISK_IS_FULL)) from error
    _say(result)
    if keep_as and result.may_apply:
        save_profile(db.session, keep_as, result.mapping, full=result.full, actor=ACTOR, now=utcnow())
        db.session.commit()
    if not result.may_apply:
        sys.exit(1)


def _with_columns(file: Path, choices: Choices, given: tuple[str, ...]) -> Choices:
    """The choices with these columns as they are given, and all others as they would be read. No field gets two
    columns: one that would have been read as a field that is given is left out, as the user has said which column it
    is."""
    pairs = dict(pair.rpartition("=")[::2] for pair in given)
    others = replace(choices, left_out=(*choices.left_out, *pairs))
    mapping = preview(file, others).mapping
    fields = {
        normalised(name): field.code for field in FIELDS[mapping.kind] for name in (field.code, field.label)
    }
    for heading, name in pairs.items():
        if normalised(name) not in fields:
            known = ", ".join(field.code for field in FIELDS[mapping.kind])
            raise click.UsageError(f"--column {heading}={name}: expected one of the fields {known}.")
    chosen = {heading: fields[normalised(name)] for heading, name in pairs.items()}
    proposed = {heading: code for heading, code in mapping.columns.items() if code not in chosen.values()}
    displaced = (heading for heading in mapping.columns if heading not in proposed)
    left_out = (*choices.left_out, *displaced)
    return replace(choices, kind=mapping.kind, columns={**proposed, **chosen}, left_out=left_out)


def _imported(
    file: Path, choices: Choices, dry_run: bool, report: Path | None, left_out_to: Path | None
) -> Report:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(file.name, total=None)
        return import_file(
            db.engine,
            file,
            actor=ACTOR,
            now=utcnow(),
            choices=choices,
            dry_run=dry_run,
            rows_to=report,
            left_out_to=left_out_to,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _say(report: Report) -> None:
    for problem in report.problems[:SHOWN_PROBLEMS]:
        click.echo(f"{REPORT_HEADINGS[0]} {problem.line}, {problem.column}: {problem.sentence}", err=True)
    if (more := report.counts.problems - SHOWN_PROBLEMS) > 0:
        click.echo(f"… och {more} till. Hela listan: --report FIL", err=True)
    if report.note:
        click.echo(str(report.note), err=True)
    click.echo(str(report.summary))


@registry_cli.command("look")
@click.argument("file", type=FILE)
def look_command(file: Path) -> None:
    """Show what FILE would be read as."""
    try:
        seen = preview(file)
    except FileProblem as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"{seen.mapping.kind}, {seen.encoding or 'Excel'}, rubriker på rad {seen.heading_line}")
    if seen.note:
        click.echo(str(seen.note))
    for heading in seen.headings:
        field = seen.mapping.columns.get(heading, "-")
        patient = "  (ser ut att gälla patienter)" if heading in seen.mapping.patient_columns else ""
        patient += "  (säg vad den är, eller --leave-out)" if heading in seen.mapping.unknown_columns else ""
        click.echo(f"  {heading} → {field}{patient}")


@registry_cli.command("expiring")
@click.option("--days", default=14, show_default=True, help="How many days ahead.")
def expiring_command(days: int) -> None:
    """Devices whose return right ends soon, as CSV."""
    today = datetime.date.today()  # noqa: DTZ011 - the day on the wall where the command is run
    click.echo(as_csv(expiring(db.session, today, days)), nl=False)
