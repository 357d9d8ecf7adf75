"""The administrator's pages: overview, guarantee terms, what expires soon, imports. One module a user action."""

from web.admin import (
    articles,
    assumptions,
    deciding_rights,
    ending_rights,
    importing,
    measuring,
    overview,
    people,
    printers,
    send_back_reasons,
    terms,
    units,
)
from web.admin.blueprint import admin

__all__ = [
    "admin",
    "articles",
    "assumptions",
    "deciding_rights",
    "ending_rights",
    "importing",
    "measuring",
    "overview",
    "people",
    "printers",
    "send_back_reasons",
    "terms",
    "units",
]
