"""What stands in a cell: serials that a spreadsheet has destroyed, placeholders, letters that nobody sees."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from stdnum import luhn

from database import db
from registry.imports import FileProblem, Report, preview
from registry.imports.cells.values import serial
from registry.imports.problem import ValueProblem
from registry.models import Device, Unit
from workbooks.number_format import as_shown, changes

BringIn = Callable[..., Report]
Write = Callable[..., Path]
MakeWorkbook = Callable[..., Path]

HEAD = "Serienummer;Artikel;Enhet\n"

DESTROYED = [
    "1E+15", "1,23E+15", "1.23e15", "8,93901E+18", "8.93901010235847E18", "1E15", "2E3", "2.5E-3", "1,0e+3",
    "3-mar", "03-mar", "3 mar", "mar-03", "Mar-01", "jan-03", "1.dec", "3-mar-26", "mars 2026", "sep-2",
    "2026-03-01", "2026/03/01", "01.02.2026", "1/2/26", "12:30", "12:30:00", "2026-03-01 00:00:00",
    "1E 15", "1,23 E+15", "1.23 e 15", "1,23E +15", "1,23\u00d710^15", "1.2*10^15", "1,23 x 10\u00b9\u2075",
    "1E\u221215", "1/3", "12/24", "2 1/2", "mån 3 mar", "12:30 PM",
    "#N/A", "#REF!", "#VÄRDEFEL!", "########", "123,00", "=A1", "=SUM(A1:A3)",
]  # fmt: skip
PLACEHOLDERS = [
    "N/A", "n/a", "NA", "Okänd", "OKÄNT", "okänd", "saknas", "Saknas", "ej", "Ej registrerat", "none", "NULL", "nan",
    "-", "--", "–", "0", "00", "000000", "?", "???", "x", "XXX", ".", "Uppgift saknas", "unknown", "tbd",
]  # fmt: skip
REAL = [
    "24B01F7C", "12345E67", "A1", "0001", "SN-0", "E15", "1234567890", "10000000", "NA123", "X1", "MAR123", "1E2F3G",
    "2026A0101", "OKÄND7", "12:A", "5512E18A", "00E1",
    "12-345", "A/3", "1/3B", "5x10", "100/2000", "12/34567", "2x1012",
]  # fmt: skip


@pytest.mark.parametrize("serial", DESTROYED)
def test_what_a_spreadsheet_made_of_a_serial_is_no_serial(
    bring_in: BringIn, file: Write, serial: str
) -> None:
    report = bring_in(file(f"{HEAD}{serial};A1;\n"))
    assert not report.applied
    assert len(report.problems) == 1


@pytest.mark.slow
@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_what_says_that_there_is_no_serial_is_none(bring_in: BringIn, file: Write, text: str) -> None:
    report = bring_in(file(f"{HEAD}{text};A1;\n"))
    assert not report.applied
    assert "Serienummer saknas" in str(report.problems[0].sentence)


@pytest.mark.parametrize("serial", REAL)
def test_a_real_serial_that_only_looks_like_one_of_them_comes_in(
    bring_in: BringIn, file: Write, serial: str
) -> None:
    assert bring_in(file(f"{HEAD}{serial};A1;\n")).applied


ROUNDED = [
    ["8939010102358470000", "1914310000010100000"],
    ["8939010102358470000"],
    ["12345678901234500"],
    ["1234567890123450", "2234567890123450", "3234567890123450"],
    ["12345678901234500000"],
]
NOT_ROUNDED = [["1234567890123450"], ["8939010102358471234"], ["123456789012340"], ["8939010102358470001"]]


@pytest.mark.parametrize("serials", ROUNDED)
def test_numbers_that_a_spreadsheet_has_rounded_are_refused(
    bring_in: BringIn, file: Write, serials: list[str]
) -> None:
    report = bring_in(file(HEAD + "".join(f"{serial};A1;\n" for serial in serials)))
    assert not report.applied
    assert len(report.problems) == len(serials)
    assert "avrundat" in str(report.problems[0].sentence)


@pytest.mark.parametrize("serials", NOT_ROUNDED)
def test_numbers_that_end_with_a_zero_by_chance_come_in(
    bring_in: BringIn, file: Write, serials: list[str]
) -> None:
    assert bring_in(file(HEAD + "".join(f"{serial};A1;\n" for serial in serials))).applied


def test_order_numbers_that_pass_the_personnummer_check_come_in(bring_in: BringIn, file: Write) -> None:
    rows = "".join(f"S{n};A1;26112{n:05}\n" for n in range(100, 400))
    assert bring_in(file(f"Serienummer;Artikel;Ordernummer\n{rows}")).applied


def counted_from(days: str, count: int) -> list[str]:
    """Numbers of ten digits that begin as a day of birth; one in ten has the check digit of a personnummer."""
    numbers = [f"{days}{number:04}" for number in range(1000, 1000 + count)]
    assert sum(map(luhn.is_valid, numbers)) >= count // 12
    return numbers


@pytest.mark.parametrize("column", ["Ordernummer", "Individnummer", "Serienummer"])
@pytest.mark.parametrize("days", ["261127", "880320", "000229", "991231"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_any_number_field_may_look_like_a_personnummer_by_chance(
    sqlite_only: None,
    bring_in: BringIn,
    file: Write,
    workbook: MakeWorkbook,
    column: str,
    days: str,
    kind: str,
) -> None:
    others = [name for name in ("Serienummer", "Artikel", "Ordernummer") if name != column]
    rows: list[list[object]] = [[*others, column]]
    for at, number in enumerate(counted_from(days, 60)):
        cells = {"Serienummer": f"S{at}", "Artikel": "A1", "Ordernummer": f"B{at}"}
        # A sheet has the number as a number, unless that would lose its zeros.
        value = int(number) if kind == "xlsx" and not number.startswith("0") else number
        rows.append([*(cells[name] for name in others), value])
    text = "\n".join(";".join(map(str, cells)) for cells in rows) + "\n"
    assert bring_in(workbook(rows) if kind == "xlsx" else file(text)).counts.added == 60


def what_is_told(bring_in: BringIn, path: Path) -> str:
    """The refusal of the file, or of its first wrong row."""
    try:
        report = bring_in(path)
    except FileProblem as refused:
        return str(refused)
    assert not report.applied
    return str(report.problems[0].sentence)


@pytest.mark.parametrize("written", ["880320-0016", "19880320-0016", "198803200016", "880320+0016"])
@pytest.mark.parametrize("column", ["Serienummer", "Ordernummer", "Individnummer"])
def test_the_unmistakable_form_is_refused_in_number_fields_and_not_repeated(
    bring_in: BringIn, file: Write, written: str, column: str
) -> None:
    cells = {"Serienummer": "S1", "Artikel": "A1", "Ordernummer": "", "Individnummer": ""} | {column: written}
    text = f"{';'.join(cells)}\n{';'.join(cells.values())}\nS2;A1;;\n"
    assert written not in what_is_told(bring_in, file(text))


def test_a_placeholder_is_no_order_number_and_no_individnummer(bring_in: BringIn, file: Write) -> None:
    text = "Serienummer;Artikel;Ordernummer;Individnummer\nS1;A1;N/A;-\nS2;A1;okänd;0\n"
    assert bring_in(file(text)).applied
    for device in db.session.scalars(sa.select(Device)):
        assert (device.order_number, device.individ_number) == (None, None)


# --- letters

MAC = [
    "2021;Hörselvården Växjö;Gatan 1;35230;Växjö",
    "2022;Audionommottagning Malmö;Ågatan 2;21100;Malmö",
    "2023;Hörcentral Söderås;Åsvägen 3;41100;Härnösand",
    "2024;Påarp mottagning;Gränd 4;25000;Påarp",
]


@pytest.mark.slow
@pytest.mark.parametrize("row", MAC)
@pytest.mark.parametrize("ending", ["\r", "\n", "\r\n"])
def test_a_file_in_mac_roman_is_read_rightly(bring_in: BringIn, file: Write, row: str, ending: str) -> None:
    head = "Enhetskod;Enhetsnamn;Adress;Postnummer;Ort"
    text = f"{head}{ending}{row}{ending}"
    try:
        report = bring_in(file(text, "mac_roman"), kind="units")
    except FileProblem as refused:
        pytest.fail(f"expected Mac Roman to be read: {refused}")
    assert report.applied
    code, name, *_rest = row.split(";")
    unit = db.session.scalars(sa.select(Unit).where(Unit.code == code)).one()
    assert unit.name == name


@pytest.mark.parametrize("name", ["Škodas mottagning", "Aleš Tomáš", "Audiologi Žilina"])
def test_a_foreign_name_in_windows_letters_is_no_mac_file(bring_in: BringIn, file: Write, name: str) -> None:
    text = f"Enhetskod;Enhetsnamn\n2030;{name} Växjö\n"
    assert bring_in(file(text.replace("á", "a"), "cp1252"), kind="units").applied


@pytest.mark.parametrize("hidden", ["\u200b", "\u00ad", "\u200e", "\ufeff", "\u2060", "\u200d"])
def test_what_nobody_sees_is_not_kept(bring_in: BringIn, file: Write, hidden: str) -> None:
    text = f"Enhetskod;Enhetsnamn\n2040;Öst{hidden}ra\u00a0mottagningen{hidden}\n"
    assert bring_in(file(text), kind="units").applied
    assert db.session.scalars(sa.select(Unit).where(Unit.code == "2040")).one().name == "Östra mottagningen"
    assert bring_in(file(f"{HEAD}S{hidden}N1;A1;\n")).applied
    assert db.session.scalars(sa.select(Device)).one().serial_number == "SN1"


@pytest.mark.parametrize("strange", ["😀", "\ue000", "✓", "🦻", "\U000e0001x\u0378"])
def test_what_no_label_can_show_is_told(bring_in: BringIn, file: Write, strange: str) -> None:
    report = bring_in(file(f"Enhetskod;Enhetsnamn\n2041;Öst {strange}\n"), kind="units")
    assert not report.applied
    assert "etikett" in str(report.problems[0].sentence)


# --- columns


def test_a_column_that_nothing_knows_is_asked_about(bring_in: BringIn, file: Write) -> None:
    path = file("Serienummer;Artikel;Kombikod enhet\nS1;A1;1010\nS2;A1;1020\n")
    with pytest.raises(FileProblem, match=r"“Kombikod enhet” \(ser ut som Enhet: 1010, 1020\)"):
        bring_in(path)
    assert bring_in(path, left_out=["Kombikod enhet"]).applied
    columns = {"Serienummer": "serial_number", "Artikel": "article_number", "Kombikod enhet": "unit_code"}
    assert bring_in(path, kind="devices", columns=columns).applied
    assert {device.unit.code for device in db.session.scalars(sa.select(Device))} == {"1010", "1020"}


@pytest.mark.parametrize("heading", ["Enhetsnamn", "Mottagning", "Klinik", "Unit name"])
def test_a_column_of_unit_names_gives_devices_their_units(
    bring_in: BringIn, file: Write, heading: str
) -> None:
    assert bring_in(file(f"Serienummer;Artikel;{heading}\nS1;A1;Nord\nS2;A1;SYD\n")).applied
    assert {device.unit.code for device in db.session.scalars(sa.select(Device))} == {"1010", "1020"}


def test_a_units_code_is_taken_before_its_name(bring_in: BringIn, file: Write) -> None:
    assert bring_in(file("Serienummer;Artikel;Enhetsnamn;Enhet\nS1;A1;Another name;1010\n")).applied
    assert db.session.scalars(sa.select(Device)).one().unit.code == "1010"


LOOKS_LIKE = [
    ("Ställe", ["Nord", "Syd"], "Enhet"),
    ("Modellkod", ["A1", "A3"], "Artikelnummer"),
    ("Datum 2", ["2026-11-01", "2026-10-01"], "Leveransdatum"),
    ("Fritext", ["hej", "hopp"], None),
    ("Kod X", ["77", "78"], None),
]


@pytest.mark.parametrize(("heading", "values", "field"), LOOKS_LIKE)
def test_an_unknown_column_is_told_with_what_it_looks_like(
    bring_in: BringIn, file: Write, heading: str, values: list[str], field: str | None
) -> None:
    taken = "Art.nr" if field == "Artikelnummer" else "Artikel"
    rows = "".join(f"S{n};A1;{value}\n" for n, value in enumerate(values))
    with pytest.raises(FileProblem) as told:
        bring_in(file(f"Serienummer;{taken};{heading}\n{rows}"))
    expected = f"“{heading}” (ser ut som {field}:" if field else f"“{heading}” ({values[0]}"
    assert expected in str(told.value)


@pytest.mark.parametrize("name", ["Nord", "nord", " NORD ", "1010"])
def test_a_unit_is_found_by_its_code_or_its_name(bring_in: BringIn, file: Write, name: str) -> None:
    assert bring_in(file(f"{HEAD}S1;A1;{name}\n")).applied
    assert db.session.scalars(sa.select(Device)).one().unit.code == "1010"


def test_a_name_that_two_units_have_is_told(bring_in: BringIn, file: Write) -> None:
    bring_in(file("Enhetskod;Enhetsnamn\n1030;Nord\n"), kind="units")
    report = bring_in(file(f"{HEAD}S1;A1;Nord\n"))
    assert "2 enheter heter Nord" in str(report.problems[0].sentence)


DOUBTFUL = [
    ("Kostnadsställe", ["1010", "1020"], ["1020", "1010"]),
    ("Beställande enhet", ["1010", "1010"], ["1010", "1020"]),
    ("Kst", ["1010", ""], ["1010", "1020"]),
    ("Enhetskod", ["", ""], ["1010", "1020"]),
]


@pytest.mark.parametrize(("heading", "units", "others"), DOUBTFUL)
def test_a_second_column_of_one_field_that_says_otherwise_is_asked_about(
    sqlite_only: None, bring_in: BringIn, file: Write, heading: str, units: list[str], others: list[str]
) -> None:
    rows = "".join(
        f"S{at};A1;{unit};{other}\n" for at, (unit, other) in enumerate(zip(units, others, strict=True))
    )
    path = file(f"Serienummer;Artikel;Enhet;{heading}\n{rows}")
    with pytest.raises(FileProblem, match=f"“{heading}”|“Enhet”"):
        bring_in(path)
    assert bring_in(
        path, kind="devices", columns={**SERIALS, "Enhet": "unit_code"}, left_out=[heading]
    ).applied


SERIALS = {"Serienummer": "serial_number", "Artikel": "article_number"}


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("Kostnadsställe", ["1010", "1020"]),
        ("Kst", ["", ""]),
        ("Enhetsnamn", ["Norr", "Söder"]),
        ("Kst", ["1010", ""]),
    ],
)
def test_a_second_column_that_says_the_same_or_names_the_unit_is_no_question(
    sqlite_only: None, bring_in: BringIn, file: Write, heading: str, values: list[str]
) -> None:
    text = f"Serienummer;Artikel;Enhet;{heading}\nS1;A1;1010;{values[0]}\nS2;A1;1020;{values[1]}\n"
    assert bring_in(file(text)).applied


@pytest.mark.parametrize(
    ("heading", "values", "field"),
    [
        ("Ort", ["Nord", "Syd"], "Enhet"),
        ("Huvudlager", ["1010", "1020"], "Enhet"),
        ("Gäller från", ["2026-11-01", "2026-11-02"], "Leveransdatum"),
    ],
)
def test_a_heading_of_another_kind_of_file_is_asked_about_where_it_looks_like_what_is_missing(
    sqlite_only: None, bring_in: BringIn, file: Write, heading: str, values: list[str], field: str
) -> None:
    with pytest.raises(FileProblem, match=f"“{heading}” .ser ut som {field}"):
        bring_in(file(f"Serienummer;Artikel;{heading}\nS1;A1;{values[0]}\nS2;A1;{values[1]}\n"))


@pytest.mark.parametrize("heading", ["Benämning", "Kategori", "Leverantör", "Ort"])
def test_a_heading_of_another_kind_of_file_is_else_no_question(
    sqlite_only: None, bring_in: BringIn, file: Write, heading: str
) -> None:
    assert bring_in(file(f"Serienummer;Artikel;Enhet;{heading}\nS1;A1;1010;Fjord\n")).applied


@pytest.mark.parametrize(
    "heading",
    ["S/N", "s/n:", "Serial / SN", "Serienummer (S/N)", "Serienr [SN]", "Serial number or S/N", "SN/Serienr"],
)
@pytest.mark.parametrize("article", ["P/N", "Item", "Artikel (Art.nr)", "Part number"])
def test_headings_of_several_names_of_one_field_are_known(file: Write, heading: str, article: str) -> None:
    seen = preview(file(f"{heading};{article};Anm\nS1;A1;x\n"))
    assert seen.mapping.columns == {heading: "serial_number", article: "article_number"}


@pytest.mark.parametrize("column", ["Ordernummer", "Individnummer"])
@pytest.mark.parametrize("value", ["2026-11-01", "2026-11-01 00:00:00"])
def test_a_date_is_no_number_and_tells_of_a_row_that_is_shifted(
    sqlite_only: None, bring_in: BringIn, file: Write, column: str, value: str
) -> None:
    report = bring_in(file(f"Serienummer;Artikel;{column}\nS1;A1;{value}\n"))
    assert "förskjuten" in str(report.problems[0].sentence)


# --- workbooks


def changed(path: Path, member: str, change: Callable[[str], str]) -> Path:
    """The workbook with one of its parts written anew."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts[member] = change(parts.get(member, ""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TABLE = [["Serienummer", "Artikel", "Enhet", "Leveransdatum"]]


