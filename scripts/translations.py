"""`make translations`: texts out of code and templates, into the English catalogue, and the catalogue compiled.

Swedish is the source text (docs/decisions/0002). What is new comes into messages.po without a translation;
tests/test_translations.py then fails until somebody has written it.
"""

import datetime
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PO = ROOT / "translations/en/LC_MESSAGES/messages.po"
MO = PO.with_suffix(".mo")

KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "Sentence": (1,),
    "Refused": (1,),
    "AccountRefused": (1,),
    "TargetRefused": (1,),
    "NoTurn": (1,),
    "FileProblem": (1,),
    "ValueProblem": (1,),
    "UnreadablePicture": (2,),
    "NothingToRead": (1,),
    "Unmeasured": (1,),
    "LabelError": (1,),
    "NotPrinted": (1,),
    "Doubtful": (1,),
    "of": (2,),  # Problem.of(code, text)
}
CREATED = datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC)
"""Babel writes a date into the header; one that never changes keeps the diffs to what did."""


def extracted() -> Catalog:
    """Every text that a user may see, as it stands in code and templates."""
    catalog = Catalog(project="Returkoll", creation_date=CREATED, fuzzy=False)
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(str(ROOT), methods, options, KEYWORDS)
    for path, _line, text, _comments, _context in sorted(found, key=lambda item: (item[0], item[1])):
        if text:
            catalog.add(text, locations=[(Path(path).as_posix(), 0)])
    for path, text in tables():
        catalog.add(text, locations=[(path, 0)])
    return catalog


def tables() -> Iterator[tuple[str, str]]:
    """Texts that stand in tables of data, and are translated by the value that is shown."""
    from identity.gs1 import OTHER_WRONG_DATE, WRONG_DATES
    from labels.format import FORMATS
    from registry.checklist import DEFAULT_CONTENTS
    from registry.demo_catalogue import ARTICLES
    from registry.imports.fields import FIELDS, KIND_NAMES

    yield from (("labels/format.py", paper.title) for paper in FORMATS.values())
    for name in KIND_NAMES.values():
        yield from (("registry/imports/fields.py", said) for said in (name, name.capitalize()))
    for fields in FIELDS.values():
        yield from (("registry/imports/fields.py", field.label) for field in fields)
    yield from (("registry/checklist.py", thing) for thing in in_a_question(DEFAULT_CONTENTS))
    contents = {thing for article in ARTICLES for thing in article.contents}
    yield from (("registry/demo_catalogue.py", thing) for thing in in_a_question(sorted(contents)))
    for _code, text in (*WRONG_DATES.values(), OTHER_WRONG_DATE):
        yield "identity/gs1.py", text


def in_a_question(names: Iterable[str]) -> list[str]:
    """As `registry.checklist` says a thing inside a question: 'Laddare' → 'laddare'."""
    return [name[:1].lower() + name[1:] for name in names]


def translated() -> Catalog:
    """The English catalogue as it is kept."""
    if not PO.is_file():
        return Catalog(locale="en")
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def update() -> Catalog:
    """Bring the catalogue up to what is extracted now, write it, and compile it."""
    catalog = translated()
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = (
        "# Returkoll in English. The Swedish texts are the source; see scripts/translations.py."
    )
    catalog.project, catalog.version = "Returkoll", "1"
    catalog.creation_date = catalog.revision_date = CREATED
    catalog.msgid_bugs_address, catalog.last_translator, catalog.language_team = "", "", "en"
    catalog.fuzzy = False
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalog, width=110, sort_by_file=True, include_lineno=False)
    with MO.open("wb") as file:
        write_mo(file, catalog)
    return catalog


def untranslated(catalog: Catalog) -> list[str]:
    return [
        str(message.id)
        for message in catalog
        if message.id and (not all_said(message.string) or message.fuzzy)
    ]


def all_said(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(string) if isinstance(string, str | None) else all(string)


def main() -> int:
    left = untranslated(update())
    for text in left:
        print(f"not translated yet: {text}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
