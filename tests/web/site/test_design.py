"""/formgivning shows every icon and verdict in both schemes, with the colours of the pages themselves."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from tests.web.http.conftest import ADMIN, CLINIC
from tests.web.site.colours import tokens
from web.site.design import PAIRS, colours, icons


def test_each_half_has_the_colours_of_one_scheme(signed_in: Callable[[str], FlaskClient]) -> None:
    sheet = signed_in(ADMIN).get("/formgivning/scheman.css")
    assert sheet.mimetype == "text/css"
    for line, expected in zip(sheet.text.splitlines(), tokens(), strict=True):
        told = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]+);", line))
        assert told == expected


def test_all_that_the_pages_are_built_of_is_shown_twice(signed_in: Callable[[str], FlaskClient]) -> None:
    page = signed_in(ADMIN).get("/formgivning/").text
    samples = re.findall(r'data-sample="(light|dark)-([a-z]+)"', page)
    assert {name for scheme, name in samples if scheme == "light"} == {
        name for scheme, name in samples if scheme == "dark"
    }
    assert len(samples) == 2 * len({name for _scheme, name in samples}) >= 24
    for icon in icons():
        assert page.count(f'<code class="small">{icon}</code>') == 2
    with_a_swatch = {name for pair in PAIRS for name in pair}
    assert {name for name in colours()[1] if name.startswith(("good", "supplier", "stop"))} <= with_a_swatch


def test_it_is_the_administrators(signed_in: Callable[[str], FlaskClient]) -> None:
    for address in ("/formgivning/", "/formgivning/scheman.css"):
        assert signed_in(CLINIC).get(address).status_code == 403
