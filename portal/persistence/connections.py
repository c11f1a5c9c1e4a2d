"""How each kind of database is connected to, for writing and for reading."""

from __future__ import annotations

import sqlite3
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

BUSY_MILLISECONDS = 15_000
IDLE_SECONDS = 1.0
"""After so long a reading connection is asked whether it still stands; at every reading, that would be one journey in two."""
_FILE = "file"
"""Under which a connection notes which file it has open."""
_USED = "used"


def writing_engine(url: URL) -> Engine:
    """Connections on which transactions are begun."""
    if url.get_backend_name() == "sqlite":
        engine = _sqlite_engine(url)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
    event.listen(engine, "connect", _limit_patience)
    return engine


def reading_engine(url: URL) -> Engine:
    """Connections that never begin a transaction: nothing to begin, to roll back or to switch on the way in and out."""
    never: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
    if url.get_backend_name() == "sqlite":
        engine = _sqlite_engine(url, **never)
        event.listen(engine, "connect", _prepare_sqlite_for_reading)
        return engine
    engine = create_engine(url, hide_parameters=True, **never)
    event.listen(engine, "checkout", partial(_ping_if_idle, engine))
    event.listen(engine, "checkin", _note_use)
    return engine


# PostgreSQL


def _limit_patience(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # As on SQLite: whoever holds a row for ever must not keep everybody else waiting for ever.
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = {BUSY_MILLISECONDS}")
    cursor.close()
    connection.commit()


def _ping_if_idle(
    engine: Engine,
    connection: DBAPIConnection,
    entry: ConnectionPoolEntry,
    _: PoolProxiedConnection,
) -> None:
    """Ask a connection that was not used lately whether it still stands; the pool gives another when it does not."""
    now = time.monotonic()
    if now - entry.info.get(_USED, now) < IDLE_SECONDS:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error


def _note_use(_: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
    entry.info[_USED] = time.monotonic()


# SQLite


def _sqlite_engine(url: URL, **more: Any) -> Engine:
    path = Path(str(url.database)).absolute()
    # SQLite would let everybody on the machine read it, and gives its side files the same mode.
    with suppress(OSError):
        path.touch(mode=0o600)
    engine = create_engine(url, creator=partial(_open_sqlite, path), hide_parameters=True, **more)
    event.listen(engine, "connect", partial(_note_file, path))
    event.listen(engine, "checkout", partial(_check_file, path))
    return engine


def _open_sqlite(path: Path) -> sqlite3.Connection:
    """Open what is there. SQLite would make an empty database in the place of one that is gone."""
    return sqlite3.connect(
        f"{path.as_uri()}?mode=rw",
        uri=True,
        timeout=BUSY_MILLISECONDS / 1000,
        check_same_thread=False,
    )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _note_file(path: Path, _: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    record.info[_FILE] = _identity(path)


def _check_file(path: Path, _: DBAPIConnection, record: ConnectionPoolEntry, __: object) -> None:
    """A file that is removed lives on for whoever has it open, and what they write into it is lost; so they let go of it."""
    if record.info.get(_FILE) != _identity(path):
        raise DisconnectionError("the database file is another one now")


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver must not begin by itself: a deferred BEGIN that later writes fails at once when another wrote first.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.close()


def _prepare_sqlite_for_reading(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    _prepare_sqlite(connection, entry)
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()
