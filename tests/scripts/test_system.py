"""What the system lacks is installed by name; where that cannot be done, one line says what to install."""

import os
import shutil
from pathlib import Path

import pytest

from scripts import system
from scripts.system import Need, SetUpError, provide

MET = Need("there-already", "is there", lambda: True)
MISSING = Need("not-there", "is not there", lambda: False)


@pytest.fixture
def nothing_on_the_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def executable(path: Path, script: str) -> None:
    path.write_text(f"#!{shutil.which('sh', path=os.defpath)}\n{script}\n")
    path.chmod(0o755)


def test_a_system_that_lacks_nothing_is_left_alone(nothing_on_the_path: Path) -> None:
    provide([MET])


def test_without_apt_one_line_says_which_packages_to_install(nothing_on_the_path: Path) -> None:
    with pytest.raises(SetUpError) as refused:
        provide([MET, MISSING, MISSING])
    assert str(refused.value).endswith("try again: not-there not-there")
    assert "\n" not in str(refused.value)
    assert "there-already" not in str(refused.value)


def test_apt_installs_what_is_missing_and_nothing_else(
    nothing_on_the_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    bin_folder, mark = nothing_on_the_path, nothing_on_the_path / "installed"
    (bin_folder / "env").symlink_to(shutil.which("env", path=os.defpath) or "")
    said_to_apt = bin_folder / "said"
    executable(bin_folder / "apt-get", f'echo "$*" >> {said_to_apt}; case $1 in install) : > {mark};; esac')
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    provide([MET, Need("wanted", "is wanted", mark.exists)])
    assert "wanted                is wanted" in capfd.readouterr().out
    assert said_to_apt.read_text().splitlines() == [
        "update --quiet=2",
        "install --yes --quiet=2 --no-install-recommends wanted",
    ]


def test_a_user_who_is_not_root_goes_through_sudo(
    nothing_on_the_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    executable(nothing_on_the_path / "apt-get", "")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert system.apt_command() is None
    executable(nothing_on_the_path / "sudo", "")
    assert system.apt_command() == ["sudo", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]


def test_an_apt_that_fails_stops_the_set_up_with_the_step_that_failed(
    nothing_on_the_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (nothing_on_the_path / "env").symlink_to(shutil.which("env", path=os.defpath) or "")
    executable(nothing_on_the_path / "apt-get", "echo no such host; exit 100")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(SetUpError, match=r"apt-get update --quiet=2` ended with 100"):
        provide([MISSING])
    assert "no such host" in capfd.readouterr().out


def test_a_library_that_is_not_installed_is_missed() -> None:
    assert system.loads("libc.so.6")()
    assert not system.loads("libreturkoll-does-not-exist.so.0")()
