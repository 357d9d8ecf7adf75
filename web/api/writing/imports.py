"""Importing one of WebSesam's exports: uploaded, tried, imported, and what came of it."""

from functools import partial
from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import Boolean, Dict, File, Integer, List, Nested, String
from apiflask.validators import Length, OneOf
from flask import abort
from flask.typing import ResponseReturnValue

from accounts.tokens import Scope
from common.json_form import from_json
from common.privacy import PatientDataError, refuse_in_file_name
from common.sentence import Sentence, WrongFields
from database import db
from registry.imports import FIELDS, Choices, FileProblem, jobs, preview, stored_files
from registry.imports.columns.column_faults import column_faults, missing_fields
from registry.models import ImportJob, JobState
from web.admin.importing import forget_job, known_job, start_job, stored_csv, stored_upload
from web.api.calls import reads
from web.api.scoped import scoped
from web.http.translated import say

imports_api = APIBlueprint("imports_api", __name__, url_prefix="/api/v1", tag="imports")

STANDINGS = [*(state.value for state in JobState), jobs.DIED]
KINDS = sorted(FIELDS)


class FileInput(Schema):
    file = File(required=True, metadata={"description": "CSV or Excel"})


class ImportProblem(Schema):
    line = Integer(allow_none=True)
    column = String(allow_none=True)
    told = String()


class ImportOutput(Schema):
    token = String()
    file_name = String()
    state = String(metadata={"enum": STANDINGS})
    dry_run = Boolean()
    bytes_read = Integer()
    size = Integer()
    applied = Boolean(metadata={"description": "whether the register was changed"})
    summary = String(metadata={"description": "what came of it, or why it was refused; empty before"})
    counts = Dict(keys=String(), values=Integer(), metadata={"description": "rows added, changed and so on"})
    problems = List(Nested(ImportProblem))


class ReadAsOutput(Schema):
    kind = String(metadata={"enum": KINDS})
    headings = List(String())
    columns = Dict(keys=String(), values=String(), metadata={"description": "heading → field"})
    to_decide = Dict(
        keys=String(),
        values=String(),
        metadata={"description": "heading → what has to be said about it first"},
    )


class ImportWithColumns(ImportOutput):
    read_as = Nested(ReadAsOutput, allow_none=True, metadata={"description": "null once the file is gone"})


def shown_job(job: ImportJob) -> dict[str, Any]:
    state, result, sentence = jobs.standing(db.engine, job), job.result or {}, partial(from_json, Sentence)
    told = result.get("summary") or result.get("sentence")
    return {
        "token": job.token,
        "file_name": job.file_name,
        "state": state,
        "dry_run": job.dry_run,
        "bytes_read": job.done,
        "size": job.size,
        "applied": bool(result.get("applied")),
        "summary": _words(told),
        "counts": {
            name: count for name, count in (result.get("counts") or {}).items() if isinstance(count, int)
        },
        "problems": [
            {"line": one["line"], "column": one["column"], "told": say(sentence(one["sentence"]))}
            for one in result.get("problems", ())
        ],
    }


def _words(told: Any) -> str:
    """A sentence as it is stored, or several."""
    if isinstance(told, list):
        return " ".join(_words(one) for one in told)
    return say(from_json(Sentence, told)) if told else ""


def shown_reading(job: ImportJob, choices: Choices) -> dict[str, Any] | None:
    if not jobs.has_file(db.session, job):
        return None
    try:
        with stored_files.as_file(db.engine, job.id) as path:
            looked_at = preview(path, choices, db.engine)
    except FileProblem:
        with db.engine.connect() as connection:
            if stored_files.is_stored(connection, job.id, stored_files.FILE):
                raise
        return None  # the import was carried out while we looked, and its file is gone
    faults = column_faults(looked_at.mapping, looked_at.unknown)
    missing = missing_fields(looked_at.mapping)
    told = {heading: say(fault) for heading, fault in faults.items()}
    return {
        "kind": looked_at.mapping.kind,
        "headings": [heading for heading in looked_at.headings if heading],
        "columns": dict(looked_at.mapping.columns),
        "to_decide": {**told, **({"": say(missing)} if missing else {})},
    }


