"""Importing one of WebSesam's exports: upload, see how it is read, try it, import it."""

import dataclasses
import threading
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Flask, Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from database import db, utcnow, writing
from registry.imports import (
    FIELDS,
    KIND_NAMES,
    Choices,
    FileProblem,
    Report,
    get_profile,
    import_file,
    preview,
    profiles,
    save_profile,
)
from registry.models import ImportRun
from registry.words import Sentence
from web.access import actor
from web.admin import admin, admin_only
from web.admin.upload import Upload
from web.saying import say

log = structlog.get_logger()

LATEST = 10


@admin.get("/import")
@admin_only
def imports() -> ResponseReturnValue:
    return upload_page()


def upload_page(error: str = "") -> str:
    latest = db.session.scalars(sa.select(ImportRun).order_by(ImportRun.id.desc()).limit(LATEST)).all()
    return render_template("admin/imports.html", error=error, latest=latest, kind_names=KIND_NAMES)


@admin.post("/import")
@admin_only
def upload() -> ResponseReturnValue:
    file = request.files.get("file")
    if file is None or not file.filename:
        return upload_page(_("Välj en fil först: CSV eller Excel.")), 422
    kept = Upload.keep(file)
    try:
        preview(kept.file)
    except FileProblem as problem:
        return upload_page(say(problem.sentence)), 422
    return redirect(url_for("admin.import_preview", token=kept.token))


@admin.get("/import/<token>")
@admin_only
def import_preview(token: str) -> ResponseReturnValue:
    """How the file is read. `?profil=` reads it as a kept profile says, `?slag=` as that kind of file."""
    return preview_page(Upload.find(token), _choices_asked())


def _choices_asked() -> Choices:
    if name := request.args.get("profil"):
        return Choices.of(get_profile(db.session, name))
    kind = request.args.get("slag")
    return Choices(kind if kind in FIELDS else None)


def preview_page(kept: Upload, choices: Choices, error: str = "") -> str:
    return render_template(
        "admin/import_preview.html",
        upload=kept,
        preview=preview(kept.file, choices),
        full=choices.full,
        fields=FIELDS,
        kind_names=KIND_NAMES,
        profiles=profiles(db.session),
        error=error,
    )


@admin.post("/import/<token>")
@admin_only
def start_import(token: str) -> ResponseReturnValue:
    """Try it or import it, as the pressed button says. Goes on beside the request; the result page follows it."""
    kept = Upload.find(token)
    choices, name = _choices_from_form(kept), request.form.get("profile_name", "").strip()
    looked_at = preview(kept.file, choices)
    if looked_at.mapping.patient_columns or looked_at.mapping.missing:
        return preview_page(kept, choices, _("Se till att allt som är markerat är valt.")), 422
    if name:
        with writing():
            save_profile(db.session, name, looked_at.mapping, full=choices.full, actor=actor(), now=utcnow())
    if kept.status["state"] != "running":
        kept.tell("running", done=0, size=0)
        dry_run = request.form.get("do") != "import"
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        threading.Thread(target=_run, args=(app, kept, choices, actor(), dry_run)).start()
    return redirect(url_for("admin.import_result", token=token))


def _choices_from_form(kept: Upload) -> Choices:
    """`column-3=serial_number` maps the file's fourth column; `skip` leaves it out on purpose."""
    kind = request.form.get("kind", "")
    if kind not in FIELDS:
        abort(400)
    headings = preview(kept.file, Choices(kind)).headings
    chosen = {heading: request.form.get(f"column-{at}", "") for at, heading in enumerate(headings)}
    columns = {heading: code for heading, code in chosen.items() if code and code != "skip"}
    left_out = tuple(heading for heading, code in chosen.items() if code == "skip")
    return Choices(kind, columns, left_out, full=bool(request.form.get("full")))


def _run(app: Flask, kept: Upload, choices: Choices, who: str, dry_run: bool) -> None:
    """In a thread of its own: import, and leave word in the upload's folder."""
    with app.app_context():
        try:
            report = import_file(
                db.engine,
                kept.file,
                actor=who,
                now=utcnow(),
                choices=choices,
                dry_run=dry_run,
                file_name=kept.name,
                rows_to=kept.rows,
                progress=lambda done, size: kept.tell("running", done=done, size=size),
            )
        except FileProblem as problem:
            kept.tell("refused", sentence=problem.sentence.to_dict())
        except Exception:
            log.exception("import_failed", file=kept.name)
            sentence = Sentence("Importen avbröts av ett fel hos oss. Registret är som det var.")
            kept.tell("refused", sentence=sentence.to_dict())
            raise
        else:
            kept.tell("done", **_kept_report(report))


def _kept_report(report: Report) -> dict[str, Any]:
    return {
        "summary": report.summary.to_dict(),
        "ok": report.ok,
        "applied": report.applied,
        "counts": dataclasses.asdict(report.counts),
        "problems": [
            {"line": problem.line, "column": problem.column, "sentence": problem.sentence.to_dict()}
            for problem in report.problems[:100]
        ],
    }


@admin.get("/import/<token>/resultat")
@admin_only
def import_result(token: str) -> ResponseReturnValue:
    kept = Upload.find(token)
    return render_template(
        "admin/import_result.html", upload=kept, status=kept.status, sentence=Sentence.from_dict
    )


@admin.get("/import/<token>/status")
@admin_only
def import_status(token: str) -> ResponseReturnValue:
    """For the progress bar: state, and how many bytes of how many are read."""
    status = Upload.find(token).status
    return {"state": status["state"], "done": status.get("done", 0), "size": status.get("size", 0)}


@admin.get("/import/<token>/rader.csv")
@admin_only
def import_rows(token: str) -> ResponseReturnValue:
    kept = Upload.find(token)
    if not kept.rows.is_file():
        abort(404)
    return Response(
        kept.rows.read_bytes(),
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="importrapport.csv"'},
    )
