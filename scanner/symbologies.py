"""The symbologies that engines name: to which family each name belongs, and how far its own check can be trusted.

A strong symbol corrects errors (Data Matrix, QR, Aztec, PDF417, MaxiCode: Reed-Solomon) or has a check that lets one
wrong answer in a hundred through (Code 128: modulo 103). What one engine says once about it is believed. A weak one has
a single check digit (EAN and UPC: one wrong answer in ten passes), a check that many symbols leave out, or none.

A look may be asked for some groups of them only. The others are then not looked for at all, and cost no time.
"""

from enum import StrEnum

FAMILIES = {
    "AztecCode": "Aztec",
    "AztecRune": "Aztec",
    "Code39Std": "Code39",
    "CompactPDF417": "PDF417",
    "DataBarExp": "DataBar",
    "DataBarExpanded": "DataBar",
    "DataBarExpStk": "DataBar",
    "DataBarLimited": "DataBar",
    "DataBarLtd": "DataBar",
    "DataBarOmni": "DataBar",
    "DataBarStk": "DataBar",
    "DataBarStkOmni": "DataBar",
    "QRCodeModel1": "QRCode",
    "QRCodeModel2": "QRCode",
    "TelepenAlpha": "Telepen",
    "TelepenNumeric": "Telepen",
}
"""An engine's name for a variant → the symbology that it is a variant of."""

STRONG = frozenset({"Aztec", "Code128", "DataMatrix", "MaxiCode", "PDF417", "QRCode"})

WEAK = frozenset(
    {
        "Codabar",
        "Code32",  # it is a Code 39
        "Code39",
        "Code39Ext",
        "Code93",
        "DXFilmEdge",
        "DataBar",
        "EAN13",
        "EAN2",
        "EAN5",
        "EAN8",
        "ISBN",  # it is an EAN-13
        "ITF",
        "ITF14",
        "MicroPDF417",  # it has no finder pattern of its own
        "MicroQRCode",  # the smallest ones notice errors, but do not correct them (ISO/IEC 18004, 7.1)
        "OtherBarcode",
        "PZN",
        "RMQRCode",
        "Telepen",
        "UPCA",
        "UPCE",
    }
)

CHECKLESS = frozenset({"ITF", "Codabar", "Code39"})
"""Almost any stripes look like one of these. A sighting of one does not speak against a symbology that has a check."""

TWO_DIMENSIONAL = frozenset({"Aztec", "DataMatrix", "MaxiCode", "MicroQRCode", "QRCode", "RMQRCode"})


class SymbologyGroup(StrEnum):
    """Symbologies that a place uses or does not use as one. The value is the name by which settings know it."""

    EAN = "EAN"
    CODE_128 = "Code128"
    DATA_MATRIX = "DataMatrix"
    QR = "QR"
    CODE_39 = "Code39"
    ITF = "ITF"
    CODABAR = "Codabar"
    CODE_93 = "Code93"
    DATA_BAR = "DataBar"
    PDF417 = "PDF417"
    AZTEC = "Aztec"
    MAXI_CODE = "MaxiCode"


Groups = frozenset[SymbologyGroup]
EVERY_GROUP: Groups = frozenset(SymbologyGroup)
BARS: Groups = frozenset(
    {
        SymbologyGroup.EAN,
        SymbologyGroup.CODE_128,
        SymbologyGroup.CODE_39,
        SymbologyGroup.ITF,
        SymbologyGroup.CODABAR,
    }
)
"""The groups that are looked for where the picture has stripes."""
SQUARES: Groups = frozenset({SymbologyGroup.DATA_MATRIX, SymbologyGroup.QR})
"""The groups that are looked for where the picture has something like a 2D code."""
MEMBERS = {
    SymbologyGroup.EAN: ("EANUPC", "EAN13", "EAN8", "UPCA", "UPCE", "EAN2", "EAN5", "ISBN"),
    SymbologyGroup.QR: ("QRCode", "MicroQRCode", "RMQRCode"),
    SymbologyGroup.CODE_39: ("Code39", "Code39Ext", "Code32", "PZN"),
    SymbologyGroup.ITF: ("ITF", "ITF14"),
    SymbologyGroup.PDF417: ("PDF417", "MicroPDF417"),
}
"""A group → its symbologies; a group that is not here has one, of its own name."""
GROUP_OF = {name: group for group in SymbologyGroup for name in MEMBERS.get(group, (group.value,))}


def is_wanted(symbology: str, groups: Groups) -> bool:
    """Whether a symbology is of one of these groups. One that no group has is wanted where all groups are."""
    return GROUP_OF[symbology] in groups if symbology in GROUP_OF else groups >= EVERY_GROUP


def family(name: str) -> str:
    """The symbology of an engine's format name: `QRCodeModel2` is a `QRCode`."""
    return FAMILIES.get(name, name)
