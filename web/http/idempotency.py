"""One changing request is one transaction, and harmless when sent again.

The form's `idempotency_key` (or the `Idempotency-Key` header) goes into the same transaction as the change itself, so
either both are there or neither is. A second request with the key waits for the first one on the key's row, and gets
its answer.
"""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import sqlalchemy as sa
from flask import Response, abort, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_security import current_user
from werkzeug.datastructures import FileStorage

from database import db, forget_and_write, utcnow
from operations.answers import StoredAnswer
from web.http.audited import write_the_change

P = ParamSpec("P")

NOT_PART_OF_THE_CHANGE = frozenset({"csrf_token", "idempotency_key"})


def changing(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Commit what the view flushed, or nothing of it."""

    @wraps(view)
    def once(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        g.audited_in_change = True
        key = request.headers.get("Idempotency-Key") or request.form.get("idempotency_key", "")
        with forget_and_write():
            stored = _reserve(key) if key else None
            if stored is not None and stored.status is not None:
                return _replay(stored)
            answer = make_response(view(*args, **kwargs))
            if stored is not None:
                _store(stored, answer)
            write_the_change(answer.status_code)
        return answer

    return once


def _reserve(key: str) -> StoredAnswer:
    """The row for this key: a new one, or the one that an earlier request filled."""
    if len(key) > StoredAnswer.key.type.length:
        abort(400)
    now, user_id, digest = utcnow(), current_user.id, _digest()
    stored = StoredAnswer(user_id=user_id, key=key, request=digest, at=now)
    try:
        with db.session.begin_nested():
            db.session.add(stored)
    except sa.exc.IntegrityError:
        stored = db.session.get_one(StoredAnswer, (user_id, key), populate_existing=True)
        if stored.request != digest:
            abort(422)
        return stored
    StoredAnswer.forget_old(now)
    return stored


def answer_to(key: str, user_id: int) -> dict[str, Any] | None:
    """What the user's request with this key was told, where it has been answered in JSON."""
    stored = db.session.get(StoredAnswer, (user_id, key))
    if stored is None or stored.status is None or stored.mimetype != "application/json":
        return None
    told: dict[str, Any] = json.loads(stored.body or "{}")
    return told


def _digest() -> str:
    """What the request would do, in hexadecimal: its path, its fields and what its files hold.

    Each part is hashed by itself before they are joined, so that no value can pass for two fields. A file's name does
    not count: a tablet that sends a photo again from its queue may call it otherwise.
    """
    parts = sorted(
        _hashed(name.encode() + b"=" + value.encode())
        for name, value in request.form.items(multi=True)
        if name not in NOT_PART_OF_THE_CHANGE
    )
    files = sorted(
        _hashed(name.encode() + b"=" + _digest_of(upload)) for name, upload in request.files.items(multi=True)
    )
    body = b"" if request.form or request.files else request.get_data()
    path = f"{request.method} {request.full_path}".encode()
    return hashlib.sha256(b"".join([_hashed(path), *parts, *files, _hashed(body)])).hexdigest()


def _hashed(part: bytes) -> bytes:
    return hashlib.sha256(part).digest()


def _digest_of(upload: FileStorage) -> bytes:
    """Of the file's bytes. The view reads them afterwards, or has read them already."""
    upload.stream.seek(0)
    digest = hashlib.file_digest(upload.stream, "sha256").digest()  # type: ignore[arg-type]
    upload.stream.seek(0)
    return digest


def _store(stored: StoredAnswer, answer: Response) -> None:
    stored.status = answer.status_code
    stored.location = answer.headers.get("Location")
    stored.mimetype = answer.mimetype
    stored.body = answer.get_data(as_text=True)


def _replay(stored: StoredAnswer) -> Response:
    answer = Response(stored.body or "", status=stored.status, mimetype=stored.mimetype)
    if stored.location:
        answer.headers["Location"] = stored.location
    answer.headers["Idempotency-Replayed"] = "true"
    return answer
