"""The figures in docs/security-rules.md are those of the code, and what the house never calls is called nowhere."""

import ast
import datetime
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts import passwords, pin, sign_in
from accounts.password_link import GOOD_FOR, LinkKind
from accounts.second_factor import code_app, passkey, recovery_code
from accounts.tokens import api_token
from app import DEFAULTS, FRAMEWORK, _secret_on_file
from registry.imports.table.source import MAX_COLUMNS
from returns.photo import MOST_PHOTOS
from returns.sealing import MOST_ENVELOPES
from scanner.pictures import header
from scripts.environment import ROOT
from web.api.bearer import OF_TOKEN
from web.http import access, limits
from web.serving import arriving
from workbooks import workbook_sheets

RULES = (ROOT / "docs/security-rules.md").read_text()
ROOMS = ("accounts", "common", "identity", "labels", "operations", "photos", "printing", "registry", "returns",
"scanner", "warehouse", "web", "workbooks")  # fmt: skip
NEVER = {
    "eval", "exec", "compile", "pickle.loads", "pickle.load", "marshal.loads", "shelve.open", "yaml.load",
    "os.system", "os.popen",
    "subprocess.getoutput", "render_template_string", "flask.render_template_string", "hashlib.md5", "hashlib.new",
    "random.random", "random.choice",
    "random.randint", "uuid.uuid1", "xml.etree.ElementTree.parse", "tempfile.mktemp",
}  # fmt: skip
OF_OUR_OWN_TEXTS = {
    *("database.py", "operations/backup.py", "operations/older_backup.py", "operations/night/drill.py"),
    *("registry/imports/job_lock.py", "registry/imports/jobs.py", "registry/imports/run.py"),
    *("registry/imports/rows/devices.py", "registry/similar_serials.py"),
}
"""Where a statement is put together: of names of our tables, and of constants. Looked through by hand."""
WRITTEN = {
    "2.1.1": "What a field may hold",
    "2.1.2": "What has to fit together",
    "2.1.3": "What there may be at most",
    "5.1.1": "Files that are taken",
    "6.1.1": "Guessing",
    "6.1.2": "A password",
    "6.1.3": "Ways in",
    "7.1.1": "How long a sign-in lasts",
    "7.1.2": "any number of times",
    "7.1.3": "The region's service",
    "8.1.1": "Function",
    "8.1.2": "Fields",
    "11.1.1": "Change it when",
    "11.1.2": "Keys and algorithms",
    "13.1.1": "Whom the server talks with",
    "14.1.1": "What is kept, and how well",
    "14.1.2": "What is kept, and how well",
    "15.1.1": "Parts that others made",
    "15.1.3": "What takes long, and what holds it",
    "16.1.1": "What is logged",
}
HOURS = datetime.timedelta(hours=1)
ACCOUNT, ADDRESS, DEVICE = limits.OF_ACCOUNT, limits.OF_ADDRESS, limits.OF_DEVICE
CODE_PACE, PIN_PACE = code_app.CODE_PACE, pin.PIN_PACE
INVITED, ANOTHER = GOOD_FOR[LinkKind.INVITE].days, GOOD_FOR[LinkKind.NEW_PASSWORD].days
BOOK = workbook_sheets
FIGURES = {
    "a password": f"{passwords.SHORTEST_PASSWORD} to {passwords.LONGEST_PASSWORD} characters",
    "a sign-in": f"| usually | {sign_in.IDLE // HOURS} hours | {sign_in.LONGEST // HOURS} hours |",
    "a remembered one": f"{sign_in.IDLE_REMEMBERED.days} days | {sign_in.LONGEST_REMEMBERED.days} days |",
    "the lock": f"locked after {DEFAULTS['LOCK_MINUTES']} minutes",
    "the code's wait": f"one-time code | {sign_in.CODE_WITHIN.total_seconds() / 60:.0f} minutes |",
    "links": f"{INVITED} days for the first password, {ANOTHER} day for another",
    "tokens": f"for {api_token.MOST_DAYS} days at most",
    "an account": f"an account {ACCOUNT.at_once} tries at once and then one every {ACCOUNT.every_s:.0f} s",
    "an address": f"for an address {ADDRESS.at_once} and one a second",
    "a device": f"before {DEVICE.at_once} and one every {DEVICE.every_s:.0f} s",
    "a PIN": f"A PIN: {PIN_PACE.at_once},\nthen one every {PIN_PACE.every_s:.0f} s",
    "a code": f"A one-time code: {CODE_PACE.at_once}, then one every {CODE_PACE.every_s:.0f} s",
    "the API": f"{OF_TOKEN.at_once} calls of the API at once for each key and then ten a second",
    "wrong PINs": f"{pin.MOST_WRONG_PINS} wrong PINs in a row, {code_app.MOST_WRONG_CODES} wrong one-time codes",
    "photos": f"{MOST_PHOTOS} photos of a product, {MOST_ENVELOPES} envelopes of a return",
    "passkeys": f"{passkey.MOST_PASSKEYS} passkeys of a person",
    "a form": f"{FRAMEWORK['MAX_FORM_MEMORY_SIZE'] >> 20} MB of form fields",
    "an untold body": f"{arriving.UNTOLD_MOST >> 20} MB of a body that does not say its length",
    "strangers": f"{access.OPEN_MOST >> 10} KB from somebody who has not signed in",
    "a header": f"{arriving.HEADER_MOST >> 10} KB of header",
    "a picture": f"{DEFAULTS['MAX_UPLOAD_MB']} MB (`RETURKOLL_MAX_UPLOAD_MB`)",
    "its size": f"{header.MAX_PIXELS // 1_000_000} million pixels, {header.MAX_SIDE:,} a side",
    "a workbook": f"{BOOK.MAX_UNPACKED >> 20} MB unpacked, {BOOK.MAX_PACKING} times its own size",
    "its columns": f"{MAX_COLUMNS} columns",
    "imports": f"{DEFAULTS['MAX_IMPORT_MB']} MB (`RETURKOLL_MAX_IMPORT_MB`)",
    "the audit log": f"the audit log {DEFAULTS['AUDIT_YEARS']} years",
    "drafts": f"empty drafts {DEFAULTS['EMPTY_DRAFT_DAYS']} days",
    "random bits": f"{api_token.SECRET_BYTES * 8} and {int(recovery_code.LENGTH * 4.954)} random bits",
}


