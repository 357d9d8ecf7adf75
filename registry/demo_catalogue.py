"""The invented names of the demo register: units, suppliers with terms, articles. None of them exists.

The pages say that they are a demo in a line above everything, so that names do not repeat it. Labels have no such line:
the addresses say it there.
"""

from dataclasses import dataclass

from registry.models import Category, CountsFrom

UNITS = (
    ("1010", "Hörselkliniken Nord", "Norrgatan 1 (demo)", "900 01", "Påhittstad"),
    ("1020", "Hörselkliniken Syd", "Södervägen 22 (demo)", "200 02", "Exempelby"),
    ("1030", "Hörselkliniken Öst", "Östra torget 3 (demo)", "600 03", "Åprovet"),
    ("1040", "Hörselkliniken Väst", "Västra hamnen 4 (demo)", "400 04", "Övningsköping"),
    ("1050", "Barnhörseln", "Lekparken 5 (demo)", "100 05", "Påhittstad"),
    ("1060", "Hörselmottagningen Centrum", "Storgatan 66 (demo)", "100 06", "Påhittstad"),
)
WAREHOUSE = ("9000", "Huvudlagret", "Lagervägen 9 (demo)", "100 90", "Påhittstad")


@dataclass(frozen=True)
class DemoSupplier:
    """A supplier, the form of its serials, and its term for everything it sells. Without days it takes nothing back."""

    code: str
    name: str
    serial: str
    days: int | None
    counts_from: CountsFrom = CountsFrom.DELIVERY
    packaging: str | None = None


SUPPLIERS = (
    DemoSupplier("NORDVIK", "Nordvik Hörsel", "NV{:07d}", 60, packaging="Obruten plombering."),
    DemoSupplier("LJUDA", "Ljuda Audio", "{:09d}", 30),
    DemoSupplier("KLANGEN", "Klangen Teknik", "K{:06d}A", 45, CountsFrom.ORDER),
    DemoSupplier("EKO", "Eko Slingor", "EKO-{:06d}", 90, packaging="Originalkartong med alla delar."),
    DemoSupplier("SIGNAL", "Signalia Varsel", "SG{:08d}", 30),
    DemoSupplier("TONAL", "Tonal Sändare", "T{:05d}-{:03d}", 14),
    DemoSupplier("VIDA", "Vida Komfort", "00{:07d}", None),
)

CHARGER = ("Laddare", "Nätadapter", "Bruksanvisning")
CABLE = ("Laddkabel", "Bruksanvisning")
MANUAL = ("Bruksanvisning",)


@dataclass(frozen=True)
class DemoArticle:
    """An article; `charge_days` makes it rechargeable."""

    supplier: str
    name: str
    category: Category
    contents: tuple[str, ...] = MANUAL
    charge_days: int | None = None
    uvc: bool = False
    has_serial: bool = True


def _aid(supplier: str, name: str, charge_days: int | None = 90) -> DemoArticle:
    contents = CHARGER if charge_days else ("Batterier", "Bruksanvisning")
    return DemoArticle(supplier, name, Category.BTE_AID, contents, charge_days, uvc=True)


C = Category

