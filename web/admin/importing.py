"""Importing one of WebSesam's exports: upload, see how it is read, try it, import it."""

import dataclasses
import datetime
import threading
from collections.abc import Mapping
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage

from common.json_form import from_json
from common.privacy import PatientDataError, refuse_in_file_name
from common.sentence import Sentence
from database import db, forget_and_write, utcnow
from registry.imports import (
    FIELDS,
    KIND_NAMES,
    Choices,
    FileProblem,
    get_profile,
    job_lock,
    jobs,
    preview,
    profiles,
    save_profile,
    stored_files,
)
from registry.models import ImportJob, ImportRun
from web.admin.blueprint import admin, admin_only
from web.admin.columns_form import ColumnsForm, form_for, values_of
from web.http.access import actor
from web.http.form_fields import UploadField
from web.http.page_form import PageForm
from web.http.translated import say
from web.monitoring.counters import IMPORT_SECONDS, IMPORTS

LATEST = 10
OPENED_WITHIN = 3.5
"""Seconds that a page waits for a workbook to be opened."""


class UploadForm(PageForm):
    """The file to be imported."""

    file = UploadField(
        _l("Fil med enheter, leverantörer, returrätter, artiklar eller produkter"), required=True
    )

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        if read["file"] is None:
            return {"file": Sentence("Välj en fil först: CSV eller Excel.")}
        try:
            refuse_in_file_name(read["file"].filename)
        except PatientDataError as error:
            return {"file": error.sentence}
        return {}


@admin.get("/import")
@admin_only
def imports() -> ResponseReturnValue:
    return upload_page(UploadForm.shown_with())


def upload_page(form: UploadForm) -> str:
    latest = db.session.scalars(sa.select(ImportRun).order_by(ImportRun.id.desc()).limit(LATEST)).all()
    unfinished = [(job, jobs.standing(db.engine, job)) for job in jobs.unfinished(db.session)]
    return render_template(
        "admin/imports.html", form=form, latest=latest, unfinished=unfinished, kind_names=KIND_NAMES
    )


@admin.post("/import")
@admin_only
def upload() -> ResponseReturnValue:
    form = UploadForm.from_request()
    if not form.validate():
        return upload_page(form), 422
    try:
        token = stored_upload(form.file.data)
    except FileProblem as problem:
        form.tell("file", problem.sentence)
        return upload_page(form), 422
    return redirect(url_for("admin.import_preview", token=token))


def stored_upload(file: FileStorage) -> str:
    """The token of the new job. Raises FileProblem for what is no table, of which nothing stays."""
    with forget_and_write():
        jobs.forget_old(db.session, db.engine, utcnow())
        job = jobs.store_upload(db.session, file.stream, file.filename or "", actor=actor(), now=utcnow())
        token = job.token
    try:
        source = jobs.open_upload(db.engine, job.id, OPENED_WITHIN)
    except FileProblem:
        forget_job(token)
        raise
    if source.table:
        with forget_and_write():
            jobs.keep_table(db.session, known_job(token), source.table)
    return token


def forget_job(token: str) -> None:
    with forget_and_write():
        jobs.forget(db.session, db.engine, known_job(token))


def known_job(token: str) -> ImportJob:
    return jobs.find_job(db.session, token) or abort(404)


@admin.post("/import/<token>/bort")
@admin_only
def forget_import(token: str) -> ResponseReturnValue:
    """Delete an uploaded file at once, because somebody has changed their mind."""
    if jobs.standing(db.engine, known_job(token)) != "running":
        forget_job(token)
    return redirect(url_for("admin.imports"))


@admin.get("/import/<token>")
@admin_only
def import_preview(token: str) -> ResponseReturnValue:
    """Show how the file is read. `?profil=` reads it as a stored profile says, `?slag=` as that kind of file."""
    job = known_job(token)
    if not jobs.has_file(db.session, job):
        return redirect(url_for("admin.import_result", token=token))
    choices = _choices_asked(job)
    with stored_files.as_file(db.engine, job.id) as path:
        looked_at = preview(path, choices, db.engine)
    form = form_for(looked_at).shown_with(values_of(looked_at, choices), looked_at=looked_at)
    return preview_page(job, form)


def _choices_asked(job: ImportJob) -> Choices:
    """The choices of the address, else those with which it was tried last, else those that are proposed."""
    if name := request.args.get("profil"):
        return Choices.of(get_profile(db.session, name))
    kind = request.args.get("slag")
    if kind in FIELDS:
        return Choices(kind)
    return jobs.choices_of(job)


def preview_page(job: ImportJob, form: ColumnsForm) -> str:
    return render_template(
        "admin/import_preview.html",
        job=job,
        form=form,
        preview=form.looked_at,
        kind_names=KIND_NAMES,
        profiles=profiles(db.session),
    )


