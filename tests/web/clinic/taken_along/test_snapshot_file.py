"""The file that a clinic's device takes along for when contact is lost, and the key that opens it."""

import base64
import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from database import db, utcnow
from operations.demo import first_unit
from registry.models import Device
from tests.returns.snapshot_on_device import OnDevice
from tests.web.conftest import Clinic

FILE, KEY = "/returer/register-pa-enheten", "/returer/register-pa-enheten/nyckel"


def key_of(client: FlaskClient) -> bytes:
    answer = client.get(KEY, headers={"Accept": "application/json"})
    return base64.b64decode((answer.json or {})["key"])


def opened(answer: TestResponse, key: bytes) -> tuple[dict[str, Any], bytes]:
    """What a device does with the file; InvalidTag where the key is not its key or anything was changed."""
    data = answer.data
    end = 8 + int.from_bytes(data[4:8], "big")
    contents = AESGCM(key).decrypt(data[end : end + 12], data[end + 12 :], data[:end])
    return json.loads(data[8:end]), gzip.decompress(contents)


def test_it_opens_with_the_units_key_and_answers(clinic: Clinic, examples: dict[str, str]) -> None:
    answer = clinic.client.get(FILE)
    head, contents = opened(answer, key_of(clinic.client))
    device = OnDevice.opened(contents)
    day = device.columns["days"][0]
    assert head["unit"] == first_unit().id
    assert head["last_day"] == device.columns["days"][-1]
    expected = {kind: kind.removesuffix("_2") for kind in examples} | {"another_unit": "unknown"}
    assert {kind: device.answer(serial, day)[0] for kind, serial in examples.items()} == expected


def test_nothing_of_it_can_be_read_without_the_key(clinic: Clinic, examples: dict[str, str]) -> None:
    data = clinic.client.get(FILE).data
    assert not any(serial.encode() in data for serial in examples.values())
    assert data[:4] == b"RKS1"


def test_a_changed_file_does_not_open(clinic: Clinic) -> None:
    answer, key = clinic.client.get(FILE), key_of(clinic.client)
    whole = answer.data
    for place in (9, 40, len(whole) - 1):
        changed = bytearray(whole)
        changed[place] ^= 1
        answer.data = bytes(changed)
        with pytest.raises(InvalidTag):
            opened(answer, key)


def test_an_unchanged_register_is_not_sent_again(clinic: Clinic, examples: dict[str, str]) -> None:
    first = clinic.client.get(FILE)
    again = clinic.client.get(FILE, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    db.session.rollback()  # SQLite writes nothing in a transaction that began before the request's
    db.session.query(Device).filter_by(serial_number=examples["to_warehouse"]).one().flagged_at = utcnow()
    db.session.commit()
    assert clinic.client.get(FILE, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_no_cache_stores_it_or_its_key(clinic: Clinic) -> None:
    for path in (FILE, KEY):
        assert "no-store" in clinic.client.get(path).headers["Cache-Control"], path


def test_another_sign_in_has_another_key(signed_in: Callable[[str], FlaskClient], demo_app: APIFlask) -> None:
    mine, again = signed_in("clinic"), signed_in("clinic")
    assert key_of(mine) != key_of(again)
    with pytest.raises(InvalidTag):
        opened(mine.get(FILE), key_of(again))


def test_colleagues_on_a_shared_tablet_have_the_same_key(demo_app: APIFlask) -> None:
    tablet = demo_app.test_client()
    keys = []
    for _ in range(2):
        tablet.post(
            "/logga-in", data={"email": "klinik@returkoll.demo", "password": "returkoll-demo", "shared": "1"}
        )
        keys.append(key_of(tablet))
        tablet.post("/logga-ut")
    assert keys[0] == keys[1]


def test_who_has_signed_out_gets_neither(clinic: Clinic) -> None:
    clinic.client.post("/logga-ut")
    for path in (FILE, KEY):
        assert clinic.client.get(path, headers={"Accept": "application/json"}).status_code == 401, path


def test_it_can_be_fetched_only_so_often(demo_app: APIFlask, clinic: Clinic) -> None:
    demo_app.config["RATELIMIT_ENABLED"] = True
    statuses = [clinic.client.get(FILE).status_code for _ in range(8)]
    assert statuses == [200] * 6 + [429] * 2


def test_that_it_was_fetched_is_written_down(clinic: Clinic, signed_in: Callable[[str], FlaskClient]) -> None:
    clinic.client.get(FILE)
    assert FILE in signed_in("admin").get("/admin/logg").text


def test_what_was_put_in_says_which_answers_were_right(clinic: Clinic, examples: dict[str, str]) -> None:
    """The marks by which a device sees whether what it said without contact holds."""
    _head, contents = opened(clinic.client.get(FILE), key_of(clinic.client))
    device = OnDevice.opened(contents)
    marks = {(kind, headline): mark for kind, _tone, headline, _todo, mark in device.columns["answers"]}
    day, number = device.columns["days"][0], clinic.new_return()
    for serial in examples.values():
        kind, _tone, headline, _todo = device.answer(serial, day)
        answer = clinic.client.post(
            f"/returer/{number}/rader", data={"text": serial}, headers={"Accept": "application/json"}
        )
        (result,) = (answer.json or {})["results"]
        assert marks[(kind, headline)] in result["marks"], serial
