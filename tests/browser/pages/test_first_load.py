"""The first time a tablet opens the packing page: small, and from here alone."""

from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser import way

AT_MOST = 150_000
"""Bytes over the network, headers included."""


def test_the_packing_page_comes_in_150_kb_and_asks_nobody_else(tablet: Page) -> None:
    way.start_return(tablet)
    address = tablet.url
    tablet.evaluate(
        "navigator.serviceWorker.getRegistrations().then(all => all.map(one => one.unregister()))"
    )
    session = tablet.context.new_cdp_session(tablet)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    hosts: set[str] = set()
    sizes: list[float] = []
    session.on("Network.requestWillBeSent", lambda event: hosts.add(urlsplit(event["request"]["url"]).netloc))
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    tablet.goto(address)
    tablet.wait_for_load_state("networkidle")
    assert hosts == {urlsplit(address).netloc}
    assert len(sizes) > 10, "expected an empty cache"
    assert sum(sizes) < AT_MOST, f"{sum(sizes):.0f} bytes in {len(sizes)} files"
