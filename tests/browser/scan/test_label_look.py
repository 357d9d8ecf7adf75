"""The label on the envelope before the camera: the right one leads on in one press, another return's is told in red."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Page, expect

from labels import FORMATS
from registry.demo_register import demo_examples
from registry.verdict import VerdictKind
from tests.browser import demo, way
from tests.browser.film import as_jpeg
from tests.browser.unsteady import Network
from tests.label_photo import photographed, printed, torn


def in_the_hand(label: np.ndarray) -> bytes:
    """A photo at 30 degrees in poor light."""
    photo = photographed(label, tilt=30, light=0.35, noise=4)
    return as_jpeg(cv2.resize(photo, None, fx=0.5, fy=0.5))


def sealed_return(
    page: Page, serial: str = demo_examples()[VerdictKind.TO_WAREHOUSE], order_number: str = way.ORDER_NUMBER
) -> np.ndarray:
    """One that is begun on the page of returns; its label."""
    way.type_in(page, serial)
    way.pack(page, serial)
    way.answer_checklists(page)
    way.seal(page, order_number)
    way.wait_until_alive(page)
    return printed(way.download_label(page))


def label_on(page: Page, paper: str) -> np.ndarray:
    """The label of the page's return on that paper."""
    answer = page.request.get(f"/returer/{way.return_number_in(page)}/etikett.pdf?format={paper}")
    assert answer.ok, answer.status
    return printed(answer.body())


def test_the_label_in_the_hand_is_told_from_wrong_ones(tablet: Page) -> None:
    way.start_return(tablet)
    cancelled = sealed_return(tablet)
    tablet.get_by_role("link", name="Avbryt returen").click()
    tablet.locator("[name=reason]").fill("Fel kuvert")
    tablet.get_by_role("button", name="Avbryt returen").click()
    way.new_return(tablet)
    label = sealed_return(tablet)
    said = tablet.locator("#label-looks .verdict")

    way.photograph(tablet, in_the_hand(cancelled))
    expect(said).to_contain_text("avbruten")
    way.look_at(tablet, "label-cancelled")
    way.photograph(tablet, in_the_hand(torn(label)))
    expect(said).to_contain_text("Bara en del av etiketten")
    way.photograph(tablet, in_the_hand(label))
    expect(said).to_contain_text("Rätt etikett")
    expect(tablet.locator("#hand-over")).to_contain_text("Rätt etikett på alla kuvert")
    way.look_at(tablet, "label-right")

    tablet.get_by_text("Något blev fel").click()
    tablet.locator("[name=order_number]").fill("7654321")
    tablet.locator("#why-number").fill("Fel siffra")
    tablet.get_by_role("button", name="Rätta numret").click()
    way.wait_until_alive(tablet)
    expect(tablet.locator("#hand-over")).not_to_contain_text("Rätt etikett på alla kuvert")
    way.photograph(tablet, in_the_hand(label))
    expect(said).to_contain_text("innan numret rättades")
    way.photograph(tablet, in_the_hand(label_on(tablet, "102x152")))
    expect(said).to_contain_text("Rätt etikett")
    way.hand_over(tablet)
    expect(tablet.locator("#label-looks")).to_have_count(0)


def test_the_right_label_is_known_on_every_paper_and_another_returns_is_not(
    tablet: Page, database: Path
) -> None:
    """At 30 degrees in poor light."""
    way.start_return(tablet)
    sealed_return(tablet)
    first = tablet.url
    own = {paper: label_on(tablet, paper) for paper in FORMATS}
    tablet.goto("/returer/")
    way.new_return(tablet)
    serial = demo.products(database, VerdictKind.TO_WAREHOUSE)[1].package.serials[0]
    other = sealed_return(tablet, serial, "7654321")
    tablet.goto(first)
    way.wait_until_alive(tablet)
    said = tablet.locator("#label-looks .verdict")
    for paper, label in own.items():
        way.photograph(tablet, in_the_hand(other))
        expect(said).to_contain_text("annan retur")
        way.photograph(tablet, in_the_hand(label))
        expect(said, paper).to_contain_text("Rätt etikett")


def test_without_contact_the_label_is_compared_here_and_noted_when_contact_is_back(
    tablet_in_hand: Callable[[], AbstractContextManager[Page]], network: Network
) -> None:
    with tablet_in_hand() as page:
        way.start_return(page)
        sealed_return(page)
        number = way.return_number_in(page)
        said = page.locator("[data-scan=sentence]")
        network.down = True
        way.type_in(page, "RK7H4MCXD")
        expect(said).to_contain_text("Preliminärt, utan kontakt: etiketten hör till en annan retur")
        way.type_in(page, f"{number}U2")
        expect(said).to_contain_text("innan numret rättades")
        way.type_in(page, number)
        expect(said).to_contain_text("Preliminärt, utan kontakt: rätt etikett")
        expect(page.locator("#hand-over")).not_to_contain_text("Rätt etikett på alla kuvert")
        network.down = False
        expect(page.locator("#hand-over")).to_contain_text("Rätt etikett på alla kuvert")
