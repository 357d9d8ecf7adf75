"""Each requirement of OWASP ASVS 5.0, levels 1 and 2, is held by a test that is there, or it is said why not."""

import ast
from collections import Counter
from functools import cache

import pytest

from scripts.environment import ROOT
from scripts.security import asvs

NOT_MET = {"12.2.2", "12.3.3", "12.3.4", "13.2.1", "13.2.5", "13.3.1"}
"""What nobody may add to without a look at this line."""


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_the_standard_is_there_whole() -> None:
    assert Counter(asvs.levels().values()) == {"1": 70, "2": 183, "3": 92}


def test_every_requirement_of_the_two_levels_is_answered_and_no_other() -> None:
    wanted = [number for number, level in asvs.levels().items() if level in asvs.WANTED]
    assert [one.number for one in asvs.requirements()] == wanted


@pytest.mark.parametrize("one", asvs.requirements(), ids=lambda one: one.number)
def test_it_is_held_by_tests_that_are_there_or_says_why_not(one: asvs.Requirement) -> None:
    assert one.is_answered
    for test in one.tests:
        path, _, name = test.partition("::")
        assert (ROOT / path).exists(), test
        assert name in names_in(path), test
        assert name.startswith("test_"), test


def test_no_more_is_unmet_than_was_looked_at() -> None:
    assert {one.number for one in asvs.requirements() if one.state == "not met"} == NOT_MET


def test_the_page_is_made_of_the_file() -> None:
    assert asvs.PAGE.read_text() == asvs.page(), "run `python -m scripts.security.asvs`"
