"""What this device can do (camera, HTTPS, storage, printer and the rest), and what to do about what it cannot.

The device looks at itself (static/js/pages/this_device.js). The page has the words for every outcome.
"""

from flask import render_template, request

from web.installed.blueprint import installed


@installed.get("/enheten")
def this_device() -> str:
    return render_template("pwa/device.html", secure=request.is_secure)