def merged(path: Path, *ranges: str) -> Path:
    cells = "".join(f'<mergeCell ref="{part}"/>' for part in ranges)
    return changed(
        path, SHEET, lambda xml: xml.replace("</sheetData>", f"</sheetData><mergeCells>{cells}</mergeCells>")
    )


def test_cells_merged_downwards_say_the_same_in_all_their_rows(
    bring_in: BringIn, workbook: MakeWorkbook
) -> None:
    rows = [
        *TABLE,
        ["M1", "A1", "1010", "2026-11-01"],
        ["M2", "A1", "", ""],
        ["M3", "A1", "", ""],
        ["M4", "A1", "", ""],
    ]
    assert bring_in(merged(workbook(rows), "C2:C4", "D2:D4")).applied
    units = {d.serial_number: d.unit and d.unit.code for d in db.session.scalars(sa.select(Device))}
    assert units == {"M1": "1010", "M2": "1010", "M3": "1010", "M4": None}


@pytest.mark.parametrize("ranges", [("B2:B5",), ("B2:B3", "B4:B5"), ("A1:A1", "B2:B5", "C2:C3")])
def test_any_column_may_be_merged_downwards(
    bring_in: BringIn, workbook: MakeWorkbook, ranges: tuple[str, ...]
) -> None:
    second = "A1" if "B4:B5" in ranges else ""
    rows = [*TABLE, ["M1", "A1", "1010", ""], ["M2", "", "", ""], ["M3", second, "", ""], ["M4", "", "", ""]]
    assert bring_in(merged(workbook(rows), *ranges)).counts.added == 4


