"""Labels to try things on."""

import datetime

from labels import Address, Kind, Label

UNIT = Address("Hörselmottagningen Kungälv", ("Lasarettsgatan 1",), "442 34", "Kungälv")
WAREHOUSE = Address("Huvudlagret", ("Box 1234",), "431 22", "Mölndal")
LABEL = Label(
    kind=Kind.TO_WAREHOUSE,
    number="RK7H4MCXD",
    url="https://returkoll.example/r/RK7H4MCXD",
    sender=UNIT,
    recipient=WAREHOUSE,
    order_number="4711",
    items=3,
    date=datetime.date(2026, 11, 23),
)