@admin.post("/import/<token>")
@admin_only
def start_import(token: str) -> ResponseReturnValue:
    """Try the import or carry it out, as the pressed button says. It runs beside the request, and the page of the
    result follows it."""
    job = known_job(token)
    if not jobs.has_file(db.session, job):
        return redirect(url_for("admin.import_result", token=token))
    kind = request.form.get("kind", "")
    if kind not in FIELDS:
        abort(400)
    with stored_files.as_file(db.engine, job.id) as path:
        looked_at = preview(path, Choices(kind))
        form = form_for(looked_at).from_request(
            looked_at=looked_at, look=lambda choices: preview(path, choices, db.engine)
        )
        if not form.validate():
            return preview_page(job, form), 422
    if name := form.profile_name.data:
        mapping = form.looked_at.mapping
        with forget_and_write():
            save_profile(db.session, name, mapping, full=form.full.data, actor=actor(), now=utcnow())
    start_job(token, form.choices, dry_run=request.form.get("do") != "import")
    return redirect(url_for("admin.import_result", token=token))


@admin.post("/import/<token>/igen")
@admin_only
def start_again(token: str) -> ResponseReturnValue:
    """Start the same import once more, after its worker has died."""
    return _start_as_before(token, dry_run=known_job(token).dry_run)


@admin.post("/import/<token>/importera")
@admin_only
def carry_out(token: str) -> ResponseReturnValue:
    """Carry out the import that was tried."""
    return _start_as_before(token, dry_run=False)


def _start_as_before(token: str, *, dry_run: bool) -> ResponseReturnValue:
    job = known_job(token)
    if job.choices is None or not jobs.has_file(db.session, job):
        return redirect(url_for("admin.import_result", token=token))
    start_job(token, jobs.choices_of(job), dry_run=dry_run)
    return redirect(url_for("admin.import_result", token=token))


def start_job(token: str, choices: Choices, *, dry_run: bool) -> None:
    """Begin the import, unless it is running or done already: a button that is pressed twice starts it once."""
    job_id, now, engine = known_job(token).id, utcnow(), db.engine
    if held := job_lock.take(engine, job_id):
        try:
            with forget_and_write():
                job = known_job(token)
                is_ready = jobs.has_file(db.session, job)
                if is_ready:
                    jobs.start(db.session, job, choices, dry_run=dry_run, actor=actor(), now=now)
        except BaseException:
            held.release()
            raise
        if is_ready:
            _begin(job_id, held, now)
        else:
            held.release()


def _begin(job_id: int, held: job_lock.Lease, now: datetime.datetime) -> None:
    """Run the import beside the request. The report by row is in the language of the user who started it."""
    app, locale = current_app._get_current_object(), str(get_locale() or "sv")  # type: ignore[attr-defined]

    def carry_out() -> None:
        with app.app_context(), force_locale(locale), IMPORT_SECONDS.time():
            jobs.run(db.engine, job_id, held, now, say)
            job = db.session.get(ImportJob, job_id)
            IMPORTS.labels(str(job.state) if job else "forgotten").inc()

    threading.Thread(target=carry_out).start()


@admin.get("/import/<token>/resultat")
@admin_only
def import_result(token: str) -> ResponseReturnValue:
    job = known_job(token)
    return render_template(
        "admin/import_result.html",
        job=job,
        state=jobs.standing(db.engine, job),
        result=job.result or {},
        sentence=partial(from_json, Sentence),
    )


@admin.get("/import/<token>/status")
@admin_only
def import_status(token: str) -> ResponseReturnValue:
    """The import's state for the progress bar: how many bytes of how many are read, and what it is doing."""
    job = known_job(token)
    said = _("Läser filen …") if job.done < job.size else _("Jämför med registret …")
    return {"state": jobs.standing(db.engine, job), "done": job.done, "size": job.size, "said": said}


@admin.get("/import/<token>/rader.csv")
@admin_only
def import_rows(token: str) -> ResponseReturnValue:
    return stored_csv(token, stored_files.ROWS, "importrapport")


@admin.get("/import/<token>/rader-att-ratta.csv")
@admin_only
def left_out_rows(token: str) -> ResponseReturnValue:
    """The rows that were wrong, each with its reason. Once they are corrected the file can be imported."""
    return stored_csv(token, stored_files.LEFT_OUT, "rader-att-ratta")


def stored_csv(token: str, part: str, name: str) -> ResponseReturnValue:
    job = known_job(token)
    if not stored_files.is_stored(db.session.connection(), job.id, part):
        abort(404)
    return Response(
        stored_files.read_parts(db.engine, job.id, part),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


@admin.post("/import/<token>/utom-felen")
@admin_only
def carry_out_without_bad_rows(token: str) -> ResponseReturnValue:
    """Carry out the import that was tried, without the rows that are wrong."""
    job = known_job(token)
    if job.choices is None or not jobs.has_file(db.session, job):
        return redirect(url_for("admin.import_result", token=token))
    choices = dataclasses.replace(jobs.choices_of(job), without_bad_rows=True)
    start_job(token, choices, dry_run=False)
    return redirect(url_for("admin.import_result", token=token))
