"""`flask registry`: the register's commands."""

from flask.cli import AppGroup

registry_cli = AppGroup("registry", help="The register: imports of WebSesam's exports.")
