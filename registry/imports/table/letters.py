"""The encoding of a text file: one of Unicode's forms, Windows-1252 or Mac Roman. It raises FileProblem for a file that
is no text, and for letters that are destroyed or whose encoding is not certain.

In a file of one byte a letter the same byte is ö in Mac Roman and š in Windows-1252, or ö in DOS and a quotation mark
in Windows-1252. There the neighbouring letters decide: š after a consonant at the end of a word is the ö of Malmö, and
after a vowel it is the š of Aleš.
"""

import codecs
import re
from collections.abc import Iterator
from enum import Enum, auto
from itertools import islice
from pathlib import Path

from registry.imports.problem import FileProblem

SAMPLE = 64 * 1024
CHUNK = 1 << 20
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""The byte order marks. Their order matters: the mark of UTF-32 with the little end first begins with that of
UTF-16."""
WITHOUT_MARK = (("utf-32-le", 4, 0), ("utf-32-be", 4, 3), ("utf-16-le", 2, 0), ("utf-16-be", 2, 1))
"""(encoding, bytes of a letter, the byte that is not zero in nearly all letters that we use)."""
NEARLY_ALL = 0.9
WEB_PAGE = re.compile(rb"\s*<(?:!doctype|html|head|meta|table|\?xml)", re.I)
"""The beginning of a web page. Some systems write one and name it .xls; Excel opens it, so that nobody notices."""

TRUE_LETTERS = re.compile("[åäöÅÄÖ]")
OTHER_LETTERS = re.compile("[^\0-\x7f]")
MISREAD = re.compile(
    "Ã[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"  # UTF-8 read as Windows letters
    "|√[•§∂ÖÑñ©]|├[Ññä╢Âàû®⌐]"  # and as Mac Roman, and as DOS
    "|�"
)
MISREAD_BEGINS = tuple(begin.encode() for begin in "Ã√├�")
IN_PLAIN_LETTERS = re.compile(
    rb"&[ao](?:ring|uml);|&#(?:x[ce][456]|x[df]6|19[67]|214|22[89]|246);|\\u00[ce][45]|\\u00[df]6"
    rb"|[a-z]\?[a-z]{2}(?![\w/]*[=&])"  # a letter that some program had not
    rb"|[a-z][{}][a-z]",  # ISO 646-SE
    re.I,
)
MOST_JUDGED = 20_000
"""Letters of a piece of the file: they say what all would say."""
FEW = 2
"""Different words that have to look destroyed in a file of plain ASCII: a single one may be meant as it stands."""
VOWELS = frozenset("aeiouyAEIOUY")
UNKNOWN_TO_WINDOWS = "\x81\x8d\x8f\x90\x9d"
"""Bytes that Windows-1252 has no letter for."""
NO_LETTERS = frozenset("÷‰ˆ≈ƒ┼─")
"""The signs that å, ä and ö of Windows become in DOS and on a Mac. They do not stand inside words otherwise."""


class Sign(Enum):
    """What one letter with its neighbours says about the encoding of the file."""

    NOTHING = auto()
    MAC = auto()
    PERHAPS_MAC = auto()
    DOS = auto()
    PERHAPS_DOS = auto()
    QUOTE_BEGINS = auto()
    QUOTE_ENDS = auto()
    GARBLED = auto()


def encoding_of(path: Path) -> str:
    """The name of the file's encoding, as Python's `codecs` has it."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if name := _of_wide_letters(head):
        _refuse_nul(path, name)
        return name
    if WEB_PAGE.match(head.removeprefix(codecs.BOM_UTF8)):
        raise FileProblem(
            "Filen är en webbsida, även om den heter som en tabell. Öppna den i Excel, spara den som .xlsx "
            "och försök igen."
        )
    if any(b"\0" in chunk for chunk in _chunks(path)) or _control_characters(head) > len(head) // 100:
        raise _no_table()
    if _is_utf8(path):
        _refuse_destroyed(path)
        return "utf-8-sig"
    return _of_one_byte(path)


def within_a_file(name: str, begins: bytes) -> str:
    """The encoding with which the middle of a file is read, where no byte order mark stands. `begins` are the file's
    first bytes."""
    ends = next((mark for mark, marked in MARKS if marked == name and begins.startswith(mark)), b"")
    if ends:
        return f"{name}-{'le' if ends[:1] == codecs.BOM_UTF16_LE[:1] else 'be'}"
    return name.removesuffix("-sig")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(CHUNK), b"")


def _no_table() -> FileProblem:
    return FileProblem("Det här är inte en tabell. Välj en export i CSV eller Excel (.xlsx).")


def _destroyed() -> FileProblem:
    return FileProblem("Å, ä och ö är förstörda i filen. Exportera igen och spara som CSV UTF-8.")


