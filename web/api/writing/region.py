"""The region's settings, which administrators change."""

from typing import Any

from apiflask import APIBlueprint, Schema
from apiflask.fields import Boolean, Integer, String
from apiflask.validators import Length, Range
from flask import g
from marshmallow.fields import Field

from accounts.tokens import Scope
from common.sentence import WrongFields
from database import utcnow
from operations.region_settings import (
    KINDS,
    LONGEST_SETTING,
    RegionSetting,
    SettingKind,
    setting_faults,
    settings_in_force,
)
from web.api.calls import reads, writes
from web.api.etags import require_match
from web.http.access import actor

region_api = APIBlueprint("region_api", __name__, url_prefix="/api/v1", tag="settings")


def field_in(kind: SettingKind) -> Field[Any]:
    """The field in which a setting of this kind is said."""
    metadata = {"description": kind.words.text}
    if kind.is_switch:
        return Boolean(metadata=metadata)
    if kind.least is None:
        return String(validate=Length(max=LONGEST_SETTING), metadata=metadata)
    return Integer(validate=Range(kind.least, kind.most), metadata=metadata)


def field_out(kind: SettingKind) -> Field[Any]:
    if kind.is_switch:
        return Boolean()
    return String(allow_none=True) if kind.least is None else Integer()


FIELDS_IN = {name.lower(): field_in(kind) for name, kind in KINDS.items()}
FIELDS_OUT = {name.lower(): field_out(kind) for name, kind in KINDS.items()}
RegionSettingsInput = Schema.from_dict(FIELDS_IN, name="RegionSettingsInput")
RegionSettingsOutput = Schema.from_dict(FIELDS_OUT, name="RegionSettingsOutput")


def shown_settings() -> dict[str, Any]:
    return {name.lower(): value for name, value in settings_in_force().items()}


@reads(region_api, "/settings", Scope.SETTINGS, RegionSettingsOutput, summary="What the region has settled")  # type: ignore[arg-type]
def show_region_settings() -> Any:
    return shown_settings()


@writes(
    region_api,
    "/settings",
    Scope.SETTINGS,
    RegionSettingsOutput,  # type: ignore[arg-type]
    takes=RegionSettingsInput,  # type: ignore[arg-type]
    method="PUT",
    summary="Change settings; what is not named stays",
)
def say_region_settings(said: dict[str, Any]) -> Any:
    require_match(RegionSettingsOutput, shown_settings())  # type: ignore[arg-type]
    values = {name.upper(): value for name, value in said.items()}
    if faults := setting_faults(values):
        raise WrongFields({name.lower(): fault for name, fault in faults.items()})
    RegionSetting.say(values, actor=actor(), now=utcnow())
    g.shown_whole = True
    return shown_settings()
