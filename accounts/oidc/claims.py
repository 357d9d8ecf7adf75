"""What the sign-in service says of a person, read and judged by the settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.oidc.refusal import RefusalKind, SignInRefused
from accounts.oidc.sign_in_service import SignInService
from accounts.roles import RoleName


@dataclass(frozen=True)
class Claimed:
    """Who has come, and where they work, as far as the service says it."""

    person_id: str
    place: str = ""
    """The workplace that the commission is for: `clinic:` with the unit's code, `warehouse` or `admin`; "" where it
    says none."""
    roles: frozenset[RoleName] | None = None
    """None where the service does not say it."""
    units: tuple[str, ...] | None = None
    """Codes of units; None where the service does not say it."""


def read_claims(said: Mapping[str, Any], service: SignInService) -> Claimed:
    """Raises SignInRefused for a level of assurance or a commission that is not among those that were set, for a person
    without the claim that says who they are, and for one without a role where the service says roles."""
    if service.levels and said.get("acr") not in service.levels:
        raise SignInRefused(RefusalKind.LEVEL)
    person_id = said.get(service.id_claim)
    if not isinstance(person_id, str) or not person_id.strip() or not person_id.isprintable():
        raise SignInRefused(RefusalKind.UNKNOWN, id="–")
    commission = str(said.get(service.commission_claim, ""))
    by_commission = {one.casefold(): place for one, place in service.commissions.items()}
    if by_commission and commission.casefold() not in by_commission:
        raise SignInRefused(RefusalKind.COMMISSION)
    return Claimed(
        person_id.strip(),
        by_commission.get(commission.casefold(), ""),
        claimed_roles(said, service) if service.role_claim else None,
        tuple(values(said, service.unit_claim)) if service.unit_claim else None,
    )


def claimed_roles(said: Mapping[str, Any], service: SignInService) -> frozenset[RoleName]:
    found = frozenset(service.roles[one] for one in values(said, service.role_claim) if one in service.roles)
    if not found:
        raise SignInRefused(RefusalKind.ROLE)
    return found


def values(said: Mapping[str, Any], claim: str) -> list[str]:
    """A claim with one value or several. What no database can store is none."""
    found = said.get(claim, [])
    several = found if isinstance(found, list) else [found]
    return [str(one) for one in several if str(one).isprintable()]
