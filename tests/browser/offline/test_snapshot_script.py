"""The scripts that ask the register on the device say what the server says, and say it at once."""

import random
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import Page
from stdnum import ean

from database import db, utcnow
from identity import identify_typed
from operations.demo import first_unit
from registry.models import Alias, Device, Gtin
from returns.snapshot.snapshot_columns import snapshot_of
from tests.browser import demo
from tests.returns.snapshot_on_device import OnDevice

DEVICES = 20_000
MOST_MS = 30
"""For one answer, with the processor four times slower than it is."""
MODULE = """(name) => import(
  document.querySelector("script[type=module]").src.replace("core/app.js", `snapshot/${name}.js`)
)"""
ANSWERS = f"""async ({{ columns, texts, day }}) => {{
  const {{ Opened }} = await ({MODULE})("opened")
  const opened = new Opened(columns)
  return texts.map((text) => {{
    const said = opened.answer(text, day)
    return said && [ said.kind, said.tone, said.headline, said.todo ]
  }})
}}"""
CODES = f"""async (texts) => {{
  const {{ readCode }} = await ({MODULE})("read_code")
  return texts.map(readCode)
}}"""
TIMES = f"""async ({{ columns, texts, day }}) => {{
  const {{ Opened }} = await ({MODULE})("opened")
  const begun = performance.now()
  const opened = new Opened(columns)
  const first = opened.answer("ZZ000000", day)
  const ready = performance.now() - begun
  const times = texts.map((text) => {{
    const start = performance.now()
    opened.answer(text, day)
    return performance.now() - start
  }})
  return {{ ready, worst: Math.max(...times), known: Boolean(first) }}
}}"""


def demo_texts() -> list[str]:
    """Every number of the demo's register, and whole codes of each serial in some boxes."""
    gtins = list(db.session.scalars(sa.select(Gtin.gtin)))
    serials = [
        *db.session.scalars(sa.select(Device.serial_number)),
        *db.session.scalars(sa.select(Alias.serial_number)),
    ]
    boxed = [f"(01){gtins[at % len(gtins)]}(21){serial}" for at, serial in enumerate(serials)]
    sent = [
        f"]d201{gtins[at % len(gtins)]}17290131{chr(29)}21{serial}" for at, serial in enumerate(serials[:100])
    ]
    return [*serials, *gtins, *(f"(01){gtin}" for gtin in gtins), *boxed, *sent, "NV99999999", "77"]


def test_the_script_says_what_the_server_has_decided(tablet: Page, demo_database: Path) -> None:
    with demo.app_on(demo_database).test_request_context():
        data = snapshot_of(first_unit(), utcnow().date(), str, "sv")
        texts = demo_texts()
        db.session.remove()
        db.engine.dispose()
    device = OnDevice.opened(data)
    day = device.columns["days"][2]
    tablet.goto("/logga-in")
    said = tablet.evaluate(ANSWERS, {"columns": device.columns, "texts": texts, "day": day})
    differing = [
        (text, one, device.answer(text, day))
        for text, one in zip(texts, said, strict=True)
        if one is not None and tuple(one) != device.answer(text, day)
    ]
    assert not differing, differing[:5]
    answered = sum(one is not None for one in said)
    assert answered > 0.98 * len(texts), f"{len(texts) - answered} of {len(texts)} codes were not read"


def test_where_the_script_reads_a_code_it_reads_what_the_server_reads(tablet: Page) -> None:
    texts = [text for seed in range(40) for text in mixed_texts(random.Random(seed))]
    tablet.goto("/logga-in")
    read = tablet.evaluate(CODES, texts)
    differing = []
    for text, code in zip(texts, read, strict=True):
        if code is None or not code["isSure"]:
            continue
        identity = identify_typed(text)
        same = (code["gtin"], code["serial"], code["isEan"])
        if same != (identity.gtin, identity.serial, identity.kind == "ean") or identity.possible_serials:
            differing.append((text, same, identity))
    assert not differing, differing[:5]
    assert sum(code is not None for code in read) > 0.3 * len(texts)


def mixed_texts(dice: random.Random) -> list[str]:
    """Serials, GTINs and GS1 codes as they come, and the same with a character changed, lost or added."""
    bare = f"{dice.randint(0, 10**12 - 1):012}"
    gtin = "0" + bare + ean.calc_check_digit(bare)
    serial = "".join(dice.choices("ABCNV0123456789-./", k=dice.randint(3, 20)))
    lot = "".join(dice.choices("LOT0123456789", k=dice.randint(1, 10)))
    gs = chr(29)
    clean = [
        *(serial, serial.lower(), gtin, gtin[1:], f"(01){gtin}(21){serial}", f"01{gtin}21{serial}"),
        *(
            f"]d201{gtin}21{serial}",
            f"]C101{gtin}10{lot}{gs}21{serial}",
            f"01{gtin}1729013110{lot}{gs}21{serial}",
        ),
        *(
            f"01{gtin}10{lot}21{serial}",
            f"(01){gtin}(10){lot}(21){serial}",
            f"01{gtin}",
            f"21{serial}",
            f"(21){serial}",
        ),
        *(
            f"RK{serial[:7]}",
            f"SN:{serial}",
            f"SN {serial}",
            f"+A123{serial}",
            f"{dice.randint(0, 10**18):018}",
        ),
        *(
            f"https://id.gs1.org/01/{gtin}/21/{serial}",
            f" {serial} ",
            f"{serial}\t",
            "19880320-0016",
            f"C101{gtin}",
        ),
    ]
    return [*clean, *(changed(text, dice) for text in clean)]


def changed(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text))
    return text[:at] + dice.choice(["", dice.choice("0189ABZ ()-"), text[at] * 2]) + text[at + 1 :]


def of_size(columns: dict[str, Any]) -> dict[str, Any]:
    """The same with 20,000 devices, each with a serial and an individnummer."""
    serials, individs = ([f"{letters}{number:07}" for number in range(DEVICES)] for letters in ("NV", "I"))
    count = 2 * DEVICES
    numbers = {name: [columns["codes"][name][0]] * count for name in ("articles", "alone", "in_other_box")}
    codes = {"texts": [*serials, *individs], "exact_from": DEVICES, "in_box_of": {}, **numbers}
    return {**columns, "codes": codes}


def test_of_twenty_thousand_devices_an_answer_takes_no_time(tablet: Page, demo_database: Path) -> None:
    with demo.app_on(demo_database).test_request_context():
        columns = OnDevice.opened(snapshot_of(first_unit(), utcnow().date(), str, "sv")).columns
        db.session.remove()
        db.engine.dispose()
    tablet.goto("/logga-in")
    throttled = tablet.context.new_cdp_session(tablet)
    throttled.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    texts = [f"NV{number:07}" for number in range(0, DEVICES, 200)] + [
        f"NVO{number:06}" for number in range(100)
    ]
    found = tablet.evaluate(TIMES, {"columns": of_size(columns), "texts": texts, "day": columns["days"][0]})
    assert found["known"]
    assert found["worst"] < MOST_MS, found