FORMATS = [
    ("00000000", "123456", "00123456"),
    ("0000", "17", "0017"),
    ('"SN"0000', "17", "SN0017"),
    ('"A-"0', "5", "A-5"),
    ("\\S\\N000", "7", "SN007"),
    ("000-000", "12345", "012-345"),
]


@pytest.mark.parametrize(("code", "number", "shown"), FORMATS)
def test_a_number_is_read_as_the_sheet_shows_it(
    bring_in: BringIn, workbook: MakeWorkbook, code: str, number: str, shown: str
) -> None:
    path = workbook([*TABLE, [f'<c r="A2" s="1"><v>{number}</v></c>', "A1", "1010", ""]])
    assert bring_in(with_format(path, code)).applied
    assert db.session.scalars(sa.select(Device)).one().serial_number == shown


def with_format(path: Path, code: str) -> Path:
    """The workbook with the format as its style number 1."""
    quoted = code.replace('"', "&quot;")
    styles = (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="{quoted}"/></numFmts>'
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>'
    )
    return changed(path, "xl/styles.xml", lambda _none: styles)


CELLS = [
    '<c s="1" r="A2"><v>123456</v></c>',
    '<c r="A2" s="1" t="n"><v>123456</v></c>',
    '<c t="n" s="1" r="A2"><v>123456.0</v></c>',
    "<c r='A2' s='1'><v>123456</v></c>",
    '<c r="A2" s="1" cm="1"> <v>123456</v></c>',
]