@pytest.mark.parametrize("number", WRITTEN)
def test_what_the_standard_asks_for_is_written_down(number: str) -> None:
    """OWASP ASVS 5.0 has this to be documented."""
    words = WRITTEN[number]
    assert f"## {words}" in RULES or f"**{words}**" in RULES or words in RULES


@pytest.mark.parametrize("of", FIGURES)
def test_a_figure_is_that_of_the_code(of: str) -> None:
    assert FIGURES[of] in RULES


def test_every_word_that_no_password_is_made_of_is_listed() -> None:
    listed = " ".join(RULES.split())
    assert all(f" {word}" in listed for word in passwords.EVERYBODY_KNOWS)


def calls_in(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Each call with the dotted name by which it is called."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def modules() -> list[Path]:
    return [
        ROOT / "app.py",
        ROOT / "database.py",
        *(path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))),
    ]


def test_nothing_runs_what_it_was_sent_and_nothing_secret_is_guessable() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules()
        for name, _call in calls_in(path)
        if name in NEVER
    ]
    assert not found


def test_no_process_is_started_by_a_shell_and_no_certificate_is_taken_unseen() -> None:
    wrong = {("shell", True), ("verify", False), ("check_hostname", False), ("autoescape", False)}
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules()
        for name, call in calls_in(path)
        for given in call.keywords
        if isinstance(given.value, ast.Constant) and (given.arg, given.value.value) in wrong
    ]
    assert not found


def test_no_statement_for_the_database_is_put_together_from_texts() -> None:
    """A text of ours may name a table of ours; what a person sent is always a parameter."""
    found = {
        str(path.relative_to(ROOT))
        for path in modules()
        for name, call in calls_in(path)
        if name.split(".")[-1] in ("text", "exec_driver_sql", "execute")
        and call.args
        and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    }
    assert found == OF_OUR_OWN_TEXTS


def test_scripts_take_no_text_for_code_and_listen_to_no_other_window() -> None:
    for path in (ROOT / "static/js").rglob("*.js"):
        script = path.read_text()
        for never in (
            "eval(",
            "new Function",
            "document.write",
            "outerHTML =",
            "insertAdjacentHTML",
            "jsonp",
            "window.onmessage",
        ):
            assert never not in script, f"{path.name}: {never}"


def test_the_proxys_example_takes_no_old_tls() -> None:
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in (ROOT / "docs/deployment/nginx.conf").read_text()


def test_no_proxys_example_leads_programs_from_http_to_https() -> None:
    assert "listen 80" not in (ROOT / "docs/deployment/nginx.conf").read_text()
    in_the_clear = (ROOT / "docs/deployment/Caddyfile").read_text().partition("http://returkoll")[2]
    assert re.search(r'handle /api/\* \{\s+respond "HTTPS only" 403', in_the_clear)


def test_the_service_has_no_more_rights_than_it_needs() -> None:
    unit = (ROOT / "docs/deployment/returkoll.service").read_text()
    for line in (
        "User=returkoll",
        "NoNewPrivileges=true",
        "ProtectSystem=strict",
        "PrivateTmp=true",
        "UMask=0077",
    ):
        assert line in unit


def test_the_secret_that_is_made_is_read_by_its_owner_alone(tmp_path: Path) -> None:
    made = _secret_on_file(tmp_path / "secret-key")
    assert len(bytes.fromhex(made)) == 32
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert _secret_on_file(tmp_path / "secret-key") == made
