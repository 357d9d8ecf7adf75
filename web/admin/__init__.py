"""The administrator's pages: overview, guarantee terms, what expires soon, imports. One module a user action."""

from apiflask import APIBlueprint

from accounts import RoleName
from web.http.access import role_required

admin = APIBlueprint("admin", __name__, url_prefix="/admin", enable_openapi=False)

admin_only = role_required(RoleName.ADMIN)

from web.admin import (  # noqa: E402 - they hang their views on the blueprint
    articles,
    ending_rights,
    importing,
    measuring,
    overview,
    printers,
    terms,
)

__all__ = ["admin", "articles", "ending_rights", "importing", "measuring", "overview", "printers", "terms"]
