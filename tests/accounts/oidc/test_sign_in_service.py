"""The settings of the region's sign-in service: what is wrong is told at start, all at once."""

import pytest

from accounts import RoleName
from accounts.oidc import SignInService
from app import DEFAULTS, create_app

SET = {**DEFAULTS, "OIDC_ISSUER": "https://idp.example", "OIDC_CLIENT_ID": "returkoll"}


def test_without_an_issuer_there_is_none() -> None:
    assert SignInService.from_settings(DEFAULTS) is None


def test_what_is_not_said_is_as_ineras_service_has_it() -> None:
    service = SignInService.from_settings(SET)
    assert service
    assert (service.id_claim, service.commission_claim) == ("employeeHsaId", "commissionHsaId")
    assert not service.proves_more_than_a_password


def test_commissions_and_roles_are_read_with_what_they_stand_for() -> None:
    service = SignInService.from_settings(
        {
            **SET,
            "OIDC_COMMISSIONS": "SE1-A=clinic:1001 SE1-B SE1-C=warehouse",
            "OIDC_ROLE_CLAIM": "groups",
            "OIDC_ROLES": "CN=lager=warehouse 7f0c=admin",
        }
    )
    assert service
    assert service.commissions == {"SE1-A": "clinic:1001", "SE1-B": "", "SE1-C": "warehouse"}
    assert service.roles == {"CN=lager": RoleName.WAREHOUSE, "7f0c": RoleName.ADMIN}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OIDC_ISSUER", "http://idp.example"),
        ("OIDC_ISSUER", "idp.example"),
        ("OIDC_CLIENT_ID", ""),
        ("OIDC_ID_CLAIM", " "),
        ("OIDC_SCOPE", "profile"),
        ("OIDC_COMMISSIONS", "SE1-A=clinic"),
        ("OIDC_COMMISSIONS", "SE1-A=boss"),
        ("OIDC_ROLES", "lager=warehouse"),
        ("OIDC_ROLES", "lager"),
        ("OIDC_ROLE_CLAIM", "groups"),
        ("OIDC_UNIT_CLAIM", "unit"),
    ],
)
def test_each_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"RETURKOLL_{name}"):
        SignInService.from_settings({**SET, name: value})


def test_the_server_does_not_start_with_wrong_ones_and_names_them_all() -> None:
    wrong = {"OIDC_ISSUER": "ftp://x", "OIDC_SCOPE": "", "OIDC_ROLES": "a=b"}
    with pytest.raises(ValueError, match=r"OIDC_ISSUER.*OIDC_CLIENT_ID.*OIDC_SCOPE.*OIDC_ROLES"):
        create_app(wrong)
