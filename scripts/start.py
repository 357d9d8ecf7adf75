"""`make run`'s second half, inside .venv: the database, the first accounts, the addresses, and the
processes that serve (scripts/serving).

With --https (`make run HTTPS=1`) it serves HTTPS with a certificate of its own making, and beside it, over plain HTTP,
the page that leads a tablet through trusting it.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from flask_migrate import upgrade

from app import create_app
from database import utcnow
from operations import demo
from operations.settings import WrongSettings
from scripts import certificates, first_accounts
from scripts.addresses import Address, AddressError, qr_lines
from scripts.certificates import CertificateError, Certificates

ROOT = Path(__file__).resolve().parent.parent
WHITE_ON_BLACK, PLAIN = "\x1b[97;40m", "\x1b[0m"
TRUST_PATH = "lita-pa/"


def main(arguments: list[str]) -> int:
    https = "--https" in arguments
    try:
        address = Address.from_environment("https" if https else "http")
        address.require_free()
        made = prepare_https(address) if https else None
        prepare_database(address, made)
    except (AddressError, CertificateError, first_accounts.NoAdministratorError, WrongSettings) as error:
        print(error, file=sys.stderr)
        return 1
    return replace_by(supervised(address, made))


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


def supervised(address: Address, made: Certificates | None) -> list[str]:
    """The command that serves, and goes on serving when a process of it dies."""
    command = [sys.executable, "-m", "scripts.serving", "--bind", str(address)]
    if made:
        secured = ["--certfile", str(made.certificate), "--keyfile", str(made.key)]
        command += [*secured, "--plain", str(address.plain)]
    return command


def replace_by(command: list[str]) -> NoReturn:
    os.chdir(ROOT)
    os.execv(command[0], command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
