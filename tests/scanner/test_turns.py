"""As many pictures are decoded at once as there are places, and no more pixels than one picture may have."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from scanner import UnreadablePicture
from scanner.turns import Turns

SMALL = (10, 10)


def test_whoever_finds_no_place_is_told_to_try_again() -> None:
    turns = Turns(most_at_once=1)
    with turns.take(SMALL), pytest.raises(UnreadablePicture) as refused, turns.take(SMALL, wait_s=0.01):
        pass
    assert refused.value.reason == "busy"


def test_a_place_is_free_again_after_a_picture_that_was_broken() -> None:
    turns = Turns(most_at_once=1)
    with pytest.raises(ValueError, match="broken"), turns.take(SMALL):
        raise ValueError("broken")
    with turns.take(SMALL, wait_s=0):
        pass


def test_two_large_pictures_are_not_decoded_at_once() -> None:
    turns = Turns(most_at_once=8, most_pixels=150)
    with turns.take(SMALL), pytest.raises(UnreadablePicture), turns.take(SMALL, wait_s=0.01):
        pass


def test_a_small_picture_has_a_place_beside_a_large_one() -> None:
    turns = Turns(most_at_once=2, most_pixels=150)
    with turns.take(SMALL), turns.take((5, 10), wait_s=0):
        pass


def test_everybody_who_waits_gets_a_turn() -> None:
    turns = Turns(most_at_once=2)
    at_once: list[int] = []
    inside = 0
    lock = threading.Lock()

    def look(_number: int) -> None:
        nonlocal inside
        with turns.take(SMALL, wait_s=30):
            with lock:
                inside += 1
                at_once.append(inside)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(12) as tablets:
        list(tablets.map(look, range(60)))
    assert len(at_once) == 60
    assert max(at_once) <= 2
