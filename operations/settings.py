"""Whether the settings can be right. All that are wrong are told at once, when Returkoll starts."""

import ipaddress
import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import click
import sqlalchemy as sa

from accounts.oidc import SignInService
from operations.mail import MailServer
from operations.webhooks.target import networks
from photos import store_named
from scanner.symbologies import SymbologyGroup

PREFIX = "RETURKOLL_"
OF_THE_START = frozenset(
    {
        *("HOST", "PORT", "WORKERS", "DEMO", "HTTPS_FOLDER", "FOLDER"),
        *("ADMIN_EMAIL", "ADMIN_PASSWORD", "ADMIN_NAME", "CHROMIUM"),
    }
)
"""Settings that the scripts read, not the application."""
LEAST = {
    "MAX_UPLOAD_MB": 1,
    "MAX_IMPORT_MB": 1,
    "DRAFT_DAYS": 1,
    "LETTER_THICKNESS_MM": 1,
    "PROXIES": 0,
    "BACKUPS_DAILY": 1,
    "BACKUPS_WEEKLY": 0,
    "BACKUPS_MONTHLY": 0,
    "PHOTO_MONTHS": 0,
    "EMPTY_DRAFT_DAYS": 1,
    "AUDIT_YEARS": 1,
}

SWITCHES = ("HTTPS", "ADMINS_NEED_CODE", "EVERYBODY_NEEDS_CODE", "LABEL_LOOK_DEMANDED", "RATELIMIT_ENABLED")
"""Any text that is not empty would count as true."""


class WrongSettings(click.ClickException, ValueError):  # noqa: N818 - it is an answer for whoever starts it
    """Returkoll does not start; the message names every setting that is wrong."""

    def __init__(self, wrong: list[str]) -> None:
        super().__init__("These settings are wrong:\n" + "\n".join(f"  {one}" for one in wrong))


def judge_settings(config: Mapping[str, Any]) -> None:
    """Raises WrongSettings."""
    wrong = list(_faults(config))
    if wrong:
        raise WrongSettings(wrong)


def unknown_settings(known: Mapping[str, Any]) -> list[str]:
    """Variables of the environment that look like settings and are none: a mistyped name is ignored silently."""
    return sorted(
        name
        for name in os.environ
        if name.startswith(PREFIX)
        and not name.startswith((f"{PREFIX}TEST_", f"{PREFIX}REQUIRE_", f"{PREFIX}BENCH_"))
        and name.removeprefix(PREFIX) not in known
        and name.removeprefix(PREFIX) not in OF_THE_START
    )


def _faults(config: Mapping[str, Any]) -> Iterator[str]:
    for name, least in LEAST.items():
        value = config[name]
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            yield f"{PREFIX}{name}: expected a whole number from {least}, got {value!r}"
    for name in SWITCHES:
        if config[name] not in (True, False):  # 1 and 0 are as good
            yield f"{PREFIX}{name}: expected true or false, got {config[name]!r}"
    if not isinstance(config["LOCK_MINUTES"], int | float) or config["LOCK_MINUTES"] <= 0:
        yield f"{PREFIX}LOCK_MINUTES: expected minutes, more than 0, got {config['LOCK_MINUTES']!r}"
    for name, judge in JUDGED.items():
        try:
            judge(config)
        except (ValueError, re.error, sa.exc.ArgumentError) as error:
            yield f"{PREFIX}{name}: {error}"


def _database(config: Mapping[str, Any]) -> None:
    url = str(config["DATABASE_URL"])
    if url and not url.startswith(("sqlite:///", "postgresql://", "postgres://", "postgresql+psycopg://")):
        raise ValueError(f"expected sqlite:///… or postgresql://…, got {url.split('://')[0]}://…")
    if url:
        sa.make_url(url)


def _public_url(config: Mapping[str, Any]) -> None:
    url = urlsplit(str(config["PUBLIC_URL"]))
    if config["PUBLIC_URL"] and (url.scheme not in ("http", "https") or not url.hostname or url.query):
        raise ValueError(f"expected https://host, got {config['PUBLIC_URL']!r}")


def _hosts(config: Mapping[str, Any]) -> None:
    for name in str(config["HOSTS"]).split():
        if not re.fullmatch(r"[A-Za-z0-9.-]+", name):
            raise ValueError(f"expected names without https:// and port, with spaces between, got {name!r}")


def _company_prefix(config: Mapping[str, Any]) -> None:
    prefix = str(config["GS1_COMPANY_PREFIX"])
    if prefix and not re.fullmatch(r"\d{4,12}", prefix):
        raise ValueError(f"expected 4 to 12 digits, got {prefix!r}")


def _printer_ports(config: Mapping[str, Any]) -> None:
    for part in str(config["PRINTER_PORTS"]).split():
        ends = part.split("-")
        if len(ends) > 2 or not all(end.isdecimal() and 0 < int(end) < 65536 for end in ends):
            raise ValueError(f"expected ports and ranges such as 631 and 9100-9107, got {part!r}")


def _symbologies(config: Mapping[str, Any]) -> None:
    unknown = set(str(config["SYMBOLOGIES"]).split()) - set(SymbologyGroup)
    if unknown:
        raise ValueError(f"expected names from {' '.join(SymbologyGroup)}, got {' '.join(sorted(unknown))}")


def _log_level(config: Mapping[str, Any]) -> None:
    if str(config["LOG_LEVEL"]).upper() not in logging.getLevelNamesMapping():
        raise ValueError(f"expected DEBUG, INFO, WARNING or ERROR, got {config['LOG_LEVEL']!r}")


def _networks(config: Mapping[str, Any]) -> None:
    for network in str(config["METRICS_ADDRESSES"]).split():
        ipaddress.ip_network(network)


def _admins_need_code(config: Mapping[str, Any]) -> None:
    if not isinstance(config["ADMINS_NEED_CODE"], bool):
        raise ValueError(f"expected true or false, got {config['ADMINS_NEED_CODE']!r}")


JUDGED: dict[str, Callable[[Mapping[str, Any]], object]] = {
    "DATABASE_URL": _database,
    "PUBLIC_URL": _public_url,
    "HOSTS": _hosts,
    "GS1_COMPANY_PREFIX": _company_prefix,
    "PRINTER_PORTS": _printer_ports,
    "ORDER_NUMBER_PATTERN": lambda config: re.compile(str(config["ORDER_NUMBER_PATTERN"])),
    "SYMBOLOGIES": _symbologies,
    "LOG_LEVEL": _log_level,
    "WEBHOOK_NETWORKS": lambda config: networks(str(config["WEBHOOK_NETWORKS"])),
    "METRICS_ADDRESSES": _networks,
    "ADMINS_NEED_CODE": _admins_need_code,
    "MAIL_SERVER": MailServer.from_settings,
    "OIDC_ISSUER": SignInService.from_settings,
    "PHOTO_STORE": lambda config: store_named(str(config["PHOTO_STORE"])),
}
"""Each raises ValueError, with what was expected and what came."""
