"""Files that are no register: each gives a sentence that says what to do, and leaves the register as it was."""

import contextlib
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from database import db
from registry.imports import FileProblem, Report, preview
from registry.models import Device
from tests.hostile import tables
from tests.hostile.tables import SHEET, STRINGS, STYLES

BringIn = Callable[..., Report]
Write = Callable[..., Path]

HEADER = "Serienummer;Artikel;Leveransdatum\n"
RIGHT = "X1;A1;2026-11-01\n"

AWKWARD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "tom"),
    "only a mark": (b"\xef\xbb\xbf\r\n", "tom"),
    "binary": (bytes(range(256)) * 40, "inte en tabell"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(500), "inte en tabell"),
    "a letter": ("Hej!\nKan du importera det här?\nHälsningar\n".encode(), "Inga rubriker"),
    "headings only": (HEADER.encode(), "inga rader"),
    "DOS letters": ("Serienummer;Artikel;Förnyad på\nÅÄÖ;A1;\n".encode("cp850"), "förstörda"),
    "broken twice": ("Serienummer;Artikel;Ägare\nX;A1;\n".encode().decode("cp1252").encode(), "förstörda"),
    "200 columns": (
        (HEADER.strip() + ";" + ";".join(f"K{n}" for n in range(200)) + "\n" + RIGHT).encode(),
        "203 kolumner",
    ),
    "no serial column": (b"Artikel;Enhet;Leveransdatum\nA1;1010;2026-11-01\n", "saknas"),
    "an endless cell": (HEADER.encode() + b'"' + b"x" * 200_000 + b"\n", "tabell"),
    "a quotation mark that never ends": (
        (HEADER + 'X1;A1;2026-11-01\nX2;"A1;2026-11-01\nX3;A1;2026-11-01\n').encode(),
        "På rad 3 börjar ett citattecken",
    ),
    "one that ends far below": (
        (HEADER + 'X2;"A1;\nX3;A1;\nX4;A1";2026-11-01\n').encode(),
        "På rad 2 börjar ett citattecken",
    ),
    "a NUL far down": ((HEADER + RIGHT * 9000 + "X\0;A1;\n").encode(), "inte en tabell"),
    "a web page named .xls": (b"\xef\xbb\xbf<html><table><tr><td>Serienummer</td>", "webbsida"),
    "a workbook with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "lösenord",
    ),
    "half a workbook": (b"PK\x03\x04" + b"\0" * 200, "trasig"),
    "an old workbook, broken": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "trasig"),
}


def test_awkward_files_are_refused_with_what_to_do_and_change_nothing(
    bring_in: BringIn, file: Write, add_device: Callable[..., Device]
) -> None:
    add_device("KEPT")
    for content, words in AWKWARD.values():
        with pytest.raises(FileProblem, match=words):
            bring_in(file(content))
    assert [device.serial_number for device in db.session.scalars(sa.select(Device))] == ["KEPT"]


