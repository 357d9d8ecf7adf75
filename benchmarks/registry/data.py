"""Invented devices, the same each time: as rows, as a CSV of an export, as tuples that the table takes."""

import datetime
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from registry.serials import fold, key

UNITS, ARTICLES = 50, 40
ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
PORTION = 50_000
HEADINGS = "Serienummer;Artikelnummer;Enhet;Individnummer;Ordernummer;Orderdatum;Leveransdatum;Pris"

DeviceRow = tuple[str, int, int, str, str, str, str, int]
"""Serial, article, unit, individnummer, order, day ordered, day delivered, price."""


def serial_of(number: int, dice: random.Random) -> str:
    """Four suppliers' ways: numbers close together, a prefix and a number, letters, long numbers."""
    way = number % 4
    if way == 0:
        return f"{210000000 + number}"
    if way == 1:
        return f"NV{number * 3 % 10_000_000:07d}"
    if way == 2:
        return "".join(dice.choices(ALPHABET, k=5)) + f"{number:07d}"
    return f"{dice.randrange(10**5):05d}{number:08d}"


def rows_of(count: int) -> Iterator[DeviceRow]:
    dice = random.Random(4)
    days = [(datetime.date(2022, 1, 1) + datetime.timedelta(days=n)).isoformat() for n in range(1700)]
    for number in range(count):
        day = dice.randrange(1690)
        serial = serial_of(number, dice)
        yield (
            serial,
            number % ARTICLES,
            dice.randrange(UNITS),
            f"I{number:08d}",
            f"{4000000 + number // 3}",
            days[day],
            days[day + 7],
            900 + number % 90 * 50,
        )


def write_csv(path: Path, count: int) -> None:
    with path.open("w", encoding="cp1252") as file:
        file.write(HEADINGS + "\n")
        for serial, article, unit, *rest in rows_of(count):
            file.write(f"{serial};A{article};{1000 + unit};{';'.join(map(str, rest))}\n")


def some_serials(count: int, of: int, seed: int) -> list[str]:
    wanted = set(random.Random(seed).sample(range(of), count))
    return [row[0] for number, row in enumerate(rows_of(of)) if number in wanted]


def ready_rows(count: int) -> Iterator[list[tuple[Any, ...]]]:
    """Portions of rows as the table takes them, made before the clock starts."""
    portion: list[tuple[Any, ...]] = []
    for serial, article, unit, *rest in rows_of(count):
        serial_key = key(serial)
        portion.append((serial, serial_key, fold(serial_key), article + 1, unit + 1, *rest, "registered"))
        if len(portion) == PORTION:
            yield portion
            portion = []
    if portion:
        yield portion
