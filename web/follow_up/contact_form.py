"""The form in which a contact with a unit is written down."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from common.sentence import Sentence
from warehouse.follow_up.contact import contact_faults
from web.http.form_fields import DayField, LongTextField, NameField
from web.http.local_time import today
from web.http.page_form import PageForm


class ContactForm(PageForm):
    """Who was spoken with, what was said, and when somebody gets back to the unit."""

    spoke_with = NameField(_l("Talade med"))
    said = LongTextField(_l("Vad sades?"), required=True)
    follow_up_on = DayField(_l("Följ upp den"))

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        return contact_faults(read, today())
