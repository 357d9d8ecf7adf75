"""/formgivning: every token and component of the pages, in every state and both schemes, for administrators.

A page follows the device's scheme. To show both at once, the page's stylesheet gives each half the colours of one
scheme, taken from static/css/tokens.css itself, so that nothing is written down twice. docs/design.md says why things
look as they do.
"""

import datetime
import re

from apiflask import APIBlueprint
from flask import Response, render_template

from accounts import RoleName
from web.charts.month_chart import MonthChart, MonthColumn, month_chart
from web.http.access import role_required
from web.site import shell

design = APIBlueprint("design", __name__, url_prefix="/formgivning", enable_openapi=False)

SCHEMES = ("light", "dark")
PAIRS = (
    *(("paper", "ink"), ("surface", "ink"), ("sunken", "ink"), ("press", "on-press")),
    *(("press-tint", "press-strong"), ("good", "on-good"), ("good-tint", "good-ink")),
    *(("supplier", "on-supplier"), ("supplier-tint", "supplier-ink")),
    *(("attention", "on-attention"), ("attention-tint", "attention-ink")),
    *(("stop", "on-stop"), ("stop-tint", "stop-ink")),
)
"""A ground and what is written on it."""


@design.get("/")
@role_required(RoleName.ADMIN)
def page() -> str:
    return render_template(
        "design/page.html", schemes=SCHEMES, pairs=PAIRS, icons=icons(), sizes=sizes(), chart=drawn_example()
    )


@design.get("/scheman.css")
@role_required(RoleName.ADMIN)
def schemes_css() -> Response:
    """The colours of both schemes, each under a class of its own."""
    light, dark = colours()
    rules = (
        f".scheme-{name} {{ color-scheme: {name}; color: var(--ink); background: var(--paper); {declared(values)} }}"
        for name, values in zip(SCHEMES, (light, {**light, **dark}), strict=True)
    )
    return Response("\n".join(rules), mimetype="text/css")


def drawn_example() -> MonthChart:
    """A chart with everything that charts have: bars, what stands on top, and a line that is interrupted."""
    values = ((8, 2, 9), (12, None, 11), (None, None, None), (6, 5, 12))
    months = (datetime.date(2026, month, 1) for month in (8, 9, 10, 11))
    return month_chart([MonthColumn(first, *told) for first, told in zip(months, values, strict=True)], 15)


def declared(values: dict[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in values.items())


def colours() -> tuple[dict[str, str], dict[str, str]]:
    """The tokens whose value depends on the scheme: all that the dark scheme names, and the light scheme's colours."""
    light, dark = (_tokens_in(part) for part in _sheet().split("prefers-color-scheme: dark"))
    return {name: value for name, value in light.items() if name in dark or value.startswith("#")}, dark


def sizes() -> dict[str, str]:
    """The tokens that are the same in both schemes: spaces, sizes, rounding."""
    light, _dark = (_tokens_in(part) for part in _sheet().split("prefers-color-scheme: dark"))
    return {
        name: value for name, value in light.items() if re.match(r"space|small|large|huge|round|touch", name)
    }


def icons() -> list[str]:
    return re.findall(r'id="([a-z-]+)"', (shell.root() / "icons" / "sprite.svg").read_text())


def _sheet() -> str:
    return re.sub(r"/\*.*?\*/", "", (shell.root() / "css" / "tokens.css").read_text(), flags=re.DOTALL)


def _tokens_in(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): ([^;]+);", text))
