"""`.venv` is made anew when the requirements have changed, and only then."""

from pathlib import Path

import pytest

from scripts import environment


@pytest.fixture
def installs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A project folder with requirements and a .venv; the commands that set-up runs in it."""
    commands: list[list[str]] = []
    (tmp_path / ".venv").mkdir()
    (tmp_path / "requirements.txt").write_text("flask==3.1.3\n")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(environment, "is_usable", lambda: True)
    monkeypatch.setattr(environment, "run", commands.append)
    return commands


def test_requirements_are_installed_once(installs: list[list[str]]) -> None:
    environment.provide(["requirements.txt"])
    environment.provide(["requirements.txt"])
    assert len(installs) == 1


def test_changed_requirements_are_installed_again(installs: list[list[str]]) -> None:
    environment.provide(["requirements.txt"])
    (environment.ROOT / "requirements.txt").write_text("flask==3.1.4\n")
    environment.provide(["requirements.txt"])
    assert len(installs) == 2


def test_an_installation_that_failed_is_tried_again(
    installs: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(command: list[str]) -> None:
        raise environment.SetUpError(f"{command[0]} failed")

    with monkeypatch.context() as broken:
        broken.setattr(environment, "run", fail)
        with pytest.raises(environment.SetUpError):
            environment.provide(["requirements.txt"])
    environment.provide(["requirements.txt"])
    assert len(installs) == 1
