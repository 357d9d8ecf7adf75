"""A wrong serial is reported to Stöd och Support with a ready-made message; the device then waits."""

import sqlalchemy as sa

from database import db
from registry.models import Correction
from tests.web.conftest import Clinic


def report_link(clinic: Clinic, number: str, serial: str) -> str:
    html = clinic.look_up(number, serial)["html"]
    return html.split(f'href="/returer/{number}/anmal')[1].split('"')[0].replace("&amp;", "&")


def test_the_message_names_both_serials_and_no_patient(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    page = clinic.client.get(
        f"/returer/{number}/anmal{report_link(clinic, number, examples['correct_sesam'])}"
    )
    assert page.status_code == 200
    assert f"Serienummer på produkten: {examples['correct_sesam']}" in page.text
    assert "Serienummer i Sesam: NV2400231" in page.text
    assert 'href="mailto:' in page.text


def test_reported_twice_is_reported_once_and_the_device_waits(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.new_return()
    token = report_link(clinic, number, examples["correct_sesam"]).split("token=")[1]
    for _time in range(2):
        answer = clinic.client.post(f"/returer/{number}/anmal", data={"token": token})
        assert answer.status_code == 302
    db.session.rollback()
    (correction,) = db.session.scalars(sa.select(Correction)).all()
    assert correction.scanned_serial == examples["correct_sesam"]
    assert correction.reported_by == "klinik@returkoll.demo"
    assert correction.device.flagged


def test_an_unknown_serial_can_be_reported_as_well(clinic: Clinic) -> None:
    number = clinic.new_return()
    token = report_link(clinic, number, "HELT-NY-777").split("token=")[1]
    assert "HELT-NY-777" in clinic.client.get(f"/returer/{number}/anmal?token={token}").text
    clinic.client.post(f"/returer/{number}/anmal", data={"token": token})
    db.session.rollback()
    assert db.session.scalars(sa.select(Correction.scanned_serial)).all() == ["HELT-NY-777"]
