"""The label on the envelope before the camera: the right one leads on in one press, another return's is told in red."""

import cv2
import numpy as np
from playwright.sync_api import Page, expect

from registry.demo_register import demo_examples
from registry.verdict import VerdictKind
from tests.browser import way
from tests.browser.film import as_jpeg
from tests.label_photo import photographed, printed, torn


def in_the_hand(label: np.ndarray) -> bytes:
    """A photo at 30 degrees in poor light."""
    photo = photographed(label, tilt=30, light=0.35, noise=4)
    return as_jpeg(cv2.resize(photo, None, fx=0.5, fy=0.5))


def sealed_return(page: Page) -> np.ndarray:
    """One that is begun on the page of returns; its label."""
    serial = demo_examples()[VerdictKind.TO_WAREHOUSE]
    way.type_in(page, serial)
    way.pack(page, serial)
    way.answer_checklists(page)
    way.seal(page)
    way.wait_until_alive(page)
    return printed(way.download_label(page))


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
    way.hand_over(tablet)
    expect(tablet.locator("#label-looks")).to_have_count(0)