ARTICLES = (
    _aid("NORDVIK", "Fjord 5 R höger"),
    _aid("NORDVIK", "Fjord 5 R vänster"),
    _aid("NORDVIK", "Fjord 7 R"),
    _aid("NORDVIK", "Fjord 3", None),
    _aid("LJUDA", "Stilla M"),
    _aid("LJUDA", "Stilla P", None),
    _aid("KLANGEN", "Klara 100 R", 60),
    _aid("KLANGEN", "Klara 300 SP", None),
    DemoArticle("NORDVIK", "Fjord Clip mikrofon", C.WIRELESS_ACCESSORY, CABLE, 90),
    DemoArticle("NORDVIK", "Fjord fjärrkontroll", C.WIRELESS_ACCESSORY),
    DemoArticle("LJUDA", "Stilla bordsmikrofon", C.WIRELESS_ACCESSORY, CHARGER, 90),
    DemoArticle("KLANGEN", "Klara mini-mik", C.WIRELESS_ACCESSORY, CABLE, 60),
    DemoArticle("KLANGEN", "Klara fjärrkontroll", C.WIRELESS_ACCESSORY, MANUAL, has_serial=False),
    DemoArticle("NORDVIK", "Fjord Stream", C.STREAMING, CABLE, 90),
    DemoArticle("LJUDA", "Stilla halsstreamer", C.STREAMING, CABLE, 90),
    DemoArticle("LJUDA", "Stilla telefonadapter", C.STREAMING, ("Nätadapter", "Bruksanvisning")),
    DemoArticle("KLANGEN", "Klara Link", C.STREAMING, CABLE, 60),
    DemoArticle("NORDVIK", "Fjord TV-box", C.TV, ("Nätadapter", "Optisk kabel", "Bruksanvisning")),
    DemoArticle("LJUDA", "Stilla TV", C.TV, ("Nätadapter", "Ljudkabel", "Bruksanvisning")),
    DemoArticle("KLANGEN", "Klara TV-hörlur", C.TV, CHARGER, 60),
    DemoArticle("TONAL", "Tonal TV-kudde", C.TV, ("Nätadapter", "Bruksanvisning")),
    DemoArticle("EKO", "Eko rumsslinga 30", C.LOOP, ("Nätadapter", "Slingtråd", "Bruksanvisning")),
    DemoArticle("EKO", "Eko rumsslinga 70", C.LOOP, ("Nätadapter", "Slingtråd", "Bruksanvisning")),
    DemoArticle("EKO", "Eko halsslinga", C.LOOP, MANUAL, has_serial=False),
    DemoArticle("EKO", "Eko disk-slinga", C.LOOP, ("Nätadapter", "Mikrofon", "Bruksanvisning")),
    DemoArticle("VIDA", "Vida stolsslinga", C.LOOP, MANUAL, has_serial=False),
    DemoArticle("VIDA", "Vida samtalsförstärkare", C.AMPLIFIER, ("Hörlurar", "Bruksanvisning")),
    DemoArticle("KLANGEN", "Klara Dialog", C.AMPLIFIER, ("Hörlurar", "Laddkabel", "Bruksanvisning"), 60),
    DemoArticle("TONAL", "Tonal Samtal", C.AMPLIFIER, ("Hörlurar", "Bruksanvisning")),
    DemoArticle("VIDA", "Vida telefonförstärkare", C.AMPLIFIER, MANUAL, has_serial=False),
    DemoArticle("SIGNAL", "Signalia väckarklocka", C.ALERTING, ("Nätadapter", "Vibrator", "Bruksanvisning")),
    DemoArticle("SIGNAL", "Signalia dörrsändare", C.ALERTING, ("Fästtejp", "Bruksanvisning")),
    DemoArticle("SIGNAL", "Signalia brandvarnare", C.ALERTING, ("Fäste", "Bruksanvisning")),
    DemoArticle("SIGNAL", "Signalia blixtlampa", C.ALERTING, ("Nätadapter", "Bruksanvisning")),
    DemoArticle("SIGNAL", "Signalia vibratormottagare", C.ALERTING, CABLE, 30),
    DemoArticle("TONAL", "Tonal FM-sändare", C.TRANSMISSION, CHARGER, 60),
    DemoArticle("TONAL", "Tonal FM-mottagare", C.TRANSMISSION, CABLE, 60),
    DemoArticle("TONAL", "Tonal klassrumsmikrofon", C.TRANSMISSION, CHARGER, 30),
    DemoArticle("NORDVIK", "Fjord gruppsändare", C.TRANSMISSION, CHARGER, 90),
    DemoArticle("LJUDA", "Stilla konferens", C.TRANSMISSION, CHARGER, 90),
    # Not handled by the warehouse (R1)
    DemoArticle("LJUDA", "Stilla allt-i-örat", C.CUSTOM_AID, ("Batterier", "Bruksanvisning"), uvc=True),
    DemoArticle("VIDA", "Vida insats mjuk", C.EARMOULD, MANUAL, has_serial=False),
    DemoArticle("VIDA", "Vida batteri 312", C.BATTERY, MANUAL, has_serial=False),
    DemoArticle("VIDA", "Vida torkburk med lampa", C.OTHER),
)
