"""The settings of the region's sign-in service (docs/signing-in.md), read and checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from accounts.roles import RoleName

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class SignInService:
    """Which service it is, and what it must say of somebody who is let in."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    """As the button on the sign-in page says it."""
    scope: str
    id_claim: str
    """The claim with the person's own number there, as it stands on the People page."""
    levels: tuple[str, ...]
    """Levels of assurance (`acr`), one of which is asked for; none where any will do."""
    commission_claim: str
    commissions: Mapping[str, str] = field(default_factory=dict)
    """Commissions, one of which is asked for, each with the workplace that it is for: "" where it says none. Empty
    where any commission will do, and none."""
    role_claim: str = ""
    roles: Mapping[str, RoleName] = field(default_factory=dict)
    """What the role claim may say, and the role that it stands for. Empty: roles are those of the People page."""
    unit_claim: str = ""
    """The claim with codes of units. "": units are those of the People page."""

    @classmethod
    def from_settings(cls, config: Mapping[str, Any]) -> "SignInService | None":
        """None where no service is set. Raises ValueError that names all settings that are wrong."""
        if not config["OIDC_ISSUER"]:
            return None
        if problems := list(_problems(config)):
            raise ValueError("; ".join(problems))
        return cls(
            issuer=str(config["OIDC_ISSUER"]),
            client_id=str(config["OIDC_CLIENT_ID"]),
            client_secret=str(config["OIDC_CLIENT_SECRET"]),
            name=str(config["OIDC_NAME"]),
            scope=str(config["OIDC_SCOPE"]),
            id_claim=str(config["OIDC_ID_CLAIM"]),
            levels=tuple(_words(config["OIDC_LEVELS"])),
            commission_claim=str(config["OIDC_COMMISSION_CLAIM"]),
            commissions={one: place for one, _, place in _pairs(config["OIDC_COMMISSIONS"])},
            role_claim=str(config["OIDC_ROLE_CLAIM"]),
            roles={one: RoleName(role) for one, _, role in _pairs(config["OIDC_ROLES"])},
            unit_claim=str(config["OIDC_UNIT_CLAIM"]),
        )

    @property
    def proves_more_than_a_password(self) -> bool:
        """Whether the region has said which levels of assurance will do."""
        return bool(self.levels)

    @property
    def host(self) -> str:
        return urlsplit(self.issuer).hostname or self.issuer


def _words(setting: Any) -> list[str]:
    return str(setting).split()


def _pairs(setting: Any) -> Iterator[tuple[str, str, str]]:
    """`A=B C` as ("A", "=", "B") and ("C", "", ""). The last equals sign parts them: a group's name may have one."""
    for word in _words(setting):
        left, equals, right = word.rpartition("=")
        yield (left, equals, right) if equals else (right, "", "")


def _problems(config: Mapping[str, Any]) -> Iterator[str]:
    yield from _problems_of_service(config)
    yield from _problems_of_people(config)


def _problems_of_service(config: Mapping[str, Any]) -> Iterator[str]:
    address = urlsplit(str(config["OIDC_ISSUER"]))
    is_safe = address.scheme == "https" or (address.scheme == "http" and address.hostname in THIS_MACHINE)
    if not (is_safe and address.hostname):
        yield f"expected an address https://… in RETURKOLL_OIDC_ISSUER, got {config['OIDC_ISSUER']}"
    for name, what in (
        ("OIDC_CLIENT_ID", "the name that the sign-in service knows this server by"),
        ("OIDC_ID_CLAIM", "the name of a claim"),
        ("OIDC_COMMISSION_CLAIM", "the name of a claim"),
        ("OIDC_NAME", "what the button on the sign-in page says"),
    ):
        if not str(config[name]).strip():
            yield f"expected {what} in RETURKOLL_{name}, got nothing"
    if "openid" not in _words(config["OIDC_SCOPE"]):
        yield f"expected openid among the words in RETURKOLL_OIDC_SCOPE, got {config['OIDC_SCOPE']!r}"


def _problems_of_people(config: Mapping[str, Any]) -> Iterator[str]:
    for commission, equals, place in _pairs(config["OIDC_COMMISSIONS"]):
        if not commission or (equals and not _is_place(place)):
            yield (
                "expected a commission, or commission=clinic:unit's code, =warehouse or =admin, in "
                f"RETURKOLL_OIDC_COMMISSIONS, got {commission}{equals}{place}"
            )
    for said, _, role in _pairs(config["OIDC_ROLES"]):
        if not said or role not in set(RoleName):
            yield (
                "expected what a claim says, and =clinic, =warehouse or =admin, in RETURKOLL_OIDC_ROLES, "
                f"got {said}={role}"
            )
    if bool(config["OIDC_ROLE_CLAIM"]) is not bool(_words(config["OIDC_ROLES"])):
        yield "expected both RETURKOLL_OIDC_ROLE_CLAIM and RETURKOLL_OIDC_ROLES, or neither"
    if config["OIDC_UNIT_CLAIM"] and not config["OIDC_ROLE_CLAIM"]:
        yield "expected RETURKOLL_OIDC_ROLE_CLAIM, too, as RETURKOLL_OIDC_UNIT_CLAIM is set"


def _is_place(place: str) -> bool:
    role, _, unit = place.partition(":")
    if role == RoleName.CLINIC:
        return bool(unit)
    return role in (RoleName.WAREHOUSE, RoleName.ADMIN) and not unit
