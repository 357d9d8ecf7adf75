"""What browsers are told: scripts from here only, no frames, and nothing kept on a shared tablet."""

from collections.abc import Callable

from flask.testing import FlaskClient

SignIn = Callable[[str], FlaskClient]


def test_a_page_is_not_kept_and_runs_only_our_scripts(signed_in: SignIn) -> None:
    answer = signed_in("clinic").get("/returer/")
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_static_files_may_be_kept(signed_in: SignIn) -> None:
    with signed_in("clinic").get("/static/js/core/app.js") as answer:
        assert "no-store" not in answer.headers.get("Cache-Control", "")