@pytest.mark.parametrize("cell", CELLS)
def test_a_cells_format_is_found_however_the_cell_is_written(
    bring_in: BringIn, workbook: MakeWorkbook, cell: str
) -> None:
    path = with_format(workbook([*TABLE, [cell, "A1", "1010", ""]]), "00000000")
    assert bring_in(path).applied
    assert db.session.scalars(sa.select(Device)).one().serial_number == "00123456"


def test_a_sheets_formats_are_found_when_sheets_were_moved(bring_in: BringIn, workbook: MakeWorkbook) -> None:
    rows = [*TABLE, ['<c r="A2" s="1"><v>123456</v></c>', "A1", "1010", ""]]
    path = with_format(workbook([["Anteckning"]], Individer=rows), "00000000")

    def moved(relations: str) -> str:
        return relations.replace('Id="rId1"', 'Id="x"').replace('"rId2"', '"rId1"').replace('"x"', '"rId2"')

    def renamed(listed: str) -> str:
        return (
            listed.replace('name="Blad1"', 'name="x"')
            .replace("Individer", "Blad1")
            .replace('"x"', '"Individer"')
        )

    changed(path, "xl/_rels/workbook.xml.rels", moved)
    assert bring_in(changed(path, "xl/workbook.xml", renamed)).applied
    assert db.session.scalars(sa.select(Device)).one().serial_number == "00123456"


