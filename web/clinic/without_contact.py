"""What a tablet asks for after its queue was sent: how the return looks now."""

from flask import render_template
from flask.typing import ResponseReturnValue

from returns.lookup import WITH_LINES
from web.clinic.blueprint import clinic, clinic_only, own_return


@clinic.get("/<number>/innehall")
@clinic_only
def contents(number: str) -> ResponseReturnValue:
    """The list of what is packed, as it is now."""
    return render_template("clinic/_contents.html", return_=own_return(number, WITH_LINES))
