"""Uploading a file, choosing its columns and waiting for the import, as requests."""

import io
import time
from typing import Any

from flask.testing import FlaskClient


def uploaded(admin: FlaskClient, content: bytes, name: str = "export.csv") -> str:
    answer = admin.post("/admin/import", data={"file": (io.BytesIO(content), name)})
    assert answer.status_code == 302, answer.text
    return answer.location


def chosen(admin: FlaskClient, path: str, **more: str) -> dict[str, str]:
    """The form as the preview proposes it."""
    html = admin.get(path).text
    form = {"kind": html.split('name="kind" value="')[1].split('"')[0]}
    for part in html.split('<select class="input" name="')[1:]:
        name, options = part.split('"')[0], part.split("</select>")[0]
        picked = [
            option.split('value="')[1].split('"')[0]
            for option in options.split("<option")[1:]
            if "selected" in option
        ]
        form[name] = picked[0] if picked else ""
    return {**form, **more}


def state_of(admin: FlaskClient, path: str) -> str:
    status: Any = admin.get(f"{path}/status").json
    return str(status["state"])


def finished(admin: FlaskClient, path: str) -> str:
    """The result page, when the import beside the request is done."""
    deadline = time.monotonic() + 20
    while state_of(admin, path) == "running":
        assert time.monotonic() < deadline, "expected the import to end within 20 s"
        time.sleep(0.05)
    return admin.get(f"{path}/resultat").text
