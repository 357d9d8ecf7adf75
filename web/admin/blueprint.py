"""The blueprint of the administrator's pages, and who may see them."""

from apiflask import APIBlueprint

from accounts import RoleName
from web.http.access import role_required

admin = APIBlueprint("admin", __name__, url_prefix="/admin", enable_openapi=False)

admin_only = role_required(RoleName.ADMIN)
