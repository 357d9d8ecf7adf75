"""The scripted packer: does what a person would press on the pages as they are, and notes each step.

It knows what is to be done, not which release it stands before: where one press answers for all products it presses
that, else it answers product by product.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

from benchmarks.desk import held_camera
from benchmarks.desk.hands import AIMED, READ, SHOWN, TAP, Kind, Step, tapped, typed
from benchmarks.desk.releases import DemoProduct
from tests.browser import film
from tests.browser.receiving import TYPE

LIES_THERE = """(text) => document.querySelector("#contents")?.textContent.includes(text)"""
IS_ALIVE = """document.documentElement.matches(".js:not([data-starting])")"""
IS_ANOTHER = f"""() => document.body && !document.body.dataset.before && {IS_ALIVE}"""
IN_VIEW = """(element) => {
  const { top, bottom } = element.getBoundingClientRect()
  return top >= 0 && bottom <= innerHeight
}"""
WATCHED_PATIENCE = 60_000  # ms
SWITCHED_ON = "(names) => names.forEach((name) => localStorage.setItem(`returkoll.${name}`, 'yes'))"
REMEMBERED = {"camera": ["batch", "camera"]}
"""What the device remembers once somebody has switched it on: put in at once, and the camera where it is used."""


@dataclass(frozen=True)
class Box:
    """A product on the table."""

    serial: str
    gtin: str
    article: str
    picture: film.Picture

    @classmethod
    def of(cls, product: DemoProduct) -> "Box":
        package = film.Package(product.supplier, product.article, product.gtin, (product.serial,))
        return cls(product.serial, product.gtin, product.article, film.draw(package))

    @property
    def code(self) -> str:
        return f"(01){self.gtin}(21){self.serial}"


@dataclass
class Packer:
    """At a page of the clinic's, signed in."""

    page: Page
    steps: list[Step] = field(default_factory=list)

    def pack(self, way: str, boxes: Sequence[Box], order_number: str) -> list[Step]:
        """From the clinic's home to a label, by "camera", "hand scanner" or "typing". All that was done, in order."""
        self.page.evaluate(SWITCHED_ON, REMEMBERED.get(way, ["batch"]))
        self.page.goto("/returer/")
        self.page.wait_for_function(f"() => {IS_ALIVE}")
        self.leave_by(self.page.get_by_role("button", name="Ny retur"), "new return", chosen=True)
        put_in = {"camera": self._show, "hand scanner": self._aim, "typing": self._type}[way]
        if way == "typing":
            self.press(
                self.page.locator("[data-scan=typed] input[name=text]"), "the number's field", chosen=False
            )
        for box in boxes:
            put_in(box)
        self.leave_by(self.page.get_by_role("link", name="Klar med packningen"), "all packed", chosen=True)
        self._answer()
        self._seal(order_number)
        self._print()
        return self.steps

    # --- putting a product in

    def _show(self, box: Box) -> None:
        with self._timed() as took:
            held_camera.hold(self.page, box.picture)
            self._wait_for(box)
        self._box("show a box", SHOWN, took())
        held_camera.hold(self.page, None)
        self.page.wait_for_timeout(300)  # while it is put down; counted as hands

    def _aim(self, box: Box) -> None:
        self.page.evaluate("document.activeElement.blur()")
        with self._timed() as took:
            self.page.evaluate(TYPE, box.code)
            self._wait_for(box)
        self._box("scan a box", AIMED, took())

    def _type(self, box: Box) -> None:
        self.page.keyboard.insert_text(box.serial)
        with self._timed() as took:
            self.page.keyboard.press("Enter")
            self._wait_for(box)
        self._box("take and read a box", READ, took())
        self.steps.append(typed("its number, and Enter", f"{box.serial}\n", thought=False))

    def _wait_for(self, box: Box) -> None:
        self.page.wait_for_function(LIES_THERE, arg=box.serial, timeout=WATCHED_PATIENCE)

    def _box(self, what: str, hands: float, software: float) -> None:
        self.steps.append(Step(what, Kind.BOX, hands, software))

    # --- answering the questions

    def _answer(self) -> None:
        while "/kontroll" in self.page.url or "/hela-hogen" in self.page.url:
            self._answer_page()

    def _answer_page(self) -> None:
        for_many = self.page.locator("form[action*='/hela-hogen'] button[type=submit]")
        to_many = self.page.locator("a.button[href$='hela-hogen']")
        all_well = self.page.locator("button[name=rest]:visible")
        if for_many.count():
            self.leave_by(for_many.first, "all is well, for many", chosen=True)
        elif to_many.count():
            self.leave_by(to_many.first, "answer for many", chosen=True)
        elif all_well.count():
            self.leave_by(all_well, "all is well, for one", chosen=True)
        else:
            unanswered = self.page.locator("label.choice.yes:not(:has(input:checked)):visible")
            while unanswered.count():
                self.press(unanswered.first, "yes", chosen=True)
            self.leave_by(self.page.get_by_role("button", name="Nästa"), "next product", chosen=False)

    # --- sealing and printing

    def _seal(self, order_number: str) -> None:
        number = self.page.locator("input[name=order_number]")
        if not number.evaluate("(field) => field === document.activeElement"):
            self.press(number, "the order number's field", chosen=False)
        self.page.keyboard.insert_text(order_number)
        self.steps.append(typed("the order number", order_number, thought=True))
        thin = self.page.locator("label.choice:has(input[name=thick][value=no])")
        if not thin.locator("input").is_checked():
            self.press(thin, "no thick envelope", chosen=True)
        batteries = self.page.locator("label.choice:has(input[name=lithium])")
        if batteries.count():
            self.press(batteries, "batteries in place", chosen=True)
        self.leave_by(self.page.get_by_role("button", name="Försegla och gör etikett"), "seal", chosen=True)

    def _print(self) -> None:
        """The label's file is fetched; a printer that takes jobs itself needs the same one press."""
        label = self.page.get_by_role("link", name="Öppna etiketten")
        self._bring_into_view(label)
        with self._timed() as took:
            answer = self.page.request.get(label.get_attribute("href") or "")
            if answer.headers["content-type"] != "application/pdf" or not answer.body():
                raise RuntimeError(f"expected the label's PDF, got {answer.status}")
        self.steps.append(tapped("print", chosen=False, software=took()))

    # --- pressing

    def press(self, target: Locator, what: str, *, chosen: bool) -> None:
        """Something that is answered on the page at once."""
        self._bring_into_view(target)
        with self._timed() as took:
            target.click()
        self.steps.append(tapped(what, chosen=chosen, software=took()))

    def leave_by(self, target: Locator, what: str, *, chosen: bool) -> None:
        """Something that leads to another page, which is waited for until all of it works."""
        self._bring_into_view(target)
        self.page.evaluate("document.body.dataset.before = 'yes'")
        with self._timed() as took:
            target.click(no_wait_after=True)
            self.page.wait_for_function(IS_ANOTHER)
        self.steps.append(tapped(what, chosen=chosen, software=took()))

    def _bring_into_view(self, target: Locator) -> None:
        if not target.evaluate(IN_VIEW):
            target.scroll_into_view_if_needed()
            self.steps.append(Step("swipe", Kind.SWIPE, TAP))

    @contextmanager
    def _timed(self) -> Iterator[Callable[[], float]]:
        begun = time.perf_counter()
        ended: list[float] = []
        yield lambda: ended[0] - begun
        ended.append(time.perf_counter())
