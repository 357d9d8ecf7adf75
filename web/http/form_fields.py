"""The fields of a form: each reads what was typed into a value of ours, or says what to write instead.

`data` is the value and `shown` the text in the field: what was typed, else the value as people write it. The value of
an empty field is None. `required` tells browsers and screen readers that it has to be filled in; whether that is so is
decided by the room that the value is for (`PageForm.judge`).
"""

import datetime
import re
from typing import Any, NamedTuple

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from wtforms import Field, ValidationError

from common.privacy import masked

LONGEST_QUOTED = 40
"""Characters of a wrong value that the sentence about it repeats."""


class TextField(Field):
    """One line of text, without spaces around it."""

    type_in_html = "text"

    def __init__(self, label: Any = None, *, required: bool = False, **more: Any) -> None:
        super().__init__(label, **more)
        self.required = required

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        self.data = None  # also while `read` refuses it
        self.data = self.read(text) if text else None

    def read(self, text: str) -> Any:
        """The value. Raises ValueError with a sentence for the user."""
        return text

    def write(self, value: Any) -> str:
        return "" if value is None else str(value)

    def hidden(self, text: str) -> str:
        """The text without what looks like a personnummer."""
        return masked(text)

    @property
    def shown(self) -> str:
        """What stands in the field. What looks like a personnummer does not come back: answers are stored for a
        while (web/http/idempotency.py)."""
        if self.raw_data:
            return self.hidden(str(self.raw_data[0]))
        return self.write(self.data) if self.raw_data is None else ""


def quoted(text: str) -> str:
    """A wrong value inside a sentence: not longer than anybody reads, and no personnummer."""
    return masked(text)[:LONGEST_QUOTED]


class NameField(TextField):
    """A name: one space between its words, whatever was typed."""

    def read(self, text: str) -> str:
        return " ".join(text.split())


class LinesField(TextField):
    """Several lines as a list; empty ones do not count."""

    type_in_html = "textarea"

    def read(self, text: str) -> list[str]:
        return [line.strip() for line in text.splitlines() if line.strip()]

    def write(self, value: list[str] | None) -> str:
        return "\n".join(value or [])


class LongTextField(TextField):
    """A text that may go over several lines."""

    type_in_html = "textarea"


class WholeNumberField(TextField):
    """A whole number, written with or without spaces between its digits."""

    def read(self, text: str) -> int:
        digits = re.sub(r"\s", "", text)
        if not re.fullmatch(r"[-−]?[0-9]{1,9}", digits):
            raise ValueError(_("Skriv ett tal med siffror, inte %(text)s.", text=quoted(text)))
        return int(digits.replace("−", "-"))


class MillimetreField(TextField):
    """A measure as people write it: 9,5 or 9.5, with or without mm. What is none is NaN."""

    def read(self, text: str) -> float:
        number = text.removesuffix("mm").strip().replace(",", ".").replace("−", "-")
        return float(number) if re.fullmatch(r"-?[0-9]{1,6}(\.[0-9]{0,6})?", number) else float("nan")


class DayField(TextField):
    """A date."""

    def read(self, text: str) -> datetime.date:
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            raise ValueError(_("Skriv datumet som 2026-11-23, inte %(text)s.", text=quoted(text))) from None

    def write(self, value: datetime.date | None) -> str:
        return value.isoformat() if value else ""

    @property
    def type_in_html(self) -> str:  # type: ignore[override]
        """A browser's field for dates would show nothing of a text that is none."""
        return "text" if self.shown and self.data is None else "date"


class TickField(TextField):
    """A box to tick. Its value is whether it is ticked."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = bool(valuelist and valuelist[0])


class UploadField(TextField):
    """A file. Its value is what came with the request. A file without a name is none."""

    type_in_html = "file"

    def process_formdata(self, valuelist: list[Any]) -> None:
        files = (one for one in valuelist if isinstance(one, FileStorage) and one.filename)
        self.data = next(files, None)

    @property
    def shown(self) -> str:
        """A browser lets nobody but its user choose a file."""
        return ""


class FormOption(NamedTuple):
    """One choice: what the form sends, what the user reads, and the value that it stands for."""

    code: str
    text: str
    value: Any


class ChoiceField(TextField):
    """One of `options`, which the form sets. `wrong` is said when it is none of them."""

    def __init__(self, label: Any = None, *, wrong: Any = None, **more: Any) -> None:
        super().__init__(label, **more)
        self.options: list[FormOption] = []
        self.wrong = wrong

    def process_formdata(self, valuelist: list[str]) -> None:
        """The options are not known yet: see `pre_validate`."""

    def pre_validate(self, _form: Any) -> None:
        for option in self.options:
            if option.code == self.shown:
                self.data = option.value
                return
        self.data = None
        raise ValidationError(self.wrong or _("Välj en av dem som finns."))

    def write(self, value: Any) -> str:
        return next((option.code for option in self.options if option.value == value), "")


class SeveralField(TextField):
    """Any number of `options`, which the form sets. Its value is the list of theirs."""

    type_in_html = "checkbox"

    def __init__(self, label: Any = None, **more: Any) -> None:
        self.codes: list[str] = []
        super().__init__(label, **more)
        self.options: list[FormOption] = []

    def process_formdata(self, valuelist: list[str]) -> None:
        self.codes = list(valuelist)

    def process_data(self, value: Any) -> None:
        super().process_data(value)
        self.codes = []

    def pre_validate(self, _form: Any) -> None:
        self.data = [option.value for option in self.options if option.code in self.codes]
        if len(self.data) < len(set(self.codes)):
            raise ValidationError(_("Välj bland dem som finns."))

    def is_chosen(self, option: FormOption) -> bool:
        if self.raw_data is not None:
            return option.code in self.codes
        return option.value in (self.data or ())
