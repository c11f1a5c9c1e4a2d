"""Brings a database to the tables this code expects. No configuration file: everything is said here."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from portal.persistence.models import Case
from portal.persistence.session import Database

FOLDER = Path(__file__).parent / "migrations"
TABLES = Case.metadata
"""Every table: importing one model from the package declares them all."""
LOCK = 0x706F7274616C
"""The advisory lock under which a PostgreSQL database is changed; any number that nobody else uses."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(database_url: str) -> bool:
    """Run every migration that this database has not seen, in one transaction; tells whether there was one."""
    db = Database(database_url)
    try:
        with db.engine.begin() as connection:
            if not db.embedded:
                # SQLite's transaction shuts others out by itself; here whoever comes second waits, then finds it done.
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
            if MigrationContext.configure(connection).get_current_revision() == newest():
                return False
            command.upgrade(_config(connection), "head")
            return True
    finally:
        db.close()


def newest() -> str:
    """The revision this code expects."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def revision(connection: Connection) -> str:
    """The revision a database is at; empty when it has no tables of ours."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def is_known(revision: str) -> bool:
    """Whether this code has the migration of that name, so that it can go on from there."""
    return any(
        script.revision == revision
        for script in ScriptDirectory.from_config(_config()).walk_revisions()
    )


def differences(database_url: str) -> list[str]:
    """What the models say and the database does not, or the other way round; empty when they agree."""
    db = Database(database_url)
    try:
        with db.engine.begin() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return [str(change) for change in compare_metadata(context, TABLES)]
    finally:
        db.close()


def write(database_url: str, message: str) -> None:
    """Write a migration for what the models changed since the last one. The database must be at the last one."""
    db = Database(database_url)
    try:
        with db.engine.begin() as connection:
            config = _config(connection)
            heads = ScriptDirectory.from_config(config).get_revisions("heads")
            number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
            last = heads[0].revision if heads and heads[0] else None
            command.revision(
                config, message, autogenerate=True, rev_id=f"{number:04d}", head=last or "head"
            )
    finally:
        db.close()
