"""A disk that fills up under the running server: people are told so, nothing is half-written, `flask doctor` names it,
and when there is room again work goes on."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.scripts.serving.served_house import ADMIN, CLINIC, House, SmallDisk, ask, can_mount, house, scalar

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


def counted(disk: SmallDisk, at: House, table: str) -> int:
    """Rows, asked where the server's own file is."""
    count: int = scalar(
        f"sqlite:///{disk.seen_from_here(at.pid)}/returkoll.sqlite", f"SELECT count(*) FROM {table}"
    )
    return count


@pytest.mark.slow
def test_what_cannot_be_saved_is_told_and_not_half_there(
    all_on_it: House, disk: SmallDisk, picture: bytes
) -> None:
    clinic, admin = all_on_it.person(CLINIC), all_on_it.person(ADMIN)
    number = clinic.open_return()
    clinic.pack(number, "PACK000000")
    line, tables = line_of(all_on_it, number), ("line", "event", "line_photo", "import_job", "import_chunk")
    before = [counted(disk, all_on_it, table) for table in tables]
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
        assert [counted(disk, all_on_it, table) for table in tables] == before
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
