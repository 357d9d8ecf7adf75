"""The blueprint of what people do with their own account."""

from apiflask import APIBlueprint

account = APIBlueprint("account", __name__, enable_openapi=False)