def _control_characters(head: bytes) -> int:
    return sum(head.count(code) for code in range(32) if code not in (9, 10, 12, 13))


# --- Unicode


def _of_wide_letters(head: bytes) -> str:
    """The name of UTF-16 or UTF-32, by its mark or, without one, by the places of the zeros. Empty for other files."""
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    for name, size, at in WITHOUT_MARK:
        letters = len(head) // size
        zeros = [head[place::size][:letters].count(0) for place in range(size)]
        filled = letters - zeros.pop(at)
        if letters >= 8 and filled > NEARLY_ALL * letters and min(zeros) > NEARLY_ALL * letters:
            return name
    return ""


def _refuse_nul(path: Path, name: str) -> None:
    """Raises FileProblem for a file with a NUL: PostgreSQL stores none, and no office program writes one into a
    text."""
    try:
        with path.open(encoding=name, newline="") as text:
            if any("\0" in part for part in iter(lambda: text.read(CHUNK), "")):
                raise _no_table()
    except UnicodeError as error:
        raise FileProblem("Filens teckenkodning går inte att läsa. Spara den som CSV UTF-8.") from error


def _is_utf8(path: Path) -> bool:
    """Whether all of the file is UTF-8. All of it is read, because the first å may stand far down."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return _refuse_half_a_letter(path, error)
    return True


def _refuse_half_a_letter(path: Path, cause: UnicodeDecodeError) -> bool:
    """Raises FileProblem for a file that is UTF-8 but for its cut off end. Returns False where the end is one Windows
    letter in a file of plain ASCII."""
    if any(not chunk[:-3].isascii() for chunk in _chunks(path)):
        raise FileProblem(
            "Filen slutar mitt i ett tecken: den är avklippt. Gör om exporten och försök igen."
        ) from cause
    return False


def _refuse_destroyed(path: Path) -> None:
    """Raises FileProblem for letters that another program has misread and then saved as valid Unicode."""
    for chunk in _chunks(path):
        begins = not chunk.isascii() and any(begin in chunk for begin in MISREAD_BEGINS)
        if begins and MISREAD.search(chunk.decode("utf-8", "ignore")):
            raise _destroyed()
    with path.open("rb") as file:
        head = file.read(CHUNK)
    text = head.decode("utf-8", "ignore")
    if TRUE_LETTERS.search(text):
        return
    if _signs(text) & {Sign.MAC, Sign.DOS, Sign.GARBLED} or len(set(IN_PLAIN_LETTERS.findall(head))) >= FEW:
        raise _destroyed()


# --- one byte a letter


def _of_one_byte(path: Path) -> str:
    """The encoding of a file of one byte a letter: Windows where some letter is clearly Swedish in it, else the one
    that the neighbours of the other letters speak for."""
    signs: set[Sign] = set()
    quotes = 0
    lines_end_as_on_a_mac = True
    for chunk in _chunks(path):
        lines_end_as_on_a_mac &= b"\n" not in chunk
        text = _as_windows(chunk)
        if TRUE_LETTERS.search(text):
            return "cp1252"
        found = list(_signs_of(text))
        quotes += found.count(Sign.QUOTE_ENDS) - found.count(Sign.QUOTE_BEGINS)
        signs.update(found)
    if Sign.DOS in signs or (quotes > 0 and Sign.MAC not in signs):
        raise _destroyed()
    if Sign.MAC in signs or (Sign.PERHAPS_MAC in signs and lines_end_as_on_a_mac):
        return "mac_roman"
    if signs & {Sign.PERHAPS_MAC, Sign.PERHAPS_DOS, Sign.GARBLED}:
        raise FileProblem(
            "Det går inte att säga säkert vilka bokstäver som menas i filen. Exportera igen och spara som CSV UTF-8."
        )
    return "cp1252"


def _as_windows(chunk: bytes) -> str:
    text = chunk.decode("cp1252", "surrogateescape")
    for byte in UNKNOWN_TO_WINDOWS:
        text = text.replace(chr(0xDC00 + ord(byte)), byte)
    return text


def _signs(text: str) -> set[Sign]:
    return set(_signs_of(text))


def _signs_of(text: str) -> Iterator[Sign]:
    padded = f" {text} "
    for found in islice(OTHER_LETTERS.finditer(padded, 1, len(padded) - 1), MOST_JUDGED):
        at = found.start()
        yield _sign(padded[at - 1], found[0], padded[at + 1])


def _sign(before: str, letter: str, after: str) -> Sign:
    """What a letter beyond plain ASCII says about the encoding. It is given as Windows reads it."""
    for letters, judged in JUDGED:
        if letter in letters:
            return judged(before, letter, after)
    is_within = _is_letter(before) and _is_small(after)
    return Sign.GARBLED if is_within and (letter.isupper() or letter in NO_LETTERS) else Sign.NOTHING


def _is_letter(text: str) -> bool:
    return text.isascii() and text.isalpha()


def _is_small(text: str) -> bool:
    return text.isascii() and text.islower()


def _is_capital(text: str) -> bool:
    return text.isascii() and text.isupper()


def _is_consonant(text: str) -> bool:
    return _is_letter(text) and text not in VOWELS


def _mac_a(before: str, letter: str, after: str) -> Sign:
    """Mac Roman's ä is read as Š and its å as Œ, which are capitals and do not stand in the middle of a word."""
    if _is_small(before) or (letter == "Œ" and (_is_letter(before) or not _is_capital(after))):
        return Sign.MAC
    return Sign.NOTHING


