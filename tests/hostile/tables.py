"""Workbooks and text files made to hurt, by a seed."""

import io
import random
import struct
import zipfile
from collections.abc import Callable

from tests.hostile.pictures import damaged
from tests.registry.workbook_parts import parts_of_workbook

Make = Callable[[random.Random], bytes]

SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
HEADS = ("Serienummer;Artikel;Enhet", "Leverantör;Dagar;Räknas från", "Enhetskod;Enhetsnamn", "Anm;Text")
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
BIG = 40 << 20


def workbook(cells: str = "", **parts: str) -> dict[str, bytes]:
    """The parts of an .xlsx with a row of headings and these cells after it."""
    whole = parts_of_workbook({"Blad1": [["Serienummer", "Artikel", "Enhet"], ["S1", "A1", "1010"]]})
    whole[SHEET] = whole[SHEET].replace("</sheetData>", f"{cells}</sheetData>")
    return {name: text.encode() for name, text in {**whole, **parts}.items()}


def zipped(parts: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", how) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return written.getvalue()


def claiming(rng: random.Random) -> bytes:
    cell = rng.choice(
        ["XFD1048576", "A1048576", "XFD1", "ZZZ9", "EZ1048576", "A99999999999", "A0", "FXSHRXX2147483648"]
    )
    row = "".join(letter for letter in cell if letter.isdigit())
    parts = workbook(f'<row r="{row}"><c r="{cell}"><v>1</v></c></row>')
    if rng.random() < 0.5:
        parts[SHEET] = parts[SHEET].replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    return zipped(parts)


def merged(rng: random.Random) -> bytes:
    ranges = "".join(
        f'<mergeCell ref="A{n}:{rng.choice(["A", "XFD"])}1048576"/>' for n in range(1, rng.choice([3, 3000]))
    )
    parts = workbook()
    parts[SHEET] = parts[SHEET].replace(
        b"</sheetData>", f"</sheetData><mergeCells>{ranges}</mergeCells>".encode()
    )
    return zipped(parts)


def bomb(rng: random.Random) -> bytes:
    parts = workbook()
    name = rng.choice([SHEET, STRINGS, STYLES, "xl/more.bin", "docProps/app.xml"])
    filling = rng.choice([b" ", b"<c/>", b"<row/>", b"<!---->", b"\0"])
    parts[name] = parts.get(name, b"<x>").replace(
        b"</sheetData>", filling * (BIG // len(filling)) + b"</sheetData>"
    )
    if len(parts[name]) < BIG:
        parts[name] += filling * (BIG // len(filling))
    return zipped(parts)


def nested(rng: random.Random) -> bytes:
    data = zipped({"0.txt": bytes(BIG)})
    for level in range(rng.choice([1, 6])):
        data = zipped({f"{level}.zip": data})
    return zipped({**workbook(), "xl/embeddings/a.xlsx": data}) if rng.random() < 0.5 else data


def crowded(rng: random.Random) -> bytes:
    count = rng.choice([1000, 20_000])
    return zipped({**workbook(), **{f"xl/media/{n}": b"" for n in range(count)}}, zipfile.ZIP_STORED)


def shared(rng: random.Random) -> bytes:
    """One long text in many cells, places that are not there, a count that is a lie."""
    long = "x" * rng.choice([10, 32_000, 3_000_000])
    rows = '<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>' * rng.choice([10, 30_000])
    wild = f'<row><c t="s"><v>{rng.choice(["99999999", "-1", "x", "4294967296"])}</v></c></row>'
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    text = f'<sst {main} count="{2**31}" uniqueCount="{2**40}"><si><t>{long}</t></si></sst>'
    parts = workbook(rows + (wild if rng.random() < 0.3 else ""), **{STRINGS: text})
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = parts["[Content_Types].xml"].decode()
    said = f'<Override PartName="/{STRINGS}" ContentType="{office}"/></Types>'
    parts["[Content_Types].xml"] = types.replace("</Types>", said).encode()
    return zipped(parts)


def laughing(rng: random.Random) -> bytes:
    parts = workbook(**{STYLES: "<styleSheet/>"})
    name = rng.choice([SHEET, STYLES, "xl/workbook.xml"])
    text = parts[name].decode()
    at = text.find("?>") + 2 if "?>" in text else 0
    parts[name] = (
        text[:at] + LAUGHS + text[at:].replace("</sheetData>", "<row><c><v>&j;</v></c></row></sheetData>")
    ).encode()
    return zipped(parts)


def deep(rng: random.Random) -> bytes:
    depth = rng.choice([1000, 300_000])
    return zipped(workbook("<row>" * depth + "</row>" * depth))


def styled(rng: random.Random) -> bytes:
    count = rng.choice([10, 200_000])
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    code = rng.choice(["0" * 30_000, "&quot;" * 5000, "[" * 9000, "\\" * 9001, "0_" * 4000])
    text = (
        f'<styleSheet {main}><numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts>'
        f"<cellXfs>{'<xf numFmtId=&quot;164&quot;/>'.replace('&quot;', chr(34)) * count}</cellXfs></styleSheet>"
    )
    cells = "".join(f'<row r="{n}"><c r="A{n}" s="1"><v>{n}</v></c></row>' for n in range(3, 2000))
    return zipped(workbook(cells, **{STYLES: text}))


def opendocument(rng: random.Random) -> bytes:
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    times = rng.choice([1, 1000, 1_048_576, 2**31, 2**63])
    wide = f'table:number-columns-repeated="{rng.choice([1, 1000, times])}"'
    cell = f"<table:table-cell {wide}><text:p>x</text:p></table:table-cell>"
    row = f'<table:table-row table:number-rows-repeated="{times}">{cell}</table:table-row>'
    head = "".join(
        f"<table:table-cell><text:p>{n}</text:p></table:table-cell>" for n in ("Serienummer", "Artikel")
    )
    body = f'<table:table table:name="B"><table:table-row>{head}</table:table-row>{row}</table:table>'
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content.encode()})


def old_excel(rng: random.Random) -> bytes:
    """A compound file ([MS-CFB]) whose chains of sectors lead anywhere."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    fields = [rng.choice([0, 1, 2, 9, 2**31, 2**32 - 2]) for _ in range(9)]
    struct.pack_into("<9I", header, 40, *fields)
    for at in range(76, 512, 4):
        struct.pack_into("<I", header, at, rng.choice([0, 1, 2, 2**32 - 1]))
    sectors = bytearray(rng.randbytes(512 * rng.choice([2, 50])))
    for at in range(0, 512, 4):
        struct.pack_into("<I", sectors, at, rng.choice([0, 1, 2, 2**32 - 2]))
    name = "Workbook".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB", 18, 5, 1)
    sectors[512 : 512 + len(name)] = name
    return bytes(header + sectors)


def binary_excel(rng: random.Random) -> bytes:
    """An .xlsb of records that say how long they are, wrongly."""
    parts = {name: data for name, data in workbook().items() if "sheet" not in name}
    records = b"".join(
        bytes([rng.randrange(256), rng.choice([0x7F, 0xFF, 4, 8])]) + rng.randbytes(8) for _ in range(3000)
    )
    return zipped(
        {**parts, "xl/workbook.bin": records, "xl/worksheets/sheet1.bin": records, "xl/styles.bin": records}
    )


def lying_sizes(rng: random.Random) -> bytes:
    """A zip file whose directory says other sizes than its members have."""
    data = bytearray(zipped(workbook()))
    at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<II", data, at + 20, *(rng.choice([0, 1, 2**31, 2**32 - 1]) for _ in range(2)))
    return bytes(data)


def text(rng: random.Random) -> bytes:
    """Cells, rows and letters without end."""
    head = rng.choice(HEADS)
    size = rng.choice([1000, 40_000, 3_000_000])
    sign = rng.choice(
        ["9", " ", "-", "1-", "a.", "19880320", '"', ";", "\t", "Ã¥", "”", "e", "=", "1,", "a?b", "\x94"]
    )
    flood = sign * (size // len(sign))
    body = rng.choice([
        f"{flood}\n", f"{flood};A1;1010\n", f'"{flood}";A1\n', f"S1;A1;{flood}x\n", f"{head}\n" * 3000,
        "S1;A1;1010\n" * (size // 11), '"\n";' * (size // 4), "\n" * size, "S1;A1\r" * (size // 6),
        "".join(f"S{n};{sign * 20};{n}\n" for n in range(size // 40)),
    ])  # fmt: skip
    before = rng.choice(["", "", "sep=;\n", f"{flood}\n", "\n" * 300, f"{sign * 500}\n" * 29])
    whole = before + head + "\n" + body
    encoding = rng.choice(
        ["utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-32", "mac_roman"]
    )
    return whole.encode(encoding, "replace")


def letters(rng: random.Random) -> bytes:
    """Bytes that are letters of no kind, or of every kind."""
    size = rng.choice([3000, 3_000_000])
    return (
        b"Serienummer;Artikel\n"
        + bytes(rng.choices(rng.choice([range(128, 256), range(256), [0x94, 65]]), k=size // 4)) * 4
    )


def wide_heading(rng: random.Random) -> bytes:
    count = rng.choice([140, 160, 100_000])
    heads = ";".join(rng.choice(["Serienumme", "x" * 190, "Enhetsnam"]) + str(n) for n in range(count))
    return f"Serienummer;Artikel;{heads}\n{'S1;A1' + ';1010' * count}\n".encode()


WHOLE: tuple[Make, ...] = (
    claiming, merged, bomb, nested, crowded, shared, laughing, deep, styled, opendocument, old_excel, binary_excel,
    lying_sizes, text, text, text, letters, wide_heading,
)  # fmt: skip


def hostile_table(rng: random.Random) -> bytes:
    data = rng.choice(WHOLE)(rng)
    return damaged(rng, data) if rng.random() < 0.25 else data
