"""`flask token`: tokens of the API from the command line. It does what the page does."""

from collections.abc import Sequence

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from accounts.roles import RoleName, Workplace
from accounts.tokens import ApiToken, Scope
from accounts.tokens.api_token import USUAL_DAYS
from accounts.tokens.integration import provide_integration
from common.sentence import WrongFields
from database import db, forget_and_write, utcnow
from operations.audit import Audited, AuditKind, record
from operations.user_command import known_user
from registry.models import Unit

token_cli = AppGroup("token", help="Tokens of the API: what other systems use it with.")
BY_TOKEN_COMMAND = "flask token"  # noqa: S105 - what ran the command


def _place(role: str, unit_code: str | None) -> Workplace:
    if unit_code is None:
        return Workplace(RoleName(role))
    unit = db.session.scalar(sa.select(Unit).where(Unit.code == unit_code))
    if unit is None:
        raise click.ClickException(f"No unit has the code {unit_code}. Import the units first.")
    return Workplace(RoleName(role), unit)


def _audit(what: str) -> None:
    audited = Audited(AuditKind.ACCOUNTS, actor=BY_TOKEN_COMMAND, subject=f"{BY_TOKEN_COMMAND} {what}")
    record(db.session, audited, utcnow())


@token_cli.command("make")
@click.argument("name")
@click.option(
    "--user", "email", help="The person that it works as. Without one it is an integration of that name."
)
@click.option("--role", type=click.Choice([role.value for role in RoleName]), required=True)
@click.option("--unit", "unit_code", help="The unit's code, for the role of a clinic.")
@click.option(
    "--scope", "scopes", type=click.Choice([one.value for one in Scope]), multiple=True, required=True
)
@click.option("--days", type=int, default=USUAL_DAYS, show_default=True, help="How long it is good.")
def make_command(
    name: str, email: str | None, role: str, unit_code: str | None, scopes: Sequence[str], days: int
) -> None:
    """Make a token and print it. It is shown now, and never again."""
    if role == RoleName.CLINIC and unit_code is None:
        raise click.ClickException("A clinic's token needs --unit with the unit's code.")
    try:
        with forget_and_write():
            place, now = _place(role, unit_code), utcnow()
            user = (
                known_user(email)
                if email
                else provide_integration(name, place, actor=BY_TOKEN_COMMAND, now=now)
            )
            made, text = ApiToken.make(
                user,
                name=name,
                scopes=[Scope(one) for one in scopes],
                place=place,
                days=days,
                actor=BY_TOKEN_COMMAND,
                now=now,
            )
            _audit(f"make (token {made.id})")
    except WrongFields as error:
        faults = "; ".join(f"{name}: {sentence}" for name, sentence in error.faults.items())
        raise click.ClickException(faults) from error
    click.echo(text)


@token_cli.command("revoke")
@click.argument("token_id", type=int)
def revoke_command(token_id: int) -> None:
    """Revoke a token by its number, as `flask token list` shows it."""
    with forget_and_write():
        token = db.session.get(ApiToken, token_id)
        if token is None:
            raise click.ClickException(f"No token has the number {token_id}. `flask token list` shows all.")
        token.revoke(actor=BY_TOKEN_COMMAND, now=utcnow())
        _audit(f"revoke (token {token_id})")
    click.echo(f"Token {token_id} is good for nothing any more.")


@token_cli.command("list")
def list_tokens_command() -> None:
    """List the tokens: number, name, account, workplace, scopes, until when, last used."""
    now = utcnow()
    for token in ApiToken.every():
        state = f"until {token.ends_at:%Y-%m-%d}" if token.is_good(now) else "not good"
        used = f"used {token.used_at:%Y-%m-%d %H:%M} UTC" if token.used_at else "never used"
        click.echo(
            "\t".join(
                (
                    str(token.id),
                    token.name,
                    token.user.email,
                    token.place,
                    ",".join(token.scopes),
                    state,
                    used,
                )
            )
        )