def _mac_o(before: str, _letter: str, after: str) -> Sign:
    """Mac Roman's ö is read as š. In Malmö and Söder it stands after a consonant and at the end or before another one,
    where š does not stand in Slavic names."""
    if _is_consonant(before):
        return Sign.PERHAPS_MAC if after in VOWELS else Sign.MAC
    return Sign.PERHAPS_MAC if not before.isalpha() and _is_consonant(after) else Sign.NOTHING


def _mac_capitals(before: str, letter: str, after: str) -> Sign:
    """Mac Roman's Ä is read as € and its Ö as …, which usually stand at the end of a sum and of a shortened text."""
    if letter == "€":
        return Sign.MAC if _is_small(after) or (_is_capital(before) and _is_letter(after)) else Sign.NOTHING
    begins = _is_letter(after) and not _is_letter(before) and before not in ".)"
    return Sign.PERHAPS_MAC if begins or (_is_capital(before) and after != ".") else Sign.NOTHING


def _z(before: str, _letter: str, after: str) -> Sign:
    """Ž is what é of Mac Roman and Ä of DOS are read as."""
    if _is_capital(after):
        return Sign.DOS
    if _is_small(before):
        return Sign.MAC
    return Sign.PERHAPS_DOS if _is_consonant(after) else Sign.NOTHING


def _no_windows_letter(before: str, letter: str, _after: str) -> Sign:
    """A byte that is no letter in Windows: one is Å in Mac Roman and ü in DOS, the others are Å, É and Ø in DOS."""
    if letter != "\x81":
        return Sign.DOS if letter in "\x8f\x90\x9d" else Sign.PERHAPS_DOS
    if _is_small(before):
        return Sign.DOS
    return Sign.MAC


def _dos_small(before: str, letter: str, after: str) -> Sign:
    """DOS's å, ä and é are read as a dagger and as low quotation marks, which stand at the beginning or end of a
    word."""
    if _is_letter(before):
        return Sign.DOS if _is_small(after) or letter != "†" else Sign.PERHAPS_DOS
    if letter == "†":
        return Sign.PERHAPS_DOS
    return Sign.QUOTE_BEGINS if after.isalnum() else Sign.NOTHING


def _dos_o(before: str, letter: str, after: str) -> Sign:
    """DOS's ö is read as a closing quotation mark, which in Swedish also opens a quotation: ”Mini”."""
    if letter == "“":
        return Sign.QUOTE_BEGINS if after.isalnum() else Sign.NOTHING
    if _is_letter(before):
        return Sign.DOS if _is_letter(after) else Sign.QUOTE_ENDS
    return Sign.QUOTE_BEGINS if after.isalnum() else Sign.NOTHING


def _dos_capital_o(before: str, _letter: str, after: str) -> Sign:
    """DOS's Ö is read as the sign of a trade mark, which stands at the end of a name: Roger™, ROGER™."""
    return Sign.DOS if _is_letter(after) and (_is_capital(after) or not _is_letter(before)) else Sign.NOTHING


def _between_letters(before: str, letter: str, after: str) -> Sign:
    """DOS's ø is read as ›, and Mac Roman's ø, æ and ü as ¿, ¾ and Ÿ."""
    if not (_is_letter(before) and _is_small(after)):
        return Sign.NOTHING
    return Sign.DOS if letter == "›" else Sign.MAC


JUDGED = (
    ("ŠŒ", _mac_a),
    ("š", _mac_o),
    ("€…", _mac_capitals),
    ("Ž", _z),
    (UNKNOWN_TO_WINDOWS, _no_windows_letter),
    ("†„‚", _dos_small),
    ("”“", _dos_o),
    ("™", _dos_capital_o),
    ("›¿¾Ÿ", _between_letters),
)
"""Each letter → the function that judges it by its neighbours."""
