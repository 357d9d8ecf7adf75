"""What somebody has written is shown as it was written: no page takes it for markup, and no PDF follows it."""

import io

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from pypdfium2 import PdfDocument

from accounts import User
from database import db
from operations.demo import first_unit
from registry.models import Article, Supplier, Unit
from tests.conftest import DEMO_EMAILS

MARKUP = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
ATTACHING = '</p><link rel="attachment" href="file:///etc/passwd"><img src="file:///etc/hostname">'


@pytest.mark.parametrize("who", ["clinic", "warehouse", "admin"])
def test_no_page_takes_a_text_for_markup(sqlite_app: APIFlask, who: str) -> None:
    for table in (Unit, Article, Supplier, User):
        db.session.execute(sa.update(table).values(name=MARKUP))
    db.session.commit()
    client, shown = sqlite_app.test_client(), 0
    client.post("/logga-in", data={"email": DEMO_EMAILS[who], "password": "returkoll-demo"})
    pages = [
        rule.rule
        for rule in sqlite_app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments
    ]
    for path in pages:
        answer = client.get(path)
        if answer.mimetype == "text/html":
            assert "<script>alert" not in answer.text, path
            assert "<img src=x" not in answer.text, path
            shown += "&lt;script&gt;alert" in answer.text
    assert shown > 3


def test_a_pdf_holds_no_file_of_the_server(sqlite_app: APIFlask) -> None:
    unit = first_unit()
    unit.name = ATTACHING
    db.session.commit()
    client = sqlite_app.test_client()
    client.post("/logga-in", data={"email": DEMO_EMAILS["warehouse"], "password": "returkoll-demo"})
    answer = client.get(f"/uppfoljning/{unit.id}.pdf")
    assert answer.mimetype == "application/pdf"
    assert b"EmbeddedFile" not in answer.data
    text = PdfDocument(io.BytesIO(answer.data))[0].get_textpage().get_text_range()
    assert "rel=" in text
