"""A receiver with a hand scanner on the page for scanning without a press between, and how long the software takes."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import demo, way
from tests.browser.steps import sign_in

DIRECT = "/lager/direkt"
TYPE = """(text) => {
  const keys = [ ...text, "Enter" ]
  const events = keys.map((key) => new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }))
  for (const event of events) document.activeElement.dispatchEvent(event)
}"""
"""All are made before the first one is heard: an event carries the time of its making, and a busy page is slow."""
WATCH = """() => {
  window.scans = []
  let ended = 0
  document.addEventListener("keydown", ({ key }) => { if (key === "Enter") ended = performance.now() }, true)
  document.addEventListener("returkoll:delivered", ({ detail: { tone, message } }) => {
    const began = ended
    requestAnimationFrame(() => setTimeout(() => window.scans.push({ tone, message, took: performance.now() - began })))
  })
}"""
"""Notes for each scan how many milliseconds passed from its Enter until the answer to it was painted."""


def asked(tmp_path: Path, question: str) -> list[tuple[object, ...]]:
    """Of the server's own database."""
    with sqlite3.connect(tmp_path / "returkoll.sqlite") as connection:
        return connection.execute(question).fetchall()


def open_desk(page: Page) -> None:
    """Signed in at the warehouse, on a page that is all there."""
    sign_in(page, "warehouse")
    page.goto(DIRECT)
    way.wait_until_alive(page)
    page.evaluate(WATCH)


def scan(page: Page, text: str) -> None:
    """As a hand scanner types it, which no busy machine slows down to a hand's speed."""
    page.evaluate(TYPE, text)


def receive_all(page: Page, envelopes: Sequence[demo.Envelope]) -> list[float]:
    """Every envelope and every product in it scanned, each as soon as the one before was answered, and nothing
    pressed; how long each took, in milliseconds."""
    done = 0
    for envelope in envelopes:
        for text in (envelope.number, *envelope.serials):
            scan(page, text)
            done += 1
            page.wait_for_function("count => window.scans.length >= count", arg=done)
    scans = page.evaluate("window.scans")
    assert [one["tone"] for one in scans] == ["good"] * done, scans
    return [one["took"] for one in scans]


def receive_in_one_go(page: Page, envelopes: Sequence[demo.Envelope]) -> float:
    """The same as fast as a scanner types, without waiting for any answer; milliseconds in all."""
    texts = [text for envelope in envelopes for text in (envelope.number, *envelope.serials)]
    began = page.evaluate("performance.now()")
    for text in texts:
        scan(page, text)
    page.wait_for_function("count => window.scans.length >= count", arg=len(texts), timeout=120_000)
    return float(page.evaluate("performance.now()")) - float(began)


def expect_told(page: Page, text: str) -> None:
    """Large, beside the camera."""
    expect(page.locator("#cards")).to_contain_text(text)
