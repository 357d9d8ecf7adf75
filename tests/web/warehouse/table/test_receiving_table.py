"""The receiving table without touch: what each card does, once, and only what the page showed."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from returns import LineState, Return, ReturnState
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import Receiver

FRAGMENT = {"X-Requested-With": "fetch"}


class Table(Receiver):
    """The tablet above the desk, with the envelope that lies open under it."""

    @property
    def page(self) -> str:
        return self.client.get("/lager/bord/mottag/nu", query_string={"oppet": self.open}).text

    def now(self, page: str) -> str:
        """What the page before becomes when it asks how things are."""
        step = re.search(r'data-step="([^"]*)"', page)[1]
        return self.client.get("/lager/bord/mottag/nu", query_string={"oppet": self.open, "steg": step}).text

    def show(self, card: str, page: str = "") -> str:
        """Show a card before the page, or before one that it was a moment ago."""
        form = re.search(rf'data-card="{card}">(.*?)</form>', page or self.page, re.DOTALL)
        assert form, f"no form for {card}"
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1]))
        answer = self.client.post("/lager/bord/mottag", data=fields, headers=FRAGMENT)
        assert answer.status_code == 200, answer.text
        self.open = re.search(r'data-open="([^"]*)"', answer.text)[1]
        return answer.text


@pytest.fixture
def table(receiver: FlaskClient) -> Table:
    return Table(receiver)


@pytest.fixture
def sent(clinic: Clinic, examples: dict[str, str]) -> Return:
    return stored(clinic.sealed_return(examples["to_warehouse"], examples["to_warehouse_2"]))


def states(return_: Return) -> list[LineState]:
    return [line.state for line in stored(return_.number).lines]


def serials(return_: Return) -> Iterator[str]:
    return (line.serial_number for line in stored(return_.number).lines)


def test_an_envelope_is_received_by_what_lies_there_and_one_card(table: Table, sent: Return) -> None:
    assert "Inget kuvert är öppet" in table.page
    table.scan(sent.number)
    assert "0 av 2" in table.page
    assert 'data-card="KLAR"' not in table.page, "nothing is scanned"
    for serial in serials(sent):
        table.scan(serial)
    assert "Allt är här" in table.page
    assert "Kuvertet är inlagt" in table.show("KLAR")
    assert (table.open, stored(sent.number).state) == ("", ReturnState.RECEIVED)
    assert states(sent) == [LineState.RECEIVED] * 2


def test_what_is_missing_asks_for_the_card_twice(table: Table, sent: Return) -> None:
    table.scan(sent.number)
    table.scan(next(serials(sent)))
    asked = table.show("KLAR")
    assert "1 produkt saknas. Är kuvertet tomt?" in asked
    assert stored(sent.number).state is not ReturnState.RECEIVED
    assert "Är kuvertet tomt?" in table.now(asked), "the question stays while the page is looked up"
    assert "Är kuvertet tomt?" not in table.show("ANGRA", asked), "no is the card Ångra"
    assert states(sent) == [LineState.RECEIVED, LineState.PACKED], "and undoes nothing"
    assert "Kuvertet är inlagt" in table.show("KLAR", asked)
    assert states(sent) == [LineState.RECEIVED, LineState.MISSING]


def test_a_yes_counts_for_what_the_page_showed_only(table: Table, sent: Return) -> None:
    """Between the question and the card the missing product has come, or the one that was there has been taken back."""
    first, second = serials(sent)
    table.scan(sent.number)
    table.scan(first)
    asked = table.show("KLAR")
    table.scan(second)
    assert "Är kuvertet tomt?" not in table.now(asked), "it was about what has come since"
    table.show("ANGRA")
    table.show("ANGRA")
    assert states(sent) == [LineState.PACKED] * 2
    table.show("KLAR", asked)
    assert stored(sent.number).state is not ReturnState.RECEIVED
    assert states(sent) == [LineState.PACKED] * 2


def test_the_same_card_sent_twice_undoes_one_product(table: Table, sent: Return) -> None:
    table.scan(sent.number)
    for serial in serials(sent):
        table.scan(serial)
    before = table.page
    table.show("ANGRA", before)
    assert states(sent).count(LineState.RECEIVED) == 1
    table.show("ANGRA", before)
    assert states(sent).count(LineState.RECEIVED) == 1
    table.show("ANGRA")
    assert "Det finns inget att ångra" in table.show("ANGRA")


def test_next_puts_an_envelope_aside_that_is_not_empty_and_takes_in_one_that_is(
    table: Table, sent: Return
) -> None:
    first, second = serials(sent)
    table.scan(sent.number)
    assert "Kuvertet ligger kvar" in table.show("NASTA")
    table.scan(sent.number)
    table.scan(first)
    assert "1 produkt saknas. Kuvertet ligger kvar" in table.show("NASTA")
    assert states(sent) == [LineState.RECEIVED, LineState.PACKED]
    table.scan(sent.number)
    table.scan(second)
    assert "Kuvertet är inlagt" in table.show("NASTA")
    assert stored(sent.number).state is ReturnState.RECEIVED


@pytest.mark.parametrize("card", ["KLAR", "ANGRA", "NASTA", "FOREIGN", "", "x" * 500])
@pytest.mark.parametrize("open_", ["", "RK7H4MCXDE1", "foto:nothing", "nonsense"])
def test_a_card_without_an_envelope_changes_nothing(
    table: Table, sent: Return, card: str, open_: str
) -> None:
    data = {"card": card, "oppet": open_, "about": "1", "saknas": "1"}
    answer = table.client.post("/lager/bord/mottag", data=data, headers=FRAGMENT)
    assert answer.status_code == 200
    assert "Inget kuvert är öppet" in answer.text
    assert states(sent) == [LineState.PACKED] * 2


def test_without_javascript_the_buttons_do_the_same(table: Table, sent: Return) -> None:
    table.scan(sent.number)
    page = table.client.get("/lager/bord/mottag", query_string={"oppet": table.open}).text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.partition('data-card="NASTA"')[2]))
    answer = table.client.post("/lager/bord/mottag", data=fields)
    assert "<html" in answer.text
    assert "Kuvertet ligger kvar" in answer.text
