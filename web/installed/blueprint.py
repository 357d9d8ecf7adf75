"""The blueprint of what belongs to the app on the home screen."""

from apiflask import APIBlueprint

installed = APIBlueprint("installed", __name__, url_prefix="/app", enable_openapi=False)
