"""`flask token` makes, lists and revokes tokens, and each deed stands in the audit log."""

import sqlalchemy as sa
from apiflask import APIFlask

from accounts.tokens import ApiToken
from database import db
from operations.audit import AuditEntry


def run(app: APIFlask, *arguments: str) -> str:
    result = app.test_cli_runner().invoke(args=["token", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_token_is_made_listed_and_revoked(demo_app: APIFlask) -> None:
    text = run(demo_app, "make", "Ekonomi", "--role", "warehouse", "--scope", "stock").strip()
    (token,) = ApiToken.every()
    assert text.startswith("rk_")
    assert text not in str(db.session.execute(sa.text("SELECT * FROM api_token")).all())
    listed = run(demo_app, "list")
    assert "integration:Ekonomi" in listed
    assert "until" in listed
    run(demo_app, "revoke", str(token.id))
    assert "not good" in run(demo_app, "list")
    db.session.rollback()
    assert [entry.actor for entry in db.session.scalars(sa.select(AuditEntry))] == ["flask token"] * 2
    assert [event.what.value for event in token.user.history] == [
        "integration made",
        "token made",
        "token revoked",
    ]


def test_what_the_role_cannot_is_refused(demo_app: APIFlask) -> None:
    arguments = ["token", "make", "X", "--role", "warehouse", "--scope", "imports"]
    result = demo_app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 1
    assert "scopes" in result.output
    assert not ApiToken.every()
