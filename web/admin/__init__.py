"""The administrator's pages: overview, guarantee terms, imports, the log and so on. One module a user action."""

from web.admin import (
    articles,
    assumptions,
    ending_rights,
    importing,
    list_files,
    measuring,
    overview,
    printers,
    region_settings,
    send_back_reasons,
    terms,
)
from web.admin.blueprint import admin
from web.admin.programs import tokens, webhooks
from web.admin.staff import audit_log, deciding_rights, people, units

__all__ = [
    "admin",
    "articles",
    "assumptions",
    "audit_log",
    "deciding_rights",
    "ending_rights",
    "importing",
    "list_files",
    "measuring",
    "overview",
    "people",
    "printers",
    "region_settings",
    "send_back_reasons",
    "terms",
    "tokens",
    "units",
    "webhooks",
]
