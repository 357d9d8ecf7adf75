"""`make dev`'s second half, inside .venv: Returkoll on this machine only, which starts anew when its code changes."""

import sys

from werkzeug.serving import is_running_from_reloader

from app import create_app
from scripts.addresses import Address, AddressError
from scripts.first_accounts import NoAdministratorError
from scripts.start import prepare_database, print_beside


def main() -> int:
    address = Address.from_environment("http")
    if not is_running_from_reloader():
        try:
            address.require_free()
            prepare_database(address, None)
        except (AddressError, NoAdministratorError) as error:
            print(error, file=sys.stderr)
            return 1
        print_beside()
    app = create_app({"TEMPLATES_AUTO_RELOAD": True})
    app.run("127.0.0.1", address.port, debug=True, threaded=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
