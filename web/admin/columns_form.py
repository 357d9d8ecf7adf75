"""The form in which an administrator says what each column of a file is."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from common.sentence import Sentence
from registry.imports import FIELDS, Choices, FileProblem, Preview
from registry.imports.columns.column_faults import column_faults, missing_fields
from registry.imports.columns.profiles import check_name
from web.http.form_fields import ChoiceField, FormOption, TextField, TickField
from web.http.page_form import PageForm

SKIP = "skip"
"""What a column's field sends when the column is left out on purpose."""

ReadFile = Callable[[Choices], Preview]
"""How the file is read with these choices."""


class ColumnsForm(PageForm):
    """What every file is asked. `form_for` adds a field for each of the file's columns."""

    full = TickField(_l("Filen är hela registret: det som saknas i den är borta ur Sesam"))
    empties = TickField(_l("Tomma celler tömmer det som står i registret"))
    without_bad_rows = TickField(_l("Importera det som är rätt även om några rader är fel"))
    profile_name = TextField(_l("Kom ihåg valen som (valfritt)"))

    def __init__(self, looked_at: Preview, look: ReadFile | None = None, **more: Any) -> None:
        super().__init__(**more)
        self.looked_at, self._look = looked_at, look
        self.kind = looked_at.mapping.kind
        mapping = looked_at.mapping
        for at, heading in self.columns.items():
            is_open = heading in (*mapping.patient_columns, *mapping.unknown_columns)
            self._field_of(at).options = column_options(
                self.kind, _("välj …") if is_open else _("används inte")
            )

    def _field_of(self, at: int) -> ChoiceField:
        field = self[column(at)]
        assert isinstance(field, ChoiceField)
        return field

    @property
    def columns(self) -> dict[int, str]:
        """The file's headings, by the places of their columns."""
        return {at: heading for at, heading in enumerate(self.looked_at.headings) if heading}

    @property
    def choices(self) -> Choices:
        """What was chosen."""
        chosen = {heading: self._field_of(at).shown for at, heading in self.columns.items()}
        known = {field.code for field in FIELDS[self.kind]}
        return Choices(
            self.kind,
            {heading: code for heading, code in chosen.items() if code in known},
            tuple(heading for heading, code in chosen.items() if code == SKIP),
            full=self.full.data,
            empties=self.empties.data,
            without_bad_rows=self.without_bad_rows.data,
        )

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        if self._look:
            self.looked_at = self._look(self.choices)
        faults = column_faults(self.looked_at.mapping, self.looked_at.unknown)
        found = {column(at): faults[heading] for at, heading in self.columns.items() if heading in faults}
        try:
            check_name(read.get("profile_name") or "")
        except FileProblem as problem:
            found["profile_name"] = problem.sentence
        return found

    def judge_whole(self) -> list[Sentence]:
        missing = missing_fields(self.looked_at.mapping)
        return [missing] if missing else []

    @property
    def faults(self) -> list[Any]:
        """The columns first, as on the page."""
        return sorted(super().faults, key=lambda field: not field.name.startswith("column-"))


def column(at: int) -> str:
    """The name of a column's field."""
    return f"column-{at}"


def column_options(kind: str, nothing: str) -> list[FormOption]:
    fields = [
        FormOption(field.code, _(field.label) + (" *" if field.required else ""), field.code)
        for field in FIELDS[kind]
    ]
    return [FormOption("", nothing, ""), FormOption(SKIP, _("utelämnas"), SKIP), *fields]


def form_for(looked_at: Preview) -> type[ColumnsForm]:
    """The form for a file with these columns."""

    class FormOfFile(ColumnsForm):
        pass

    for at, heading in enumerate(looked_at.headings):
        if heading:
            setattr(FormOfFile, column(at), ChoiceField(heading))
    return FormOfFile


def values_of(looked_at: Preview, choices: Choices) -> dict[str, Any]:
    """The form's fields as the file is read now."""
    mapping = looked_at.mapping
    chosen = dict(mapping.columns) | dict.fromkeys(mapping.left_out, SKIP)
    values: dict[str, Any] = {
        column(at): chosen.get(heading, "") for at, heading in enumerate(looked_at.headings)
    }
    ticks = {name: getattr(choices, name) for name in ("full", "empties", "without_bad_rows")}
    return {**values, **ticks}
