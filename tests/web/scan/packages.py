"""Any package that scanning could give, for hypothesis."""

import datetime

from hypothesis import strategies as st

from common.sentence import Sentence
from identity import Identity, Package, Problem
from registry.facts import Told
from returns.judging import Shown

TEXTS = st.text(max_size=20)
MAYBE_TEXT = st.none() | TEXTS
MAYBE_DATE = st.none() | st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 1, 1))
MAYBE_ID = st.none() | st.integers(1, 2**31 - 1)


def problems() -> st.SearchStrategy[Problem]:
    sentences = st.builds(Sentence, text=TEXTS, params=st.dictionaries(TEXTS, TEXTS, max_size=2))
    return st.builds(Problem, code=TEXTS, sentence=sentences)


def identities() -> st.SearchStrategy[Identity]:
    return st.builds(
        Identity,
        kind=st.sampled_from(["gs1", "hibc", "ean", "sscc", "plain"]),
        text=TEXTS,
        gtin=MAYBE_TEXT,
        serial=MAYBE_TEXT,
        lot=MAYBE_TEXT,
        production_date=MAYBE_DATE,
        expiry_date=MAYBE_DATE,
        hibc_labeler=MAYBE_TEXT,
        hibc_product=MAYBE_TEXT,
        problems=st.lists(problems(), max_size=2).map(tuple),
        quantity=st.none() | st.integers(0, 10**6),
    )


def packages() -> st.SearchStrategy[Package]:
    return st.builds(
        Package,
        gtins=st.lists(TEXTS, max_size=3).map(tuple),
        serials=st.lists(TEXTS, max_size=4).map(tuple),
        lot=MAYBE_TEXT,
        identities=st.lists(identities(), max_size=4).map(tuple),
        production_date=MAYBE_DATE,
        expiry_date=MAYBE_DATE,
        unclear=st.lists(identities(), max_size=2).map(tuple),
    )


def told() -> st.SearchStrategy[Told]:
    maybe = st.none() | st.booleans()
    return st.builds(Told, recent=maybe, day=MAYBE_DATE, own_box=maybe, own_unit=maybe)


def shown() -> st.SearchStrategy[Shown]:
    return st.builds(Shown, package=packages(), device_id=MAYBE_ID, article_id=MAYBE_ID, told=told())
