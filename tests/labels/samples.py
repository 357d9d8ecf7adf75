"""Contents to try things on: usual, the shortest that can be, the longest that can be."""

import dataclasses
import datetime

from labels import Address, Label, LabelKind, PackedLine, PackingList, ShelfLabel, TestPage
from labels.layouts.cells import Content

DATE = datetime.date(2026, 11, 23)
UNIT = Address("Hörselmottagningen Kungälv", ("Lasarettsgatan 1",), "442 34", "Kungälv")
WAREHOUSE = Address("Huvudlagret", ("Box 1234",), "431 22", "Mölndal")
LABEL = Label(
    kind=LabelKind.TO_WAREHOUSE,
    number="RK7H4MCXD",
    url="https://returkoll.example/r/RK7H4MCXD",
    sender=UNIT,
    recipient=WAREHOUSE,
    order_number="4711",
    items=3,
    date=DATE,
)

SHORT_ADDRESS = Address("Å", (), "111 11", "Ö")
LONG_LINE = "Avdelningen för öron-, näs- och halssjukdomar, hus"
LONG_ADDRESS = Address(
    "Hörselhabiliteringsmottagningen för barn och ungdomar i Västra Götalandsregionen",
    (LONG_LINE, "Överläkare Åsa Öhrström-Wikström & Märta Wåhlström", LONG_LINE[::-1].strip(), "Q" * 50),
    "123 45",
    "Södra Örnsköldsvik-Ängelholm Å",
)
SHORT_LABEL = Label(
    LabelKind.TO_WAREHOUSE,
    "RK7H4MCXD",
    "http://10.0.0.1/r/RK7H4MCXD",
    SHORT_ADDRESS,
    SHORT_ADDRESS,
    "1",
    1,
    DATE,
)
LONG_LABEL = Label(
    LabelKind.TO_WAREHOUSE,
    "RK7H4MCXD",
    f"https://{'returkoll.horselverksamheten.lang.doman.vastragotaland.region.example:8443'[:84]}/r/RK7H4MCXD",
    LONG_ADDRESS,
    LONG_ADDRESS,
    "WÅÄÖ-123456789012345678901234567890-WÅÖM",
    999,
    DATE,
    reprint=True,
)
LINES = (
    PackedLine("Phonak Audéo L90-R", "050-3220-P1", ("2134X0A7B", "2134X0A7C")),
    PackedLine("Roger Select iN", "056-3002", ("1907NY0L5",)),
    PackedLine("Slinga för hörteknik"),
)
LONG_LINES = (
    PackedLine("Å", "", ("1",)),
    PackedLine(LONG_ADDRESS.name, "9" * 40, ("0" * 40, "ÅÄÖ-" + "W" * 36, "8803200016")),
    *(PackedLine(f"Hörapparat {n}", f"A{n}", (f"SN-{n:06d}", f"{n:012d}")) for n in range(10)),
)


def labels_of(label: Label, serial: str, reason: str) -> dict[str, Content]:
    """The three ways a label goes. What goes back to the unit says which product and why."""
    ways: dict[str, Content] = {kind.value: dataclasses.replace(label, kind=kind) for kind in LabelKind}
    back = dataclasses.replace(label, kind=LabelKind.TO_UNIT, order_number="", serial=serial, reason=reason)
    return {**ways, LabelKind.TO_UNIT.value: back}


def packing_list(label: Label, lines: tuple[PackedLine, ...]) -> PackingList:
    return PackingList(
        label.kind,
        label.number,
        label.url,
        label.sender,
        label.recipient,
        label.order_number,
        label.date,
        lines,
        label.reprint,
    )


def contents(
    label: Label, lines: tuple[PackedLine, ...], shelf: ShelfLabel, printer: str, back: tuple[str, str]
) -> dict[str, Content | TestPage]:
    return {
        **labels_of(label, *back),
        "packing": packing_list(label, lines),
        "shelf": shelf,
        "test": TestPage(printer, DATE),
    }


USUAL = contents(
    LABEL,
    LINES,
    ShelfLabel("A-03-2", "Trådlösa tillbehör", ("Roger Select iN", "056-3002")),
    "Zebra packbordet",
    ("2134X0A7B", "Produkten är inte rengjord; Tillbehör, bruksanvisning eller originalförpackning saknas"),
)
SHORT = contents(SHORT_LABEL, (PackedLine("Å", "", ("1",)),), ShelfLabel("A", "Å"), "1", ("", ""))
LONG = contents(
    LONG_LABEL,
    LONG_LINES,
    ShelfLabel("WWWW-WWWW.WWWW-9", "Ö" * 60, ("Q" * 60, LONG_LINE, LONG_ADDRESS.name[:60])),
    "W" * 60,
    ("ÅÄÖ-123456789012345678901234567890-WÅÖMM", f"{LONG_LINE}; {LONG_LINE}; {'W' * 16}"),
)
SETS = {"short": SHORT, "usual": USUAL, "long": LONG}
