"""A return on its way, by calls of the API."""

from typing import Any

from tests.web.api.conftest import Program


def packed(clinic: Program, *serials: str) -> dict[str, Any]:
    """A draft with these products, whose questions are answered."""
    number = clinic.post("/returns")["number"]
    for serial in serials:
        (result,) = clinic.post(f"/returns/{number}/lines", text=serial)["results"]
        assert result["state"] == "packed", result
        answers = {item["code"]: "yes" for item in result["line"]["checklist"]}
        path = f"/returns/{number}/lines/{result['line']['id']}/checklist"
        assert clinic.ask("PUT", path, json={"answers": answers}).status_code == 200
    shown: dict[str, Any] = clinic.get(f"/returns/{number}")
    return shown


def seal(clinic: Program, number: str, **said: object) -> Any:
    body = {"order_number": "7654321", "lithium": True, **said}
    return clinic.ask("POST", f"/returns/{number}/seal", json=body)


def received(clinic: Program, receiver: Program, *serials: str) -> dict[str, Any]:
    """A return whose only envelope has come with everything in it, and is taken in."""
    number = packed(clinic, *serials)["number"]
    assert seal(clinic, number).status_code == 200
    clinic.post(f"/returns/{number}/hand-over")
    for serial in serials:
        receiver.post(f"/returns/{number}/received", text=serial)
    taken: dict[str, Any] = receiver.post(f"/returns/{number}/envelopes/1/take-in")
    return taken
