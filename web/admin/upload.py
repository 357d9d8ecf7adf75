"""An uploaded register file while it is looked at and imported: the file, how it is going, and the report.

The folders lie beside the database's secrets in the instance folder, are readable by the server only, and go after an
hour: such a file may hold what the register refuses.
"""

import json
import os
import re
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import abort, current_app
from werkzeug.datastructures import FileStorage
from werkzeug.utils import secure_filename

KEPT_SECONDS = 3600
SILENT_SECONDS = 60
"""A running import that has said nothing for so long has died with its worker."""
TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Upload:
    """One uploaded file, by the token in its address."""

    token: str
    folder: Path

    @classmethod
    def keep(cls, file: FileStorage) -> "Upload":
        """Store it. The name is kept for the report, never used as a path; the ending tells CSV from Excel."""
        forget_old()
        new = cls(secrets.token_hex(16), base())
        new.path.mkdir(mode=0o700, parents=True)
        name = file.filename or "fil"
        ending = Path(secure_filename(name)).suffix.lower()
        new._write("name.json", {"name": name[:200], "file": f"file{ending}"})
        file.save(new.file)
        return new

    @classmethod
    def find(cls, token: str) -> "Upload":
        """404 for what is not, or no longer, there."""
        found = cls(token, base())
        if not TOKEN.fullmatch(token) or not (found.path / "name.json").is_file():
            abort(404)
        return found

    @property
    def path(self) -> Path:
        return self.folder / self.token

    @property
    def name(self) -> str:
        return str(self._read("name.json")["name"])

    @property
    def file(self) -> Path:
        return self.path / str(self._read("name.json")["file"])

    @property
    def rows(self) -> Path:
        """The report by row."""
        return self.path / "rows.csv"

    @property
    def status(self) -> dict[str, Any]:
        """`state` is new, running, done, refused or died."""
        if not (self.path / "status.json").is_file():
            return {"state": "new"}
        status = self._read("status.json")
        if status["state"] == "running" and time.time() - status["at"] > SILENT_SECONDS:
            return {**status, "state": "died"}
        return status

    def tell(self, state: str, **details: Any) -> None:
        self._write("status.json", {"state": state, "at": time.time(), **details})

    def _read(self, name: str) -> dict[str, Any]:
        return json.loads((self.path / name).read_text())

    def _write(self, name: str, data: dict[str, Any]) -> None:
        """Whole or not at all: another worker may be reading."""
        part = self.path / f"{name}.part"
        part.write_text(json.dumps(data))
        os.replace(part, self.path / name)


def base() -> Path:
    return Path(current_app.instance_path) / "imports"


def forget_old() -> None:
    if not base().is_dir():
        return
    for folder in base().iterdir():
        if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
