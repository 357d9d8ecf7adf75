"""`make run`'s second half, inside .venv: the database, the first accounts, the addresses, and Gunicorn.

With --https (`make run HTTPS=1`) it serves HTTPS with a certificate of its own making, and beside it, over plain HTTP,
the page that leads a tablet through trusting it.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

from flask_migrate import upgrade

from app import create_app
from database import utcnow
from operations import demo
from scripts import certificates, first_accounts
from scripts.addresses import Address, AddressError, qr_lines
from scripts.certificates import CertificateError, Certificates

ROOT = Path(__file__).resolve().parent.parent
WHITE_ON_BLACK, PLAIN = "\x1b[97;40m", "\x1b[0m"
TRUST_PATH = "lita-pa/"
LOOKS_EVERY = 0.3  # seconds
STOPS_WITHIN = 25


def main(arguments: list[str]) -> int:
    https = "--https" in arguments
    try:
        address = Address.from_environment("https" if https else "http")
        address.require_free()
        made = prepare_https(address) if https else None
        prepare_database(address, made)
    except (AddressError, CertificateError, first_accounts.NoAdministratorError) as error:
        print(error, file=sys.stderr)
        return 1
    print_beside()
    return supervise(commands(address, made)) if made else replace_by(gunicorn(address))


def prepare_https(address: Address) -> Certificates:
    """The certificates, and what the app is told of them through its environment."""
    address.plain.require_free()
    folder = Path(os.environ.get("RETURKOLL_HTTPS_FOLDER") or ROOT / "instance" / "https")
    made = certificates.provide(folder, address.hosts(), utcnow())
    trust = address.plain.url_on_network() or address.plain.url_here()
    os.environ |= {
        "RETURKOLL_HTTPS": "true",
        "RETURKOLL_LOCAL_AUTHORITY": str(made.authority),
        "RETURKOLL_TRUST_URL": trust + TRUST_PATH,
    }
    return made


def prepare_database(address: Address, made: Certificates | None) -> None:
    with create_app().app_context():
        upgrade()
        first_accounts.provide()
        announce(address, demo.accounts(), made)


def announce(address: Address, accounts: list[demo.Account], made: Certificates | None) -> None:
    """Say where Returkoll answers and who can sign in."""
    network = address.url_on_network()
    print("\nReturkoll is starting. Stop it with Ctrl-C.\n")
    print(f"  on this machine   {address.url_here()}")
    if network:
        print(f"  on the network    {network}\n")
    if made:
        announce_trust(made)
    elif network:
        draw(network)
    if accounts:
        print(f"\n  Demo accounts, password {demo.PASSWORD}:")
        for account in accounts:
            print(f"    {account.email:<24}{account.name}")
    print(flush=True)


def announce_trust(made: Certificates) -> None:
    url = os.environ["RETURKOLL_TRUST_URL"]
    print(f"  A tablet's first visit: {url}")
    print("  It leads through trusting this machine. Compare the fingerprint that it shows with this one:")
    print(f"  {made.fingerprint}\n")
    draw(url)


def draw(url: str) -> None:
    for line in qr_lines(url):
        print(f"  {in_colour(line)}")


def in_colour(line: str) -> str:
    """White on black whatever the terminal's own colours are; scanners want the right way round."""
    return f"{WHITE_ON_BLACK}{line}{PLAIN}" if sys.stdout.isatty() else line


# --- serving


def print_beside() -> None:
    """The worker that sends labels to network printers. It ends with this process, whatever that becomes."""
    flask = [sys.executable, "-m", "flask", "--app", "app"]
    subprocess.Popen([*flask, "printers", "work", "--beside", str(os.getpid())], cwd=ROOT)


def gunicorn(address: Address, *arguments: str, app: str = "app:create_app()") -> list[str]:
    return [str(Path(sys.executable).parent / "gunicorn"), "--bind", str(address), *arguments, app]


def commands(address: Address, made: Certificates) -> list[list[str]]:
    secured = gunicorn(address, "--certfile", str(made.certificate), "--keyfile", str(made.key))
    plain = gunicorn(address.plain, "--workers", "1", app=f"scripts.plain_http:create_app({address.port})")
    return [secured, plain]


def replace_by(command: list[str]) -> NoReturn:
    os.chdir(ROOT)
    os.execv(command[0], command)


def supervise(wanted: list[list[str]]) -> int:
    """Run them side by side; when one ends, or we are told to stop, all end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    running = [subprocess.Popen(command, cwd=ROOT) for command in wanted]
    try:
        while all(process.poll() is None for process in running):
            time.sleep(LOOKS_EVERY)
        return next(process.returncode for process in running if process.returncode is not None)
    except KeyboardInterrupt:
        return 0
    finally:
        for process in running:
            process.terminate()
        for process in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOPS_WITHIN)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
