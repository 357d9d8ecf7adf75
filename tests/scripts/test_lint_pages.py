"""`make check` finds what is wrong with scripts, stylesheets and templates. Each linter is really called."""

from pathlib import Path

import pytest

from scripts import lint_pages

STYLESHEET = "a {\n  color: red;\n}\n"
TEMPLATE = "{% block main %}\n<p>{{ words }}</p>\n{% endblock %}\n"
SCRIPT = "export function double(number) {\n  return 2 * number\n}\n"
WORKER = (
    'const CACHE = "returkoll-{{ version }}"\n\nself.addEventListener("fetch", () => caches.open(CACHE))\n'
)

GOOD = {
    "static/js/core/double.js": SCRIPT,
    "static/css/base.css": STYLESHEET,
    "templates/home/index.html": TEMPLATE,
    "templates/pwa/service_worker.js": WORKER,
}
FAULTS = [
    ("static/js/core/double.js", SCRIPT.replace("number\n", "nummer\n"), "no-undef"),
    ("templates/pwa/service_worker.js", WORKER.replace("open(CACHE)", "open(CACHED)"), "no-undef"),
    ("static/css/base.css", "a {\n  colour: red;\n}\n", "noUnknownProperty"),
    ("static/css/base.css", "a { color: red; margin: 0; }\n", "formatting"),
    ("templates/home/index.html", TEMPLATE.replace("<p>", "<button>"), "H043"),
    ("templates/home/index.html", TEMPLATE.replace("words", "words ~ " * 20 + "words"), "index.html:2"),
]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project with the linters' real configuration."""
    for name in (".oxlintrc.json", "biome.jsonc", "pyproject.toml"):
        (tmp_path / name).write_text((lint_pages.ROOT / name).read_text())
    for name, text in GOOD.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(lint_pages, "ROOT", tmp_path)
    return tmp_path


def test_pages_without_a_fault_pass(project: Path) -> None:
    assert lint_pages.main([]) == 0


@pytest.mark.parametrize(("name", "text", "told"), FAULTS)
def test_a_fault_is_told_and_fails(
    project: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, told: str
) -> None:
    if name.endswith(".css") and not (lint_pages.BIN / "biome").exists():
        pytest.skip("there is no Biome for this machine")
    (project / name).write_text(text)
    assert lint_pages.main([]) == 1
    assert told in capsys.readouterr().out


def test_fixing_writes_one_declaration_a_line(project: Path) -> None:
    if not (lint_pages.BIN / "biome").exists():
        pytest.skip("there is no Biome for this machine")
    stylesheet = project / "static/css/base.css"
    stylesheet.write_text("a { color: red; margin: 0; }\n")
    assert lint_pages.main(["--fix"]) == 0
    assert stylesheet.read_text() == "a {\n  color: red;\n  margin: 0;\n}\n"