@imports_api.post("/imports")
@scoped(Scope.IMPORTS, body="multipart/form-data")
@imports_api.input(FileInput, location="files", arg_name="said")
@imports_api.output(ImportWithColumns, status_code=201)
@imports_api.doc(summary="Upload a file; nothing is imported yet", responses=[409])
def upload_import(said: dict[str, Any]) -> Any:
    """It is stored for an hour. Uploading it twice makes two of it, and changes nothing."""
    try:
        refuse_in_file_name(said["file"].filename)
        job = known_job(stored_upload(said["file"]))
    except (PatientDataError, FileProblem) as error:
        raise WrongFields({"file": error.sentence}) from error
    return {**shown_job(job), "read_as": shown_reading(job, Choices())}, 201


@reads(
    imports_api,
    "/imports/<token>",
    Scope.IMPORTS,
    ImportWithColumns,
    summary="An import: how its file is read, how far it is, what came of it",
)
def show_import(token: str) -> Any:
    job = known_job(token)
    return {**shown_job(job), "read_as": shown_reading(job, jobs.choices_of(job))}


class RunInput(Schema):
    kind = String(required=True, validate=OneOf(KINDS))
    columns = Dict(
        keys=String(validate=Length(1, 200)),
        values=String(validate=Length(1, 40)),
        load_default=dict,
        metadata={"description": "heading → field, where it is to be read otherwise than proposed"},
    )
    left_out = List(String(validate=Length(1, 200)), load_default=list, metadata={"description": "headings"})
    dry_run = Boolean(load_default=True, metadata={"description": "false changes the register"})
    whole_register = Boolean(
        load_default=False, metadata={"description": "what the file lacks is gone from Sesam"}
    )
    empties = Boolean(
        load_default=False, metadata={"description": "empty cells empty what the register knows"}
    )
    without_bad_rows = Boolean(
        load_default=False, metadata={"description": "import the right rows all the same"}
    )


@imports_api.post("/imports/<token>/run")
@scoped(Scope.IMPORTS)
@imports_api.input(RunInput, arg_name="said")
@imports_api.output(ImportOutput, status_code=202)
@imports_api.doc(summary="Try the import, or carry it out", responses=[404, 409])
def run_import(token: str, said: dict[str, Any]) -> Any:
    """It runs beside the request. What is running or was imported is not begun again."""
    job = known_job(token)
    if jobs.has_file(db.session, job):
        choices = _choices(job, said)
        start_job(token, choices, dry_run=said["dry_run"])
    return shown_job(known_job(token)), 202


def _choices(job: ImportJob, said: dict[str, Any]) -> Choices:
    """Raises WrongFields where a column has to be decided first."""
    kind, columns = said["kind"], said["columns"]
    known = {field.code for field in FIELDS[kind]}
    if wrong := sorted(set(columns.values()) - known):
        raise WrongFields({"columns": Sentence("Okända fält: %(fields)s.", {"fields": tuple(wrong)})})
    with stored_files.as_file(db.engine, job.id) as path:
        proposed = preview(path, Choices(kind), db.engine).mapping.columns
        left_out = tuple(said["left_out"])
        chosen = {heading: code for heading, code in proposed.items() if heading not in left_out}
        taken = set(columns.values())
        chosen = {heading: code for heading, code in chosen.items() if code not in taken} | columns
        choices = Choices(
            kind,
            chosen,
            left_out,
            full=said["whole_register"],
            empties=said["empties"],
            without_bad_rows=said["without_bad_rows"],
        )
        looked_at = preview(path, choices, db.engine)
    faults = column_faults(looked_at.mapping, looked_at.unknown)
    missing = missing_fields(looked_at.mapping)
    if faults or missing:
        raise WrongFields(
            {f"columns.{name}": fault for name, fault in faults.items()}
            | ({"columns": missing} if missing else {})
        )
    return choices


@imports_api.delete("/imports/<token>")
@scoped(Scope.IMPORTS)
@imports_api.output({}, status_code=204)
@imports_api.doc(summary="Delete an uploaded file at once", responses=[404, 409])
def forget_upload(token: str) -> Any:
    if jobs.standing(db.engine, known_job(token)) == JobState.RUNNING:
        abort(409)
    forget_job(token)
    return ""


@reads(
    imports_api,
    "/imports/<token>/rows.csv",
    Scope.IMPORTS,
    None,
    summary="What came of each row of an import",
)
def import_rows_csv(token: str) -> ResponseReturnValue:
    return stored_csv(token, stored_files.ROWS, "importrapport")
