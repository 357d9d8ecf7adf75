"""Forms of the pages: every fault is found at once and told beside its field, and what was typed stays as it was.

A form reads texts into values (web/http/form_fields.py). What a thing can be is decided in the room that the thing
belongs to: `judge` asks that room about the values that could be read, and the answers are told beside the fields too.
Templates show fields and faults with the macros of templates/layout/fields.html.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict

from common.sentence import Sentence
from web.http.form_fields import TextField
from web.http.translated import say


class PageForm(FlaskForm):
    """A form with fields of `web.http.form_fields`."""

    class Meta(FlaskForm.Meta):
        csrf = False
        """CSRFProtect (app.py) has checked every POST before it comes here, and `form_start()` writes the token."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)  # type: ignore[no-untyped-call] # Flask-WTF has no annotations

    @classmethod
    def from_request(cls, **more: Any) -> Self:
        """The form as it was sent. A POST without any field is an empty form, not one with the values from before."""
        return cls(formdata=CombinedMultiDict((request.files, request.form)), **more)

    @classmethod
    def shown_with(cls, values: Mapping[str, Any] | None = None, **more: Any) -> Self:
        """The form before anybody has filled it in: empty, or with a thing's present values."""
        return cls(formdata=None, data=values, **more)

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:  # noqa: ARG002 - for the forms that ask a room
        """What a room says against the values that could be read, by field."""
        return {}

    def judge_whole(self) -> Sequence[Sentence]:
        """What is wrong and belongs to no single field."""
        return ()

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything is right. Otherwise `faults` has all that is not."""
        super().validate(extra_validators)
        read = {field.name: field.data for field in self if not field.errors}
        for name, sentence in self.judge(read).items():
            if not self[name].errors:
                self.tell(name, sentence)
        self.form_errors = [say(sentence) for sentence in self.judge_whole()]
        return not (self.faults or self.form_errors)

    def tell(self, name: str, fault: Sentence | str) -> None:
        """Say this beside the field. Nothing that looks like a personnummer is repeated: answers are stored for a
        while (web/http/idempotency.py)."""
        text = fault if isinstance(fault, str) else say(fault)
        field = self[name]
        assert isinstance(field, TextField)  # as every field of web.http.form_fields is
        field.errors = [*field.errors, field.hidden(text)]

    @property
    def faults(self) -> list[Any]:
        """The fields that something is wrong with, in the order of the form."""
        return [field for field in self if field.errors]
