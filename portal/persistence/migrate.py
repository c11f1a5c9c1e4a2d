"""Brings a database to the tables this code expects. No configuration file: everything is said here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from portal.persistence.keyring import FixedKeys
from portal.persistence.models import Case
from portal.persistence.proofs import make_first_keys, settle_keys
from portal.persistence.renewal import seal_open_files
from portal.persistence.sealed_files import SealedFiles
from portal.persistence.session import Database
from portal.persistence.vault import Vault

FOLDER = Path(__file__).parent / "migrations"
TABLES = Case.metadata
"""Every table: importing one model from the package declares them all."""
SEALED_SINCE = "0004"
"""The migration before which a database knew no keys."""
LOCK = 0x706F7274616C
"""The advisory lock under which a PostgreSQL database is changed; any number that nobody else uses."""


NO_KEYS = Vault(FixedKeys(""))
"""For looking at tables, which needs no key."""


def _config(connection: Connection | None = None, vault: Vault = NO_KEYS) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["vault"] = vault
    return config


def upgrade(database_url: str, vault: Vault, files: SealedFiles | None = None) -> bool:
    """Run every migration that this database has not seen, in one transaction; tells whether there was one.

    A migration that seals what lay open needs the keys; the first ones are made here. ``files`` is the store of an
    installation, on the same vault: what it holds is sealed with the rows. None where there is no store.
    """
    db = Database(database_url, vault)
    try:
        with db.engine.connect() as connection, _without_foreign_keys(db, connection):
            changed = _upgrade(db, connection, files)
        if changed:
            settle_keys(db)
        if changed and db.embedded:
            _leave_nothing_behind(db)
        return changed
    finally:
        db.close()


def _upgrade(db: Database, connection: Connection, files: SealedFiles | None) -> bool:
    with connection.begin():
        if not db.embedded:
            # SQLite's transaction shuts others out by itself; here whoever comes second waits, then finds it done.
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        there = revision(connection)
        if there == newest():
            return False
        if there < SEALED_SINCE:
            make_first_keys(db.vault)
            # Before the tables say that they are sealed: a start after a break goes on with those that are left. Never
            # later, or bytes that somebody has put in a file's place would be sealed as if they were the file.
            if files is not None:
                seal_open_files(files)
        command.upgrade(_config(connection, db.vault), "head")
        return True


@contextmanager
def _without_foreign_keys(db: Database, connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew, and dropping the old one must not take others' rows with it."""
    if not db.embedded:
        yield
        return
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        if raw.execute("PRAGMA foreign_key_check").fetchone():
            raise BrokenReferences
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


class BrokenReferences(RuntimeError):
    """After the migrations some row points at one that is not there."""


def _leave_nothing_behind(db: Database) -> None:
    """What was sealed or dropped must not go on lying in pages that are no longer used."""
    raw = db.engine.raw_connection()
    try:
        raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


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
    db = Database(database_url, NO_KEYS)
    try:
        with db.engine.begin() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return [str(change) for change in compare_metadata(context, TABLES)]
    finally:
        db.close()


def write(database_url: str, message: str) -> None:
    """Write a migration for what the models changed since the last one. The database must be at the last one."""
    db = Database(database_url, NO_KEYS)
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
