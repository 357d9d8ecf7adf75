"""The unit's products that a supplier takes back for only a few days more. After that the money is lost."""

from flask.typing import ResponseReturnValue

from web.clinic.blueprint import clinic, clinic_only, own_unit
from web.site import ending_rights


@clinic.get("/returratt-snart-slut")
@clinic_only
def expiring_soon() -> ResponseReturnValue:
    return ending_rights.page("clinic.expiring_soon", own_unit())


@clinic.get("/returratt-snart-slut.csv")
@clinic_only
def expiring_soon_csv() -> ResponseReturnValue:
    return ending_rights.csv_answer(own_unit())