@settings(deadline=None)  # a busy machine is no mistake
@given(st.binary(min_size=1, max_size=40), st.integers(0, 400), st.booleans())
def test_whatever_is_broken_in_a_file_the_answer_is_a_sentence(damage: bytes, at: int, instead: bool) -> None:
    whole = (HEADER + RIGHT * 10).encode("cp1252")
    broken = whole[:at] + damage + whole[at + len(damage) * instead :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_bytes(broken)
        with contextlib.suppress(FileProblem):  # anything else fails the test
            assert preview(path).headings


def test_a_half_written_workbook_is_refused(
    sqlite_only: None, bring_in: BringIn, file: Write, workbook: Callable[..., Path]
) -> None:
    whole = workbook([["Serienummer", "Artikelnummer"], ["X1", "A1"]]).read_bytes()
    with pytest.raises(FileProblem, match="halvsparad"):
        bring_in(file(whole[: len(whole) // 2], name="half.xlsx"))


def test_a_zip_file_of_exports_is_to_be_unpacked_first(
    sqlite_only: None, bring_in: BringIn, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("export.csv", HEADER + RIGHT)
    with pytest.raises(FileProblem, match="Packa upp"):
        bring_in(tmp_path / "export.zip")


TABLE = [["Serienummer", "Artikelnummer"], ["X1", "A1"]]


def test_the_sheet_with_the_table_is_read_whatever_stands_before_it(
    bring_in: BringIn, workbook: Callable[..., Path]
) -> None:
    cover = [["Uttag ur", "WebSesam"]]
    hidden = [["Serienummer", "Artikelnummer", "Enhet"], ["OLD", "A1", "1010"]]
    report = bring_in(workbook(cover, Tomt=[], Gammalt=hidden, Individer=TABLE, hidden=["Gammalt"]))
    assert report.counts.added == 1
    assert str(report.note) == "Bladet Individer läses. Andra blad läses inte: Blad1."
    assert [device.serial_number for device in db.session.scalars(sa.select(Device))] == ["X1"]


def test_of_a_table_on_several_sheets_none_is_left_out_in_silence(
    sqlite_only: None, bring_in: BringIn, workbook: Callable[..., Path]
) -> None:
    with pytest.raises(FileProblem, match="flera blad: Blad1, Syd"):
        bring_in(workbook(TABLE, Syd=TABLE, Om=[["Uttag"]]))


def test_a_workbook_with_nothing_in_it_and_one_with_headings_only_are_told_apart(
    sqlite_only: None, bring_in: BringIn, workbook: Callable[..., Path]
) -> None:
    for rows, words in (([], "tom"), (TABLE[:1], "inga rader")):
        with pytest.raises(FileProblem, match=words):
            bring_in(workbook(rows))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(
    sqlite_only: None, bring_in: BringIn, workbook: Callable[..., Path]
) -> None:
    path = workbook([["Serienummer", "Artikelnummer"]])
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/more.xml", "w") as member,
    ):
        for _ in range(64):
            member.write(bytes(1 << 20))
    with pytest.raises(FileProblem, match="orimligt stor"):
        bring_in(path)


@pytest.mark.parametrize("part", [SHEET, STRINGS, STYLES])
def test_a_workbook_cannot_have_a_file_of_the_server_read(
    sqlite_only: None, bring_in: BringIn, tmp_path: Path, part: str
) -> None:
    """An external entity (XML 1.0, 4.2.2) is refused, or is nothing."""
    secret, path = tmp_path / "secret.txt", tmp_path / "export.xlsx"
    secret.write_text("TOPSECRET")
    parts = tables.workbook('<row r="3"><c r="A3" t="inlineStr"><is><t>&x;</t></is></c></row>')
    entity = f'<!DOCTYPE x [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
    head, rest = parts.get(part, b"<x>&x;</x>").split(b"<", 1)
    if rest.startswith(b"?xml"):
        declared, rest = rest.split(b"?>", 1)
        head, rest = b"<" + declared + b"?>", rest.lstrip()[1:]
    parts[part] = head + entity + b"<" + rest
    path.write_bytes(tables.zipped(parts))
    with contextlib.suppress(FileProblem):
        report = bring_in(path)
        assert "TOPSECRET" not in repr(report)
    assert not db.session.scalars(sa.select(Device).where(Device.serial_number.contains("TOPSECRET"))).all()


def test_swapped_columns_are_told_row_by_row(bring_in: BringIn, file: Write) -> None:
    report = bring_in(file(HEADER + "2026-11-01;A1;X1\n"))
    assert "datum" in str(report.problems[0].sentence)
    assert not db.session.scalars(sa.select(Device)).all()


def test_a_file_that_is_wrong_all_over_is_given_up_with_the_first_reason(
    sqlite_only: None, bring_in: BringIn, file: Write
) -> None:
    with pytest.raises(FileProblem, match="rätt rubrik"):
        bring_in(file("Serienummer;Artikel\n" + "X;A9\n" * 10_001))


def test_a_cell_of_several_lines_and_rows_of_spaces_are_no_harm(bring_in: BringIn, file: Write) -> None:
    text = 'Serienummer;Artikel;Anmärkning\nX1;A1;"En rad;\noch en till"\n  ; ;\n\u00a0;;\nX2;A1;"3"" bred"\n'
    assert bring_in(file(text), left_out=["Anmärkning"]).counts.added == 2


def test_a_formula_counts_as_what_it_gave_and_as_a_refusal_when_it_gave_nothing(
    bring_in: BringIn, workbook: Callable[..., Path]
) -> None:
    given = '<c t="str"><f>UPPER("x1")</f><v>X1</v></c>'
    report = bring_in(workbook([["Serienummer", "Artikelnummer"], [given, "A1"]]))
    assert report.applied
    report = bring_in(workbook([["Serienummer", "Artikelnummer"], ["<c><f>A9*2</f></c>", "A1"]]))
    assert "saknas" in str(report.problems[0].sentence)


def test_a_workbook_named_csv_and_a_csv_named_xlsx_are_read_as_what_they_are(
    bring_in: BringIn, file: Write, workbook: Callable[..., Path]
) -> None:
    assert bring_in(workbook([["Serienummer", "Artikelnummer"], ["X1", "A1"]], name="export.csv")).applied
    assert bring_in(file(HEADER + RIGHT, name="export.xlsx")).applied
