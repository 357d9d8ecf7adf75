"""The application factory. It puts configuration, extensions and blueprints together and does nothing else."""

import hashlib
import logging
import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from apiflask import APIFlask
from flask.sessions import SecureCookieSessionInterface
from flask_babel import Babel
from flask_migrate import Migrate
from flask_security import Security
from itsdangerous import Serializer, Signer
from werkzeug.middleware.proxy_fix import ProxyFix

import web
from accounts import datastore
from accounts.sign_in import IDLE_REMEMBERED
from common.patient_log import make_logger
from common.privacy import mask_log_entry
from database import as_in_migrations, db
from operations.audit.by_command import audit_commands, tell_of_import
from operations.audit.cli import audit_cli
from operations.backup import backup_command, restore_command
from operations.demo import demo_command
from operations.doctor import doctor_command
from operations.night.cli import nightly_command
from operations.notices.cli import notices_cli
from operations.photo_moving import photos_cli
from operations.settings import judge_settings
from operations.token_command import token_cli
from operations.user_command import user_cli
from operations.webhooks import listen_for_events
from operations.webhooks.cli import webhooks_cli
from photos import store_named
from photos.stored_photo import STORE
from printing.cli import printers_cli
from registry.cli import registry_cli
from registry.imports import follow_device_imports, watch_imports
from scanner.symbologies import SymbologyGroup
from warehouse.cli import events_cli
from warehouse.shelves.delivered import let_delivered_leave
from web.api.bearer import PageCsrf
from web.http.judged_text import judge_texts
from web.http.language import choose_language
from web.http.limits import limit
from web.http.signed_in import sign_in_by_row

HERE = Path(__file__).parent
ENVIRONMENT_PREFIX = "RETURKOLL_"

DEFAULTS: dict[str, Any] = {
    # Returkoll's own settings; the README's table says what each is for.
    "DATABASE_URL": "",
    "SECRET_KEY": "",
    "PUBLIC_URL": "",
    "HOSTS": "",
    "GS1_COMPANY_PREFIX": "",
    "PRINTER_PORTS": "443 631 6101 9100-9107",
    "MAX_UPLOAD_MB": 25,
    "ORDER_NUMBER_PATTERN": r"\d{6,10}",
    "DRAFT_DAYS": 3,
    "LABEL_LOOK_DEMANDED": False,
    "LETTER_THICKNESS_MM": 30,
    "SUPPORT_EMAIL": "",
    "SYMBOLOGIES": " ".join(SymbologyGroup),
    "WEBHOOK_NETWORKS": "",
    "MAIL_SERVER": "",
    "MAIL_FROM": "",
    "LOCK_MINUTES": 10,
    "ADMINS_NEED_CODE": False,
    "EVERYBODY_NEEDS_CODE": False,
    "OIDC_ISSUER": "",
    "OIDC_CLIENT_ID": "",
    "OIDC_CLIENT_SECRET": "",
    "OIDC_NAME": "regionens inloggning",
    "OIDC_SCOPE": "openid profile",
    "OIDC_ID_CLAIM": "employeeHsaId",
    "OIDC_LEVELS": "",
    "OIDC_COMMISSION_CLAIM": "commissionHsaId",
    "OIDC_COMMISSIONS": "",
    "OIDC_ROLE_CLAIM": "",
    "OIDC_ROLES": "",
    "OIDC_UNIT_CLAIM": "",
    "METRICS_TOKEN": "",
    "METRICS_ADDRESSES": "",
    "PHOTO_STORE": "database",
    "BACKUP_FOLDER": "",
    "BACKUP_COMMAND": "",
    "BACKUPS_DAILY": 7,
    "BACKUPS_WEEKLY": 5,
    "BACKUPS_MONTHLY": 12,
    "PHOTO_MONTHS": 0,
    "EMPTY_DRAFT_DAYS": 30,
    "AUDIT_YEARS": 5,
    "MAX_IMPORT_MB": 500,
    "PROXIES": 0,
    "HTTPS": False,
    "LOCAL_AUTHORITY": "",
    "TRUST_URL": "",
    "LOG_LEVEL": "INFO",
    "RATELIMIT_ENABLED": True,
}

FRAMEWORK: dict[str, Any] = {
    "LANGUAGES": ("sv", "en"),
    "BABEL_DEFAULT_LOCALE": "sv",
    "BABEL_DEFAULT_TIMEZONE": "Europe/Stockholm",
    "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
    "PERMANENT_SESSION_LIFETIME": 12 * 3600,
    "SESSION_COOKIE_NAME": "session",
    "SESSION_COOKIE_SECURE": False,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "REMEMBER_COOKIE_NAME": "remember_token",
    "REMEMBER_COOKIE_SECURE": False,
    "REMEMBER_COOKIE_DURATION": int(IDLE_REMEMBERED.total_seconds()),
    "REMEMBER_COOKIE_HTTPONLY": True,
    "REMEMBER_COOKIE_SAMESITE": "Lax",
    "WTF_CSRF_TIME_LIMIT": None,  # as long as the session, because a tablet lies unlocked on the desk all day
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_LENGTH_MIN": 8,
    "SECURITY_LOGIN_URL": "/logga-in",
    "SECURITY_LOGOUT_URL": "/logga-ut",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_LOGOUT_VIEW": "/logga-in",
    "SECURITY_UNAUTHORIZED_VIEW": None,
    "SECURITY_SEND_REGISTER_EMAIL": False,
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "SECURITY_I18N_DIRNAME": ["builtin", str(HERE / "translations")],
    # The same answer for a wrong address as for a wrong password: neither says which accounts exist.
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_FLASH_MESSAGES": True,
    # Less than none: Flask-Security then has no page that asks for the password again. Nothing here leads to it.
    "SECURITY_FRESHNESS": timedelta(seconds=-1),
}


