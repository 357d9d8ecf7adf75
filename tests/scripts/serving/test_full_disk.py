"""A disk that fills up under the running server: people are told so, nothing is half-written, `flask doctor` names it,
and when there is room again work goes on."""

import io
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image

from tests.scripts.serving.served_house import ADMIN, CLINIC, House, SmallDisk, ask, can_mount, house

FULL = "Serverns disk är full"
ROWS = "Serienummer;Artikelnummer;Leveransdatum\n" + "A1;B2;2026-01-01\n" * 200_000


@pytest.fixture(scope="module", autouse=True)
def disk_of_its_own() -> None:
    if not can_mount():
        pytest.skip("this machine lets nobody mount a file system of their own (unshare --mount)")


@pytest.fixture(scope="module")
def picture() -> bytes:
    """2 MB, more than the server keeps of a request in memory."""
    noise = np.random.default_rng(1).integers(0, 255, (1200, 1200, 3), dtype=np.uint8)
    written = io.BytesIO()
    Image.fromarray(noise).save(written, "JPEG", quality=95)
    return written.getvalue()


@pytest.fixture
def disk(tmp_path: Path) -> SmallDisk:
    """Photos, backups, temporary files and the log are on it; the database where a test copies it there."""
    place = tmp_path / "disk"
    for name in ("photos", "backups", "temporary"):
        (place / name).mkdir(parents=True)
    return SmallDisk(place)


def settings(disk: SmallDisk) -> dict[str, str]:
    return {
        "RETURKOLL_FOLDER": f"{disk.place}/instance",
        "RETURKOLL_PHOTO_STORE": f"folder:{disk.place}/photos",
        "RETURKOLL_BACKUP_FOLDER": f"{disk.place}/backups",
        "TMPDIR": f"{disk.place}/temporary",
    }


@pytest.fixture
def all_on_it(database: Path, disk: SmallDisk, tmp_path: Path) -> Iterator[House]:
    with house(database, tmp_path, disk=disk, **settings(disk)) as made:
        yield made


@pytest.fixture
def all_but_the_database(database: Path, disk: SmallDisk, tmp_path: Path) -> Iterator[House]:
    elsewhere = database.rename(tmp_path / "elsewhere.sqlite")
    with house(elsewhere, tmp_path, disk=disk, **settings(disk)) as made:
        yield made


def line_of(at: House, number: str) -> str:
    """The path of the return's first line."""
    found = re.search(rf"/returer/{number}/rader/\d+", at.person(CLINIC).get(f"/returer/{number}/").text)
    assert found
    return found[0]


def asked(at: House, query: str) -> Any:
    """What one SQL query says of the server's own file. SQLite resolves links, and would find what lies below the disk
    from here: so it is asked from where the server is."""
    ask = "import json, sqlite3, sys; found = sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()"
    ask += "; print(json.dumps(found[0]))"
    file = at.env["RETURKOLL_DATABASE_URL"].removeprefix("sqlite:///")
    command = [*at.inside, sys.executable, "-c", ask, file, query]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def counted(at: House, table: str) -> int:
    count: int = asked(at, f"SELECT count(*) FROM {table}")
    return count


@pytest.mark.slow
def test_what_cannot_be_saved_is_told_and_not_half_there(
    all_on_it: House, disk: SmallDisk, picture: bytes
) -> None:
    clinic, admin = all_on_it.person(CLINIC), all_on_it.person(ADMIN)
    number = clinic.open_return()
    clinic.pack(number, "PACK000000")
    line, tables = line_of(all_on_it, number), ("line", "event", "line_photo", "import_job", "import_chunk")
    before = [counted(all_on_it, table) for table in tables]
    with disk.fill(all_on_it.pid):
        told = clinic.pack(number, "PACK000001", key="again")
        assert (told.status_code, told.headers["Retry-After"]) == (503, "5")
        assert FULL in told.json()["message"]
        assert FULL in clinic.post(f"/returer/{number}/rader", text="PACK000002").text
        photo = clinic.post(f"{line}/foton", files={"picture": ("a.jpg", picture, "image/jpeg")})
        assert (photo.status_code, FULL in photo.text) == (503, True)
        upload = admin.post("/admin/import", files={"file": ("export.csv", ROWS.encode(), "text/csv")})
        assert (upload.status_code, FULL in upload.text) == (503, True)
        assert "PACK000000" in clinic.get(f"/returer/{number}/").text, "what is there can be read"
        assert ask(all_on_it.port, "/readyz") == 503
        wrong = all_on_it.doctor()
        assert "0 MB of 24 MB are free" in wrong
        assert "Make room on the database's disk." in wrong
        assert "WRONG photos: the store does not take them" in wrong
        assert [counted(all_on_it, table) for table in tables] == before
    assert clinic.pack(number, "PACK000001", key="again").json()["results"][0]["state"] == "packed"
    assert (
        clinic.post(f"{line}/foton", files={"picture": ("a.jpg", picture, "image/jpeg")}).status_code == 302
    )
    assert ask(all_on_it.port, "/readyz") == 200
    assert all_on_it.flask("audit", "verify").returncode == 0
    left = {path.suffix for path in disk.seen_from_here(all_on_it.pid).glob("photos/**/*") if path.is_file()}
    assert left == {".jpg"}, "no part of a photo is left"
    assert "unexpected_error" not in all_on_it.log


