"""As many pictures are decoded at once as there are places, and no more pixels than one picture may have."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scanner.pictures.turns import NoTurn, Turns

SMALL = (10, 10)


def test_whoever_finds_no_place_is_told_to_try_again() -> None:
    turns = Turns(most_at_once=1)
    with turns.take(SMALL), pytest.raises(NoTurn) as refused, turns.take(SMALL, wait_s=0.01):
        pass
    assert "Vänta" in str(refused.value.sentence)
    assert refused.value.again_in_s >= 1


def test_a_place_is_free_again_after_a_picture_that_was_broken() -> None:
    turns = Turns(most_at_once=1)
    with pytest.raises(ValueError, match="broken"), turns.take(SMALL):
        raise ValueError("broken")
    with turns.take(SMALL, wait_s=0):
        pass


def test_two_large_pictures_are_not_decoded_at_once() -> None:
    turns = Turns(most_at_once=8, most_pixels=150)
    with turns.take(SMALL), pytest.raises(NoTurn), turns.take(SMALL, wait_s=0.01):
        pass


def test_a_small_picture_has_a_place_beside_a_large_one() -> None:
    turns = Turns(most_at_once=2, most_pixels=150)
    with turns.take(SMALL), turns.take((5, 10), wait_s=0):
        pass


def test_everybody_who_waits_gets_a_turn() -> None:
    turns = Turns(most_at_once=2, most_inside=12)
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


def test_who_finds_the_queue_full_does_not_wait() -> None:
    turns = Turns(most_at_once=1, most_inside=2)
    begun, ended = threading.Event(), threading.Event()

    def hold() -> None:
        with turns.take(SMALL):
            begun.set()
            ended.wait(30)

    def wait() -> None:
        with turns.take(SMALL, wait_s=30):
            pass

    with ThreadPoolExecutor(2) as others:
        holding = others.submit(hold)
        begun.wait(30)
        waiting = others.submit(wait)
        while turns._inside < 2:
            time.sleep(0.01)
        start = time.monotonic()
        with pytest.raises(NoTurn), turns.take(SMALL, wait_s=30):
            pass
        assert time.monotonic() - start < 5
        ended.set()
        holding.result()
        waiting.result()
    assert turns._inside == 0


# --- over the processes of a machine

PROCESS = """
import os, sys, threading, time
from pathlib import Path
from scanner.pictures.turns import Turns

folder, most, seconds = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
turns = Turns(most, most_inside=50)
turns.share(folder)

def tell(what):  # in one write: lines of several threads stay whole
    os.write(1, f"{what} {time.monotonic()}\\n".encode())

def look():
    with turns.take((10, 10), wait_s=60):
        tell("begins")
        time.sleep(seconds)
        tell("ends")

threads = [threading.Thread(target=look) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""


def process(folder: Path, most: int, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROCESS, str(folder), str(most), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_all_processes_together_decode_no_more_at_once(tmp_path: Path) -> None:
    running = [process(tmp_path, 2, 0.1) for _one in range(3)]
    said = [line.split() for one in running for line in one.communicate(timeout=120)[0].splitlines()]
    inside = most = 0
    for _moment, step in sorted((float(moment), 1 if what == "begins" else -1) for what, moment in said):
        inside += step
        most = max(most, inside)
    assert len(said) == 3 * 4 * 2
    assert most == 2


def test_a_process_that_dies_gives_its_place_back(tmp_path: Path) -> None:
    killed = process(tmp_path, 1, 60)
    assert killed.stdout is not None
    assert killed.stdout.readline().startswith("begins")
    turns = Turns(1)
    turns.share(tmp_path)
    with pytest.raises(NoTurn), turns.take(SMALL, wait_s=0.05):
        pass
    killed.kill()
    killed.communicate()
    with turns.take(SMALL, wait_s=5):
        pass