def test_a_workbook_whose_formats_are_broken_is_told(bring_in: BringIn, workbook: MakeWorkbook) -> None:
    path = workbook([*TABLE, ["S1", "A1", "1010", ""]])
    with pytest.raises(FileProblem, match="trasig"):
        bring_in(changed(path, "xl/styles.xml", lambda _none: "<styleSheet"))


@pytest.mark.parametrize(
    "code", ["General", "0", "#,##0", "0.00", "yyyy-mm-dd", '0" kr"', "@", "0%", "hh:mm", "# ##0"]
)
def test_formats_that_only_change_how_a_number_looks_are_left_alone(code: str) -> None:
    assert not changes(code)


def test_a_number_longer_than_its_format_keeps_all_its_digits() -> None:
    assert as_shown("00000", "1234567") == "1234567"


CLAIMS = ["XFD1048576", "A1048576", "XFD2", "ZZ1000000", "FA3"]


@pytest.mark.parametrize("cell", CLAIMS)
@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_sheet_that_claims_to_be_huge_is_refused_before_room_is_made_for_it(
    bring_in: BringIn, workbook: MakeWorkbook, cell: str, quote: str
) -> None:
    row = re.sub("[A-Z]", "", cell)
    far = f"<row r={quote}{row}{quote}><c r={quote}{cell}{quote}><v>1</v></c></row></sheetData>"
    path = changed(
        workbook([*TABLE, ["S1", "A1", "1010", ""]]), SHEET, lambda xml: xml.replace("</sheetData>", far)
    )
    with pytest.raises(FileProblem, match="orimligt stor"):
        bring_in(path)


@pytest.mark.parametrize("text", ["(blank)", "<NULL>", "\\N", "-none-", "Inget serienummer", "FALSKT"])
def test_what_other_systems_write_for_nothing_is_no_serial(text: str) -> None:
    with pytest.raises(ValueProblem, match="saknas"):
        serial(text)
