"""The administrator's pages: overview, guarantee terms, imports, the log and so on. One module a user action."""

from web.admin import (
    articles,
    assumptions,
    audit_log,
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
    "audit_log",
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
