"""`python3 -m scripts.setup run|test`: what `make` calls first; nothing is installed yet."""

import sys

from scripts import environment, proxy, system


def set_up_to_run() -> None:
    system.provide(system.TO_RUN)
    environment.provide(environment.TO_RUN)


def set_up_to_test() -> None:
    system.provide(system.TO_RUN)
    provide_chromium()
    environment.provide(environment.TO_TEST)
    proxy.provide()


def provide_chromium() -> None:
    """Chromium is worth asking for, but without it only the browser tests are missing."""
    needs = list(system.TO_TEST)
    if system.chromium_is_a_snap() and not system.has_chromium():
        needs.remove(system.CHROMIUM)
        print("No Chromium, so no browser tests. RETURKOLL_CHROMIUM names one, if you have it elsewhere.")
    try:
        system.provide(needs)
    except system.SetUpError as error:
        print(f"The browser tests are skipped. {error}")


STEPS = {"run": set_up_to_run, "test": set_up_to_test}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in STEPS:
        print(f"Expected one of {', '.join(STEPS)}, got {' '.join(arguments) or 'nothing'}", file=sys.stderr)
        return 2
    try:
        environment.check_python()
        STEPS[arguments[0]]()
    except system.SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
