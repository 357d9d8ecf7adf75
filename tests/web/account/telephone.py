"""A telephone with an app for one-time codes (TOTP, RFC 6238)."""

import datetime
import re
from typing import Any

from passlib.totp import TOTP


class Telephone:
    """The app: it has read the page's key, and shows a code for each half minute."""

    def __init__(self, page: str) -> None:
        (key,) = re.findall(r'class="code">([A-Z2-7-]{39})<', page)
        self.app: Any = TOTP(key=key, format="base32")  # type: ignore[no-untyped-call]

    def code(self, half_minutes_from_now: int = 0) -> str:
        now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=30 * half_minutes_from_now)
        return str(self.app.generate(now.timestamp()).token)