def create_app(test_config: Mapping[str, Any] | None = None) -> APIFlask:
    """The whole application. Settings in `test_config` override those of the environment."""
    app = APIFlask(
        __name__,
        title="Returkoll",
        version="1",
        json_errors=False,
        docs_path=None,
        spec_path="/api/v1/openapi.json",
        static_folder=str(HERE / "static"),
        instance_path=os.environ.get("RETURKOLL_FOLDER") or str(HERE / "instance"),
    )
    app.config.from_mapping(DEFAULTS)
    app.config.from_mapping(FRAMEWORK)
    app.config.from_prefixed_env(ENVIRONMENT_PREFIX.rstrip("_"))
    app.config.from_mapping(test_config or {})
    app.extensions["returkoll_settings"] = DEFAULTS
    _derive_settings(app)
    set_up_logging(app.config["LOG_LEVEL"])
    sign_with_sha256(app)
    judge_texts(app)
    _set_up_extensions(app)
    web.register(app)
    follow_device_imports(let_delivered_leave)
    watch_imports(tell_of_import)
    listen_for_events()
    app.cli.add_command(user_cli)
    app.cli.add_command(registry_cli)
    app.cli.add_command(printers_cli)
    app.cli.add_command(events_cli)
    app.cli.add_command(audit_cli)
    app.cli.add_command(token_cli)
    app.cli.add_command(webhooks_cli)
    app.cli.add_command(notices_cli)
    app.cli.add_command(demo_command)
    app.cli.add_command(backup_command)
    app.cli.add_command(restore_command)
    app.cli.add_command(photos_cli)
    app.cli.add_command(doctor_command)
    app.cli.add_command(nightly_command)
    audit_commands(app.cli)
    return app


def _derive_settings(app: APIFlask) -> None:
    """What follows from the settings: the database's address in SQLAlchemy's form, limits in bytes, safe cookies."""
    config = app.config
    judge_settings(config)
    app.extensions[STORE] = store_named(config["PHOTO_STORE"])
    Path(app.instance_path).mkdir(parents=True, exist_ok=True)
    url = config["DATABASE_URL"] or f"sqlite:///{Path(app.instance_path) / 'returkoll.sqlite'}"
    if url.startswith(("postgresql://", "postgres://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    config["SQLALCHEMY_DATABASE_URI"] = url
    config["SECRET_KEY"] = config["SECRET_KEY"] or _secret_on_file(Path(app.instance_path) / "secret-key")
    config.setdefault("SECURITY_PASSWORD_SALT", config["SECRET_KEY"])
    config["MAX_CONTENT_LENGTH"] = int(config["MAX_UPLOAD_MB"]) * 1024 * 1024
    if config["HTTPS"]:
        config["SESSION_COOKIE_SECURE"] = config["REMEMBER_COOKIE_SECURE"] = True
        config["SESSION_COOKIE_NAME"], config["REMEMBER_COOKIE_NAME"] = (
            "__Host-session",
            "__Host-remember_token",
        )
    if config["PROXIES"]:
        hops = int(config["PROXIES"])
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


class Sessions(SecureCookieSessionInterface):
    """Flask's own, with SHA-256. What it signs is HMAC, for which SHA-1 is not broken; nothing new is built on it all
    the same (OWASP ASVS 5.0, 11.4.1)."""

    digest_method = staticmethod(hashlib.sha256)


def sign_with_sha256(app: APIFlask) -> None:
    """Everything that itsdangerous signs: sessions, links, cards, device cookies, CSRF tokens. What a version before
    this one has signed is still read: nobody is signed out by an upgrade."""
    Signer.default_digest_method = staticmethod(hashlib.sha256)
    Serializer.default_fallback_signers = [
        {"digest_method": hashlib.sha1, "key_derivation": kind} for kind in ("django-concat", "hmac")
    ]
    app.session_interface = Sessions()


def _secret_on_file(path: Path) -> str:
    """The secret that signs sessions. It is made once and stored beside the database, where only its owner can read
    it."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    secret = secrets.token_hex(32)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
    return secret


def set_up_logging(level: str) -> None:
    """Log one JSON object a line. Every personnummer in it is masked, also those that a library has logged."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            mask_log_entry,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[str(level).upper()]
        ),
        logger_factory=make_logger,
    )


def _set_up_extensions(app: APIFlask) -> None:
    db.init_app(app)
    # SQLite alters a column by making the table anew (batch mode).
    Migrate(app, db, directory=str(HERE / "migrations"), render_as_batch=True, render_item=as_in_migrations)
    PageCsrf(app)  # type: ignore[no-untyped-call]
    Babel(app, locale_selector=choose_language, default_translation_directories=str(HERE / "translations"))
    Security(app, datastore, register_blueprint=True)
    sign_in_by_row(app)
    limit(app)
