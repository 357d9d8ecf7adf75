"""The register's fields and what files call them, in Swedish and English."""

import re
from dataclasses import dataclass

from workbooks import normalised


@dataclass(frozen=True)
class Field:
    """A field that a column can be mapped to. `names` are what files call it, the first one ours."""

    code: str
    names: tuple[str, ...]
    required: bool = False
    is_serial: bool = False
    """Whether it is a serial or a similar number. Such numbers may pass the personnummer check by chance, so that
    single values are not checked for it."""

    @property
    def label(self) -> str:
        return self.names[0]


def _field(code: str, names: str, *, required: bool = False, is_serial: bool = False) -> Field:
    return Field(code, tuple(name.strip() for name in names.split("|")), required, is_serial)


ADDRESS = (
    _field(
        "address", "Adress | Gatuadress | Utdelningsadress | Besöksadress | Leveransadress | Address | Street"
    ),
    _field("postcode", "Postnummer | Postnr | Zip | Zip code | Postcode | Postal code"),
    _field("town", "Ort | Postort | Stad | City | Town"),
    _field("email", "E-post | Epost | E-postadress | Mail | E-mail | Email"),
)
ARTICLE_NUMBER = (
    "Artikelnummer | Artikelnr | Art.nr | Artnr | Art nr | Artikel | Artikel-ID | Artikelkod | Produktnummer"
    " | Produktnr | Item number | Item no | Item | Article number | Article no | Article | Product number | Part number"
    " | Part no | P/N | SKU"
)
UNIT_CODE = (
    "Enhet | Enhetskod | Enhets-ID | Enhetsnr | Enhetsnummer | Kostnadsställe | Kst | Beställande enhet | Beställarkod"
    " | Kundnummer | Kundnr | Förskrivande enhet | Unit | Unit code | Department | Cost centre | Cost center"
)
UNIT_NAME = "Enhetsnamn | Mottagning | Klinik | Unit name"
"""What files of devices call a unit that they give by its name. The import finds units by their names, too."""
SUPPLIER_CODE = (
    "Leverantör | Leverantörskod | Leverantörsnr | Leverantörsnummer | Lev.nr | Levnr | Supplier"
    " | Supplier code | Vendor"
)
AGREEMENT = "Avtal | Avtalsnummer | Avtalsnr | Avtalsområde | Agreement | Contract"
TERM_DAYS = "Returrätt dagar | Returrätt | Returgaranti | Returgaranti dagar | Dagar | Antal dagar | Return days | Days"
TERM_REST = (
    _field("counts_from", "Räknas från | Räknas från och med | Från | Counts from | From date of"),
    _field("category", "Kategori | Produktkategori | Produktområde | Category"),
    _field("article_number", ARTICLE_NUMBER),
    _field("agreement", AGREEMENT),
    _field(
        "packaging",
        "Förpackningskrav | Krav på förpackning | Krav på förpackningen | Förpackning | Packaging",
    ),
    _field("minimum_value", "Minsta värde | Lägsta värde | Lägsta värde (kr) | Minimivärde | Minimum value"),
    _field("valid_from", "Gäller från | Giltig från | Avtalsstart | Valid from"),
    _field("valid_to", "Gäller till | Giltig till | Gäller t.o.m. | Avtalsslut | Valid to"),
    _field("return_name", "Returmottagare | Retur till | Mottagare av retur | Return name | Return to"),
    _field("return_address", "Returadress | Adress för retur | Return address"),
    _field(
        "return_postcode",
        "Returpostnummer | Returpostnr | Postnummer för retur | Return postcode | Return zip",
    ),
    _field("return_town", "Returort | Returpostort | Ort för retur | Return town | Return city"),
)
"""The fields of a term beside its days, in a file of terms and in a file of suppliers."""

