"""The settings page as it is sent: every field as it stands at first, but those that a test names."""

from flask.testing import FlaskClient

EVERY_KIND = ["EAN", "Code39", "ITF", "Codabar", "Code93", "DataBar", "PDF417", "Aztec", "MaxiCode"]
AS_BEFORE: dict[str, str | list[str]] = {
    "symbologies": EVERY_KIND,
    "draft_days": "3",
    "fewest_digits": "6",
    "most_digits": "10",
    "letter_thickness_mm": "30",
    "support_email": "",
    "lock_minutes": "10",
    "printer_ports": "443 631 6101 9100-9107",
    "photo_months": "0",
    "empty_draft_days": "30",
    "audit_years": "5",
}


def say(admin: FlaskClient, **fields: str | list[str]) -> int:
    return admin.post("/admin/installningar", data={**AS_BEFORE, **fields}).status_code
