"""The fields in which a new password is typed, twice."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from accounts import User
from accounts.passwords import password_fault
from common.sentence import Sentence
from web.http.form_fields import TextField
from web.http.page_form import PageForm


class PasswordField(TextField):
    """A password as it was typed, with its spaces. It never comes back in a page."""

    type_in_html = "password"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist and valuelist[0] else None

    @property
    def shown(self) -> str:
        return ""


class NewPasswordForm(PageForm):
    """A new password for `user`."""

    password = PasswordField(_l("Nytt lösenord"), required=True)
    again = PasswordField(_l("Samma lösenord en gång till"), required=True)

    def __init__(self, user: User, **more: Any) -> None:
        super().__init__(**more)
        self.user = user

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        if fault := password_fault(read.get("password"), self.user):
            return {"password": fault}
        if read.get("again") != read.get("password"):
            return {"again": Sentence("Det är inte samma lösenord. Skriv det en gång till.")}
        return {}
