"""The reverse proxy that tests put in front of two servers: the system's nginx, or Debian's, unpacked into `.venv`.

Installing Debian's package would start a web server on port 80. So it is only unpacked.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from scripts.environment import ENVIRONMENT

UNPACKED = ENVIRONMENT / "nginx"
PACKAGE = "nginx"


def nginx() -> str | None:
    """The program; None where there is none."""
    own = UNPACKED / "usr" / "sbin" / "nginx"
    return shutil.which("nginx", path="/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin") or (
        str(own) if own.is_file() else None
    )


def provide() -> None:
    """Unpack it where it is missing and apt can fetch it. Without it a test is skipped with a line that says so."""
    if nginx() or not (shutil.which("apt-get") and shutil.which("dpkg")):
        return
    with tempfile.TemporaryDirectory() as folder:
        quiet = {"cwd": folder, "capture_output": True}
        subprocess.run(["apt-get", "download", PACKAGE], **quiet)  # type: ignore[call-overload]
        for package in Path(folder).glob("*.deb"):
            subprocess.run(["dpkg", "-x", package.name, str(UNPACKED)], **quiet)  # type: ignore[call-overload]
    if not nginx():
        print("No nginx, so no test of two servers behind a proxy. `apt-get install nginx` brings it.")
