"""Units, suppliers, guarantee terms and articles. There are some thousands of rows at the most, and each goes through
the models."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from stdnum import ean

from common.sentence import Sentence
from registry.imports.cells import values
from registry.imports.cells.lost_zeros import LOST_ZEROS, lost_zeros
from registry.imports.fields import FIELDS, field_of
from registry.imports.problem import RowProblem, ValueProblem
from registry.imports.report import Report, RowReport
from registry.imports.rows.term_rows import ALL_CODES, TermRows
from registry.imports.table.heading import Heading
from registry.imports.table.row_width import RowWidth
from registry.imports.table.source import Source
from registry.models import Article, Category, Gtin, GuaranteeTerm, Supplier, Unit
from registry.models.columns import table_of

Record = dict[str, Any]

CONVERTERS: dict[str, Callable[[str], Any]] = {
    "is_warehouse": values.yes,
    "has_serial": values.yes,
    "rechargeable": values.yes,
    "uvc_suitable": values.yes,
    "contains_lithium": values.yes,
    "days": values.whole_number,
    "minimum_value": values.whole_number,
    "charge_interval_days": values.whole_number,
    "uvc_minutes": values.whole_number,
    "counts_from": values.counts_from,
    "category": values.category,
    "valid_from": values.date,
    "valid_to": values.last_day,
    "gtin": lambda text: gtins(text),
    "package_contents": lambda text: _list(text),
    "part_numbers": lambda text: _list(text),
    "address": lambda text: _list(text, r"\s*[|\n]\s*"),
    "return_address": lambda text: _list(text, r"\s*[|\n]\s*"),
}
MODELS = {"units": Unit, "suppliers": Supplier, "terms": GuaranteeTerm, "articles": Article}
LONGEST = 1000
"""Of a text whose column sets no limit: what a supplier demands of the packaging."""
COLUMN_OF = {"address": "address_lines"}
REQUIRED_TEXT = ("code", "name", "number", "postcode", "town")


class OtherImport:
    """The import of one such file. Each row changes or adds one thing. The caller commits, or rolls back a dry run."""

    def __init__(
        self,
        session: Session,
        heading: Heading,
        report: Report,
        rows: RowReport,
        actor: str,
        now: datetime.datetime,
    ) -> None:
        self._session = session
        self._report = report
        self._rows = rows
        self._heading = heading
        self._start = heading.line
        self._unsaid: frozenset[str] = frozenset()
        """Codes of the fields whose cell is empty in the present row: the row says nothing about them."""
        self._at = {code: heading.headings.index(name) for name, code in report.mapping.columns.items()}
        self._names = {code: name for name, code in report.mapping.columns.items()}
        self._line_of: dict[Any, tuple[int, Record]] = {}
        self._terms = TermRows(session, actor, now)

    def run(self, source: Source) -> None:
        take = {
            "units": self._unit,
            "suppliers": self._supplier,
            "terms": self._term,
            "articles": self._article,
        }[self._report.mapping.kind]
        width = RowWidth(source, self._heading)
        with self._session.no_autoflush:
            for line, cells in source.rows():
                if line <= self._start:
                    continue
                self._report.counts.rows += 1
                if damaged := width.problem(line, cells):
                    self._report.add_problem(damaged)
                    self._rows.problem(damaged)
                else:
                    self._row(line, cells, take)
        self._session.flush()

    def _row(self, line: int, cells: list[str], take: Callable[[int, Record], tuple[str, list[str]]]) -> None:
        record: Record = {}
        texts = {code: cells[at].strip() if at < len(cells) else "" for code, at in self._at.items()}
        for code, text in texts.items():
            try:
                record[code] = self._convert(code, text)
            except ValueProblem as problem:
                self._tell(line, self._names[code], problem)
                return
        self._unsaid = frozenset(
            () if self._report.empties else (code for code, text in texts.items() if not text)
        )
        try:
            with self._session.begin_nested():
                outcome, changed = take(line, record)
        except ValueProblem as problem:
            self._tell(line, self._names[FIELDS[self._report.mapping.kind][0].code], problem)
            return
        setattr(self._report.counts, outcome, getattr(self._report.counts, outcome) + 1)
        key = record.get("code") or record.get("number") or record.get("supplier_code") or ""
        self._rows.outcome(line, {"repeated": "left"}.get(outcome, outcome), key, changed)

    def _convert(self, code: str, text: str) -> Any:
        kind = self._report.mapping.kind
        field = field_of(kind, code)
        value = CONVERTERS[code](text) if code in CONVERTERS else values.plain(text, longest(kind, code))
        if value is None and field.required and code != "category":
            raise ValueProblem("%(field)s saknas. Fyll i det.", field=Sentence(field.label))
        return "" if value is None and code in REQUIRED_TEXT else value

    def _tell(self, line: int, column: str, problem: ValueProblem) -> None:
        found = RowProblem(line, column, problem.sentence)
        self._report.add_problem(found)
        self._rows.problem(found)

    # --- one of each

    def _unit(self, line: int, record: Record) -> tuple[str, list[str]]:
        if self._is_repeated(record["code"], line, record):
            return "repeated", []
        unit = self._session.scalar(sa.select(Unit).where(Unit.code == record["code"]))
        return self._keep(unit, Unit, record)

    def _supplier(self, line: int, record: Record) -> tuple[str, list[str]]:
        """Take in a supplier's row. A supplier has one row for each of its terms, with the same name and address on
        all.
        """
        own = {code: value for code, value in record.items() if code not in ALL_CODES}
        repeated = self._is_repeated(record["code"], line, own)
        supplier = self._session.scalar(sa.select(Supplier).where(Supplier.code == record["code"]))
        outcome, changed = ("left", []) if repeated else self._keep(supplier, Supplier, own)
        self._session.flush()
        if not record.get("days"):
            return outcome, changed
        told, what = self._term(line, {**record, "supplier_code": record["code"]})
        return ("changed" if outcome == "left" and told in ("added", "changed") else outcome), [
            *changed,
            *what,
        ]

    def _term(self, line: int, record: Record) -> tuple[str, list[str]]:
        if self._is_repeated(self._terms.key(record), line, record, record["supplier_code"]):
            return "repeated", []
        supplier = self._terms.supplier(record["supplier_code"])
        outcome, codes = self._terms.bring(supplier, record, self._unsaid)
        codes = ["return_address" if code == "return_lines" else code for code in codes]
        return outcome, [self._names.get(code, code) for code in codes]

    def _article(self, line: int, record: Record) -> tuple[str, list[str]]:
        if self._is_repeated(record["number"], line, record):
            return "repeated", []
        record = dict(record)
        code = record.pop("supplier_code")
        supplier = self._terms.supplier(code)
        boxes = record.pop("gtin", None)
        record["supplier_id"] = supplier.id
        record["category"] = record["category"] or Category.OTHER
        if "category" in self._unsaid and self._is_there(record["number"]):
            del record["category"]
        article = self._session.scalar(sa.select(Article).where(Article.number == record["number"]))
        outcome, changed = self._keep(article, Article, record)
        self._session.flush()
        has_boxes = boxes is not None and "gtin" not in self._unsaid
        if has_boxes and self._gtins(record["number"], boxes) and outcome == "left":
            return "changed", [self._names["gtin"]]
        return outcome, changed

    def _is_there(self, number: str) -> bool:
        return self._session.scalar(sa.select(Article.id).where(Article.number == number)) is not None

    def _gtins(self, number: str, boxes: list[str]) -> bool:
        article = self._session.scalars(sa.select(Article).where(Article.number == number)).one()
        if sorted(box.gtin for box in article.gtins) == sorted(boxes):
            return False
        taken = self._session.scalar(
            sa.select(Gtin.gtin).where(Gtin.gtin.in_(boxes), Gtin.article_id != article.id)
        )
        if taken:
            raise ValueProblem("GTIN %(gtin)s hör redan till en annan artikel. Rätta den ena.", gtin=taken)
        there = {box.gtin: box for box in article.gtins}
        article.gtins = [there.get(gtin) or Gtin(gtin=gtin) for gtin in boxes]
        self._session.flush()
        return True

    # --- shared

    def _is_repeated(self, key: Any, line: int, record: Record, shown: str = "") -> bool:
        """Whether an earlier row said the same. Where one said something else, that is told as a problem, which the
        sender of the file has to solve."""
        earlier = self._line_of.setdefault(key, (line, record))
        if earlier[0] == line:
            return False
        if earlier[1] != record:
            raise ValueProblem(
                "%(key)s står också på rad %(other)s, med andra uppgifter. Ta bort den rad som är fel.",
                key=shown or key,
                other=earlier[0],
            )
        return True

    def _keep(self, row: Any, model: type[Any], record: Record) -> tuple[str, list[str]]:
        named = {COLUMN_OF.get(code, code): (code, value) for code, value in record.items()}
        if row is None:
            self._refuse_lost_zeros(model, record)
            self._session.add(model(**{column: value for column, (_, value) in named.items()}))
            self._session.flush()
            return "added", []
        changed = []
        for column, (code, value) in named.items():
            if code not in self._unsaid and getattr(row, column) != value:
                setattr(row, column, value)
                changed.append(self._names.get(code, code))
        return ("changed" if changed else "left"), changed

    def _refuse_lost_zeros(self, model: Any, record: Record) -> None:
        """Raises ValueProblem for a code like '110' where '0110' is registered, because its zero was lost."""
        name = "number" if "number" in record else "code"
        written = [zeros + record[name] for zeros in LOST_ZEROS]
        column = getattr(model, name)
        if record[name].isdecimal() and (
            meant := self._session.scalar(sa.select(column).where(column.in_(written)))
        ):
            raise lost_zeros(record[name], meant)


def longest(kind: str, code: str) -> int:
    """Characters that the register's column can hold. A longer text is told as a problem of its row, before the
    database refuses it."""
    tables = (table_of(MODELS[kind]), table_of(GuaranteeTerm))
    column = next((table.c[code] for table in tables if code in table.c), None)
    return getattr(column.type, "length", None) or LONGEST if column is not None else LONGEST


def gtins(text: str) -> list[str]:
    """'7312345678906, 07350053850019' → both in 14 digits. A wrong check digit is refused: it would match nothing."""
    found = []
    values.refuse_destroyed(text)
    for part in re.split(r"[\s,;|/]+", text):
        if not part:
            continue
        if not re.fullmatch(r"\d{8}|\d{12,14}", part) or not ean.is_valid(part.zfill(14)):
            raise ValueProblem(
                "%(value)s är ingen GTIN: kontrollsiffran eller längden är fel.", value=part[:40]
            )
        found.append(part.zfill(14))
    return list(dict.fromkeys(found))


def _list(text: str, separator: str = r"\s*[,;|\n]\s*") -> list[str]:
    for part in (parts := [part for part in re.split(separator, text) if part]):
        values.plain(part, 120)
    return parts
