"""Pictures without any code that have as many edges as one: nothing is read in them."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

import scanner
from scanner.pictures.image import Grey

SIZE = 360
"""Pixels a side of a picture: small ones are prepared in the most ways."""
BUDGET_MS = 400
PICTURES = 100
"""Of each kind."""
LETTERS = list("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -.:/")


def text(rng: np.random.Generator) -> Grey:
    page = np.full((SIZE, SIZE), 235, np.uint8)
    size = float(rng.uniform(0.35, 1.0))
    for line in range(12, SIZE, int(34 * size) + 2):
        words = "".join(rng.choice(LETTERS, 60))
        cv2.putText(page, words, (4, line), cv2.FONT_HERSHEY_SIMPLEX, size, 30, 1, cv2.LINE_AA)
    return page


def fabric(rng: np.random.Generator) -> Grey:
    y, x = np.mgrid[:SIZE, :SIZE]
    weave = np.sin(x / rng.uniform(0.6, 3)) + np.sin(y / rng.uniform(0.6, 3)) + rng.normal(0, 0.4, x.shape)
    return np.asarray(np.clip(128 + 40 * weave, 0, 255), np.uint8)


def blinds(rng: np.random.Generator) -> Grey:
    """Slats of nearly equal or of any width: the nearest that there is to bars."""
    usual, spread = rng.uniform(1.5, 9), rng.uniform(0, 0.9)
    widths = np.maximum(1, np.rint(usual * rng.uniform(1 - spread, 1 + spread, SIZE))).astype(int)
    row = np.repeat(np.arange(SIZE) % 2 * 190 + 30, widths)[:SIZE]
    return np.repeat(row[None], SIZE, axis=0).astype(np.uint8)


def keyboard(rng: np.random.Generator) -> Grey:
    board = np.full((SIZE, SIZE), 25, np.uint8)
    key = int(rng.integers(16, 44))
    for top in range(3, SIZE - key, key + 4):
        for left in range(3, SIZE - key, key + 4):
            cv2.rectangle(board, (left, top), (left + key, top + key), int(rng.integers(60, 110)), -1)
            letter, place = str(rng.choice(LETTERS)), (left + key // 4, top + 3 * key // 4)
            cv2.putText(board, letter, place, cv2.FONT_HERSHEY_SIMPLEX, key / 50, 230, 1, cv2.LINE_AA)
    return board


def grid(rng: np.random.Generator) -> Grey:
    """Squares of two colours, as a table or a mosaic has them."""
    cell = int(rng.integers(3, 16))
    count = SIZE // cell + 1
    part = rng.uniform(0.2, 0.8)
    cells = np.where(rng.random((count, count)) < part, 40, 215).astype(np.uint8)
    return np.ascontiguousarray(np.kron(cells, np.ones((cell, cell), np.uint8))[:SIZE, :SIZE])


def taken(rng: np.random.Generator, face: Grey) -> Grey:
    """As a camera has it: turned, soft and noisy."""
    turn = cv2.getRotationMatrix2D((SIZE / 2, SIZE / 2), float(rng.uniform(-20, 20)), 1.0)
    seen = cv2.warpAffine(face, turn, (SIZE, SIZE), borderMode=cv2.BORDER_REFLECT).astype(np.float32)
    seen = cv2.GaussianBlur(seen, (0, 0), float(rng.uniform(0.3, 1.6))) + rng.normal(0, 3, seen.shape)
    return np.clip(seen, 0, 255).astype(np.uint8)


@pytest.mark.slow
@pytest.mark.parametrize("face", [text, fabric, blinds, keyboard, grid])
def test_nothing_is_read_where_there_is_no_code(face: Callable[[np.random.Generator], Grey]) -> None:
    read = {}
    for seed in range(PICTURES):
        rng = np.random.default_rng(seed)
        if symbols := scanner.read(taken(rng, face(rng)), BUDGET_MS).symbols:
            read[seed] = [(symbol.format, symbol.text, symbol.stage) for symbol in symbols]
    assert read == {}
