"""`python3 -m scripts.first_label URL DATABASE`: by the pages' own forms, sign in and make a label.

Standard library only. It looks into the SQLite database for nothing but serial numbers to type.
"""

import http.cookiejar
import sqlite3
import sys
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from html.parser import HTMLParser

EMAIL, PASSWORD = "klinik@returkoll.demo", "returkoll-demo"
ORDER_NUMBER = "12345678"
SERIALS = """
    SELECT serial_number FROM device
    WHERE unit_id = (SELECT unit_id FROM user WHERE email = ?) AND state = 'registered'
    ORDER BY delivery_date LIMIT 40
"""


class StuckError(Exception):
    """The way does not go on; the text says where."""


@dataclass
class Form:
    """One form of a page: where it sends to, and what it sends when nothing is changed."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class FormParser(HTMLParser):
    """The forms of a page. Of each question's answers the first, "yes", is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append(Form(given.get("action") or ""))
        elif tag == "input" and self.forms and given.get("type") in {"hidden", "text", "radio", None}:
            self.forms[-1].fields.setdefault(given.get("name") or "", given.get("value") or "")


@dataclass(frozen=True)
class Page:
    """What the server answered."""

    url: str
    body: bytes

    def form(self, ending: str) -> Form | None:
        """The form whose address ends so."""
        parser = FormParser()
        parser.feed(self.body.decode())
        return next((f for f in parser.forms if f.action.split("?")[0].endswith(ending)), None)


class Visitor:
    """A browser without a window: keeps cookies, follows redirects, sends forms."""

    def __init__(self, base: str) -> None:
        self.base = base
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def get(self, path: str) -> Page:
        return self._open(urllib.parse.urljoin(self.base, path), None)

    def send(self, page: Page, ending: str, **changes: str) -> Page:
        form = page.form(ending)
        if form is None:
            raise StuckError(f"Expected a form to {ending} on {page.url}, got none.")
        data = urllib.parse.urlencode({**form.fields, **changes}).encode()
        return self._open(urllib.parse.urljoin(page.url, form.action), data)

    def _open(self, url: str, data: bytes | None) -> Page:
        try:
            with self.opener.open(url, data, timeout=60) as answer:
                return Page(answer.url, answer.read())
        except urllib.error.HTTPError as error:
            raise StuckError(f"Expected {url} to work, got {error.code}.") from error


def first_label(visitor: Visitor, serials: list[str]) -> bytes:
    """The PDF of the first label, by the way that the README describes."""
    page = visitor.get("/logga-in")
    page = visitor.send(page, "/logga-in", email=EMAIL, password=PASSWORD)
    packing = visitor.send(page, "/returer/")
    page = pack_first(visitor, packing, serials)
    number = urllib.parse.urlsplit(page.url).path.strip("/").split("/")[1]
    while (question := next_question(visitor, number)) is not None:
        page = visitor.send(question, "/kontroll")
    page = visitor.send(
        visitor.get(f"/returer/{number}/forsegla"), "/forsegla", order_number=ORDER_NUMBER, lithium="yes"
    )
    return visitor.get(f"/returer/{number}/etikett.pdf").body


def pack_first(visitor: Visitor, packing: Page, serials: list[str]) -> Page:
    """Type one serial after another until one may be returned; the packing page with it in the return."""
    for serial in serials:
        looked_up = visitor.send(packing, "/skanna", text=serial)
        if looked_up.form("/rader"):
            return visitor.send(looked_up, "/rader")
    raise StuckError(f"Expected one of {len(serials)} serials to be returnable, and none is.")


def next_question(visitor: Visitor, number: str) -> Page | None:
    """The checklist that the sealing page still points to."""
    body = visitor.get(f"/returer/{number}/forsegla").body.decode()
    links = [part.split('"')[0] for part in body.split('href="')[1:]]
    checklist = next((link for link in links if link.split("#")[0].endswith("/kontroll")), None)
    return visitor.get(checklist) if checklist else None


def main(arguments: list[str]) -> int:
    base, database = arguments
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        serials = [row[0] for row in connection.execute(SERIALS, [EMAIL])]
    try:
        pdf = first_label(Visitor(base), serials)
    except StuckError as error:
        print(error, file=sys.stderr)
        return 1
    if not pdf.startswith(b"%PDF-"):
        print(f"Expected a PDF, got {pdf[:20]!r}", file=sys.stderr)
        return 1
    print(f"The label is a PDF of {len(pdf)} bytes.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
