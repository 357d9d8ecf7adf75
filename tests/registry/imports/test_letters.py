"""A text file's letters are read as they were meant, or told: never read as others."""

from collections.abc import Callable
from pathlib import Path

import pytest

from registry.imports import FileProblem, preview

Write = Callable[..., Path]

HEAD = "Enhetskod;Enhetsnamn;Ort"
AT_WORD_ENDS = ["Malmö", "Växjö", "Höganäs", "Umeå", "Trosa å", "Åre", "Öland", "Ekerö", "Tyresö C", "Två"]
WHOLE_WORDS = [
    "Hörselvården",
    "Östra Gränd",
    "VÄXJÖ",
    "ÅNGERMANLAND",
    "Mörbylånga",
    "Älvsbyn",
    "René Müllers väg",
    "Björk",
]


def table(name: str, ending: str = "\n") -> str:
    return ending.join([HEAD, f"1010;{name};Ort", "1020;Nord;Ort", ""])


def name_read(path: Path) -> str:
    return preview(path).rows[0][1][1]


@pytest.mark.parametrize("name", [*AT_WORD_ENDS, *WHOLE_WORDS])
@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp437"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_letters_of_a_mac_and_of_dos_are_read_rightly_or_told(
    file: Write, name: str, encoding: str, ending: str
) -> None:
    try:
        read = name_read(file(table(name, ending), encoding))
    except FileProblem as told:
        read = str(told)
    assert read == name or "CSV UTF-8" in read


@pytest.mark.parametrize(
    "name", ["Malmö", "Växjö", "Höganäs", "Umeå", "Åre", "Ekerö", "Tyresö C", "Mörbylånga", "René"]
)
def test_what_only_a_mac_writes_so_is_read(file: Write, name: str) -> None:
    assert name_read(file(table(name), "mac_roman")) == name


WINDOWS = [
    "Malmö", "Hörselvården", "Škoda", "Aleš", "Tomáš", "Žilina", "Roger™", "ROGER™ ON", "5” skärm", "Fjord ”Mini”",
    "Fjord “Mini”", "„Fjord“", "12 €", "EUR €", "och så vidare…", "Ågatan … 2", "O’Neill", "Dušan", "Miloš",
]  # fmt: skip


@pytest.mark.parametrize("name", WINDOWS)
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_signs_and_foreign_names_are_no_destroyed_letters(file: Write, name: str, encoding: str) -> None:
    assert name_read(file(table(name), encoding)) == name


@pytest.mark.parametrize("name", ["Malmö", "Nord"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_wide_letters_are_read_with_and_without_their_mark(
    file: Write, name: str, encoding: str, mark: str
) -> None:
    seen = preview(file(mark + table(name), encoding))
    assert seen.rows[0][1][1] == name
    assert seen.headings[0] == "Enhetskod"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_a_zero_in_wide_letters_is_told(file: Write, encoding: str) -> None:
    with pytest.raises(FileProblem, match="inte en tabell"):
        preview(file(table("No\0rd"), encoding))


MISREADINGS = [
    ("utf-8", "cp1252"), ("utf-8", "mac_roman"), ("utf-8", "cp850"), ("utf-8", "cp437"), ("cp1252", "cp850"),
    ("cp1252", "mac_roman"), ("mac_roman", "cp1252"), ("cp850", "cp1252"), ("cp850", "mac_roman"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "read"), MISREADINGS)
@pytest.mark.parametrize("name", ["Hörselvården", "Gränden i Söder", "Påarp"])
def test_letters_that_another_program_misread_before_us_are_told(
    file: Write, written: str, read: str, name: str
) -> None:
    with pytest.raises(FileProblem, match="förstörda"):
        preview(file(table(name.encode(written).decode(read))))


LEFT_OVER = [
    "H&ouml;rselv&aring;rden", "H&#246;rselv&#229;rden", "H\\u00f6rselv\\u00e5rden", "H?rselv?rden", "H\ufffdrsel",
    "H|rselv}rden i G{vle", "h&#xF6;rselv&#xE5;rd",
]  # fmt: skip


@pytest.mark.parametrize("name", LEFT_OVER)
def test_what_is_left_of_letters_that_were_lost_is_told(file: Write, name: str) -> None:
    with pytest.raises(FileProblem, match="förstörda"):
        preview(file(table(f'"{name}"')))


@pytest.mark.parametrize(
    "name", ["Vad är det?", "What? Nothing", "http://x.example/a?bc=de&fg=h", "A&O", "{1}", "a?b"]
)
def test_signs_that_may_be_meant_are_left_alone(file: Write, name: str) -> None:
    assert name_read(file(table(name))) == name


@pytest.mark.parametrize("first", ["sep=;", "sep=,", "sep=\n", "sep=", 'sep="', "sep=a"])
def test_a_first_line_that_says_what_delimits_is_believed_where_it_can_be(file: Write, first: str) -> None:
    delimiter = "," if first == "sep=," else ";"
    assert preview(file(f"{first}\n{table('Nord').replace(';', delimiter)}")).rows[0][1][1] == "Nord"