@pytest.mark.slow
def test_where_only_photos_backups_and_the_log_have_no_room_packing_goes_on(
    all_but_the_database: House, disk: SmallDisk, picture: bytes
) -> None:
    at, clinic = all_but_the_database, all_but_the_database.person(CLINIC)
    number = clinic.open_return()
    clinic.pack(number, "PACK000000")
    line, small = line_of(at, number), io.BytesIO()
    Image.open(io.BytesIO(picture)).resize((300, 300)).save(small, "JPEG", quality=95)
    with disk.fill(at.pid):
        assert clinic.pack(number, "PACK000001").json()["results"][0]["state"] == "packed"
        photo = clinic.post(f"{line}/foton", files={"picture": ("a.jpg", small.getvalue(), "image/jpeg")})
        assert (photo.status_code, FULL in photo.text) == (503, True)
        night = at.flask("nightly", "--only", "backup")
        assert night.returncode == 1
        assert "No space left on device. Make room" in night.stderr
        assert list(disk.seen_from_here(at.pid).glob("backups/*")) == []
        assert "WRONG night, backup" in at.doctor()
    assert at.flask("nightly", "--only", "backup").returncode == 0
    assert len(list(disk.seen_from_here(at.pid).glob("backups/*.backup"))) == 1
    assert clinic.pack(number, "PACK000002").json()["results"][0]["state"] == "packed"


def devices_file(at: House) -> bytes:
    """30,000 devices of an article that the register has: some 6 MB of rows in the database."""
    article, unit = (
        asked(at, f"SELECT {what} LIMIT 1") for what in ("number FROM article", "code FROM unit")
    )
    rows = "".join(f"FULL{number:06};{article};{unit};2026-10-01\n" for number in range(30_000))
    return f"Serienummer;Artikelnummer;Enhet;Leveransdatum\n{rows}".encode()


@pytest.mark.slow
def test_an_import_that_meets_a_full_disk_leaves_the_register_as_it_was(
    database: Path, tmp_path: Path
) -> None:
    """Wherever in the import the room ends, it is told, and when there is room the same import goes well."""
    disk = SmallDisk(tmp_path / "disk", megabytes=48)
    (disk.place / "temporary").mkdir(parents=True)
    own = {"RETURKOLL_FOLDER": f"{disk.place}/instance", "TMPDIR": f"{disk.place}/temporary"}
    with house(database, tmp_path, disk=disk, **own) as at:
        admin, rows, before = at.person(ADMIN), devices_file(at), counted(at, "device")
        told = []
        uploaded = admin.post("/admin/import", files={"file": ("export.csv", rows, "text/csv")})
        path = urlsplit(uploaded.headers["Location"]).path
        form = chosen_of(admin.get(path).text)
        for leaving in (0, 150_000, 600_000, 1_500_000, 3_000_000, 6_000_000):
            with disk.fill(at.pid, leaving=leaving):
                begun = admin.post(path, do="import", **form)
                assert (begun.status_code, FULL in begun.text) in {(302, False), (503, True)}
                told.append(ended(at, path) if begun.status_code == 302 else "not begun")
                assert counted(at, "device") == before
                assert ask(at.port) == 200
        assert set(told) <= {"not begun", "died", FULL}, told
        assert FULL in told, "one of them met it in the middle"
        assert admin.post(path, do="import", **form).status_code == 302
        assert "30000 nya" in ended(at, path)
        assert counted(at, "device") == before + 30_000
        assert at.flask("audit", "verify").returncode == 0


def chosen_of(page: str) -> dict[str, str]:
    """The form as the page of an uploaded file proposes it."""
    form = {"kind": page.split('name="kind" value="')[1].split('"')[0]}
    for name, options in re.findall(r'<select class="input" name="([^"]+)"(.*?)</select>', page, re.DOTALL):
        picked = re.search(r'value="([^"]*)"[^>]*selected', options)
        form[name] = picked[1] if picked else ""
    return form


def ended(at: House, path: str) -> str:
    """What the result's page says when the import has ended."""
    admin, deadline = at.person(ADMIN), time.monotonic() + 60
    while (state := admin.get(f"{path}/status").json()["state"]) == "running":
        assert time.monotonic() < deadline, at.log[-3000:]
        time.sleep(0.1)
    page = admin.get(f"{path}/resultat").text
    if state == "died":
        assert "Registret är som det var. Försök igen." in page
        return "died"
    return FULL if FULL in page else page
