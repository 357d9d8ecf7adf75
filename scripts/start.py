"""`make run`'s second half, inside .venv: the database, the first accounts, the addresses, and Gunicorn."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from flask_migrate import upgrade

from app import create_app
from scripts import first_accounts
from scripts.addresses import Address, AddressError, qr_lines
from web import demo

ROOT = Path(__file__).resolve().parent.parent
WHITE_ON_BLACK, PLAIN = "\x1b[97;40m", "\x1b[0m"


def main() -> int:
    try:
        address = Address.from_environment()
        address.require_free()
        prepare_database(address)
    except (AddressError, first_accounts.NoAdministratorError) as error:
        print(error, file=sys.stderr)
        return 1
    print_beside()
    return serve(address)


def prepare_database(address: Address) -> None:
    with create_app().app_context():
        upgrade()
        first_accounts.provide()
        announce(address, demo.accounts())


def announce(address: Address, accounts: list[demo.Account]) -> None:
    """Say where Returkoll answers and who can sign in."""
    network = address.url_on_network()
    print("\nReturkoll is starting. Stop it with Ctrl-C.\n")
    print(f"  on this machine   {address.url_here()}")
    if network:
        print(f"  on the network    {network}\n")
        for line in qr_lines(network):
            print(f"  {in_colour(line)}")
    if accounts:
        print(f"\n  Demo accounts, password {demo.PASSWORD}:")
        for account in accounts:
            print(f"    {account.email:<24}{account.name}")
    print(flush=True)


def in_colour(line: str) -> str:
    """White on black whatever the terminal's own colours are; scanners want the right way round."""
    return f"{WHITE_ON_BLACK}{line}{PLAIN}" if sys.stdout.isatty() else line


def print_beside() -> None:
    """The worker that sends labels to network printers. It ends with this process, which becomes Gunicorn."""
    flask = [sys.executable, "-m", "flask", "--app", "app"]
    subprocess.Popen([*flask, "printers", "work", "--beside", str(os.getpid())], cwd=ROOT)


def serve(address: Address) -> NoReturn:
    os.chdir(ROOT)
    gunicorn = str(Path(sys.executable).parent / "gunicorn")
    os.execv(gunicorn, [gunicorn, "--bind", str(address), "app:create_app()"])


if __name__ == "__main__":
    sys.exit(main())
