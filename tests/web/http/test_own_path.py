"""A redirect leads to a page of this site, whatever the address that a request asks to be sent to."""

import ada_url
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from web.http.own_path import LONGEST, own_path

SITE = "https://returkoll.test/"
ELSEWHERE = [
    "//evil.example/x",
    "/\\evil.example/x",
    "\\\\evil.example/x",
    "/\t/evil.example/x",
    "/\n/evil.example/x",
    "/\r\n/evil.example/x",
    "\t//evil.example/x",
    "/\t\\evil.example",
    " //evil.example",
    "https://evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "/" + "a" * LONGEST,
    "/a\x00b",
    "",
]


def host_reached(place: str) -> str:
    """The host that a browser on our page would ask, by the URL Standard's own parser."""
    return ada_url.URL(place, base=SITE).hostname


@pytest.mark.parametrize("place", ELSEWHERE)
def test_an_address_that_a_browser_takes_elsewhere_is_not_followed(place: str) -> None:
    assert own_path(place, "/returer/") == "/returer/"


@pytest.mark.parametrize("place", ["/", "/returer/RK234567A", "/returer/?sok=%2F%2Fx#rad-2", "/sök/å"])
def test_a_page_of_ours_is_followed(place: str) -> None:
    assert own_path(place, "/") == place


TRICKS = st.text(st.sampled_from("/\\\t\r\n .:@?#%evil-\x00\x7f\u2028\uff0f\u00a0"), max_size=20)


@given(st.one_of(TRICKS, TRICKS.map(lambda text: f"/{text}"), st.text(max_size=30)))
def test_no_address_at_all_leads_to_another_host(place: str) -> None:
    assert host_reached(own_path(place, "/")) == host_reached("/")


REFUSED_AT_THE_DOOR = {"/a\x00b"}
"""No view is asked about these: web/http/judged_text.py."""
LED_ON = [place for place in ELSEWHERE if place not in REFUSED_AT_THE_DOOR]
WAYS_IN = [
    ("/utskrifter/skrivare", "tillbaka", {"printer": "0"}),
    ("/sprak", "back", {"language": "sv"}),
]


@pytest.mark.parametrize("place", LED_ON)
@pytest.mark.parametrize(("path", "field", "fields"), WAYS_IN)
def test_every_form_that_leads_back_leads_to_a_page_of_ours(
    signed_in, path: str, field: str, fields: dict[str, str], place: str
) -> None:
    answer = signed_in("clinic").post(path, data={**fields, field: place})
    assert answer.status_code == 302
    assert host_reached(answer.headers["Location"]) == host_reached("/")


@pytest.mark.parametrize("place", LED_ON)
def test_signing_in_leads_nowhere_else(demo_app, place: str) -> None:
    answer = demo_app.test_client().post(
        "/logga-in",
        data={"email": "klinik@returkoll.demo", "password": "returkoll-demo", "next": place},
        query_string={"next": place},
    )
    assert answer.status_code in {200, 302}, "expected the sign-in page again, or the way on"
    assert host_reached(answer.headers.get("Location", "/")) == host_reached("/")


@pytest.mark.parametrize("path", ["/\\evil.example", "\\evil.example", "/\\/evil.example"])
def test_a_refused_form_leads_back_to_a_page_of_ours(signed_in, path: str) -> None:
    client: FlaskClient = signed_in("clinic")
    day_without_returns = {"dag": "2020-01-01"}
    answer = client.post(
        "/returer/etiketter/skriv-ut",
        data=day_without_returns,
        headers={"Referer": f"http://localhost{path}"},
    )
    assert answer.status_code == 303
    assert host_reached(answer.headers["Location"]) == host_reached("/")
