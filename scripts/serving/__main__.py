"""`python -m scripts.serving`: Returkoll's processes, supervised. `make run` ends in it, and systemd may start it.

    python -m scripts.serving --bind 0.0.0.0:8000 [--certfile F --keyfile F --plain 0.0.0.0:8001] [--no-printers]
                            [--no-webhooks] [--no-notices] [--no-nights] [--no-nursery]

It stays when a process of it dies: another one is started. SIGHUP takes new code: the migrations are run, new processes
start beside the old ones on the same sockets, and the old ones leave. SIGTERM stops all.
"""

import argparse
import os
import sys
from pathlib import Path

from scripts.serving import metrics_folder
from scripts.serving.supervision import ROOT, Service, Supervisor, can_adopt, listen

HERE = Path(sys.executable).parent
FLASK = (sys.executable, "-m", "flask", "--app", "app")


def main(arguments: list[str]) -> int:
    asked = parsed(arguments)
    try:
        services = wanted(asked)
    except OSError as error:
        print(f"Cannot use {asked.bind} ({error.strerror}): stop what runs there.", file=sys.stderr)
        return 1
    try:
        return Supervisor(services, before_renewal=[(*FLASK, "db", "upgrade")]).run()
    finally:
        metrics_folder.leave(Path(os.environ.get("RETURKOLL_FOLDER") or ROOT / "instance"))


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.serving")
    parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT")
    parser.add_argument("--certfile", default="")
    parser.add_argument("--keyfile", default="")
    parser.add_argument(
        "--plain", default="", metavar="HOST:PORT", help="where the trust page answers over HTTP"
    )
    parser.add_argument("--no-printers", action="store_true", help="`flask printers work` runs elsewhere")
    parser.add_argument("--no-webhooks", action="store_true", help="`flask webhooks work` runs elsewhere")
    parser.add_argument("--no-notices", action="store_true", help="`flask notices work` runs elsewhere")
    parser.add_argument("--no-nights", action="store_true", help="a timer runs `flask nightly`")
    parser.add_argument("--no-nursery", action="store_true", help="import everything anew at each start")
    return parser.parse_args(arguments)


def wanted(asked: argparse.Namespace) -> list[Service]:
    secured = ("--certfile", asked.certfile, "--keyfile", asked.keyfile) if asked.certfile else ()
    services = [server("server", asked.bind, *secured, forks=not asked.no_nursery)]
    if asked.plain:
        port = asked.bind.rpartition(":")[2]
        trust = f"scripts.plain_http:create_app({port})"
        services.append(server("trust page", asked.plain, "--workers", "1", app=trust))
    if not asked.no_printers:
        services.append(Service("printers", (*FLASK, "printers", "work")))
    if not asked.no_webhooks:
        services.append(Service("webhooks", (*FLASK, "webhooks", "work")))
    if os.environ.get("RETURKOLL_MAIL_SERVER") and not asked.no_notices:
        services.append(Service("notices", (*FLASK, "notices", "work")))
    if not asked.no_nights:
        services.append(Service("nights", (sys.executable, "-m", "scripts.serving.nights")))
    return services


def server(
    name: str, bind: str, *arguments: str, app: str = "app:create_app()", forks: bool = False
) -> Service:
    host, _colon, port = bind.rpartition(":")
    listening = listen(host.strip("[]"), int(port))
    how = ("--bind", f"fd://{listening.fileno()}", *arguments, app)
    nursery = (sys.executable, "-m", "scripts.serving.nursery", *how) if forks and can_adopt() else ()
    command = (str(HERE / "gunicorn"), *how)
    return Service(name, command, [listening], says_ready=True, nursery_command=nursery)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