FIELDS: dict[str, tuple[Field, ...]] = {
    "devices": (
        _field(
            "serial_number",
            "Serienummer | Serienr | Serie nr | Ser.nr | Sernr | Tillverkningsnummer | Tillverkningsnr | S/N | SN"
            " | Serial number | Serial no | Serial | Serialnumber",
            required=True,
            is_serial=True,
        ),
        _field("article_number", ARTICLE_NUMBER, required=True),
        _field("unit_code", f"{UNIT_CODE} | {UNIT_NAME}"),
        _field(
            "individ_number",
            "Individnummer | Individnr | Individ | Individ-ID | Inventarienummer | Inventarienr | Hjälpmedelsnummer"
            " | Asset number | Asset no",
            is_serial=True,
        ),
        _field(
            "order_number",
            "Ordernummer | Ordernr | Order"
            " | Beställningsnummer | Beställningsnr | Order number | Order no",
            is_serial=True,
        ),
        _field("order_date", "Orderdatum | Beställningsdatum | Beställd | Inköpsdatum | Order date | Ordered"),
        _field(
            "delivery_date",
            "Leveransdatum | Levererad | Lev.datum | Levdatum | Utleveransdatum | Leverans datum | Delivery date"
            " | Delivered | Shipped",
        ),
        _field("side", "Sida | Höger/vänster | Hö/Vä | Öra | Side | Ear"),
        _field("price", "Pris | Inköpspris | À-pris | Styckpris | Belopp | Price | Unit price | Amount"),
        _field("state", "Status | Tillstånd | Individstatus | State"),
    ),
    "units": (
        _field("code", UNIT_CODE, required=True),
        _field("name", "Enhetsnamn | Namn | Benämning | Mottagning | Klinik | Name | Unit name", required=True),
        *ADDRESS,
        _field("is_warehouse", "Huvudlager | Är huvudlager | Centrallager | Warehouse"),
    ),
    "suppliers": (
        _field("code", SUPPLIER_CODE, required=True),
        _field("name", "Leverantörsnamn | Namn | Företag | Supplier name | Name | Company", required=True),
        *ADDRESS,
        _field("days", TERM_DAYS),
        *TERM_REST,
    ),
    "terms": (
        _field("supplier_code", SUPPLIER_CODE, required=True),
        _field("days", TERM_DAYS, required=True),
        *TERM_REST,
    ),
    "articles": (
        _field("number", ARTICLE_NUMBER, required=True),
        _field(
            "name",
            "Benämning | Artikelnamn | Artikelbenämning | Produktnamn | Produkt | Namn | Description | Article name"
            " | Product name | Name",
            required=True,
        ),
        _field("supplier_code", SUPPLIER_CODE, required=True),
        _field(
            "category",
            "Kategori | Produktkategori | Produktområde"
            " | Produktgrupp | Varugrupp | Category",
            required=True,
        ),
        _field("gtin", "GTIN | EAN | EAN-kod | Streckkod | GTIN/EAN | Barcode | UPC"),
        _field("hibc", "HIBC | HIBC-kod"),
        _field("agreement", AGREEMENT),
        _field("has_serial", "Har serienummer | Serienummerhanterad | Individmärkt | Individhanterad | Has serial"),
        _field("rechargeable", "Uppladdningsbar | Laddningsbar | Rechargeable"),
        _field("uvc_suitable", "UVC | Tål UVC | UVC lämplig | UVC suitable"),
        _field("uvc_minutes", "UVC minuter | UVC-tid | UVC tid minuter | UVC minutes"),
        _field("contains_lithium", "Litium | Innehåller litium | Litiumbatteri | Lithium"),
        _field(
            "charge_interval_days",
            "Laddintervall | Underhållsladdning dagar"
            " | Laddintervall dagar | Charge interval",
        ),
        _field(
            "package_contents",
            "Innehåll | Förpackningens innehåll | Tillbehör"
            " | Medföljer | Contents | Package contents",
        ),
        _field("part_numbers", "Tillhörande artiklar | Hör ihop med | Delar | Part numbers | Parts"),
    ),
}  # fmt: skip

KIND_NAMES = {
    "devices": "individer",
    "units": "enheter",
    "suppliers": "leverantörer",
    "terms": "returrätter",
    "articles": "artiklar",
}


def field_of(kind: str, code: str) -> Field:
    return next(field for field in FIELDS[kind] if field.code == code)


NAMES: dict[str, dict[str, str]] = {
    kind: {normalised(name): field.code for field in fields for name in field.names}
    for kind, fields in FIELDS.items()
}
"""For each kind: a heading, normalised → the field's code."""

NAMES_OF_UNITS = frozenset(normalised(name) for name in UNIT_NAME.split("|"))
TOGETHER = (re.compile(r"[(),\[\]]|\seller\s|\sor\s"), re.compile(r"[/(),\[\]]"))
"""What may stand between two names of one field in a heading: 'Serienummer (S/N)', 'Serial / SN'."""


def named_field(kind: str, heading: str) -> str | None:
    """The code of the field that is called so, by one name or by several that all mean it."""
    names = NAMES[kind]
    if (code := names.get(normalised(heading))) is not None:
        return code
    for between in TOGETHER:
        parts = filter(None, map(normalised, between.split(heading)))
        codes = {names.get(part) for part in parts}
        if len(codes) == 1 and (code := codes.pop()):
            return code
    return None


ALL_NAMES = frozenset(name for names in NAMES.values() for name in names)
