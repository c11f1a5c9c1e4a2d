"""Connections: one way to read without a transaction, one way to write in exactly one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_MILLISECONDS = 15_000
FILE = "file"
"""Under which a connection notes which file it has open."""


class Database:
    """One database, embedded (SQLite in WAL mode) or large (PostgreSQL)."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.embedded = self.url.get_backend_name() == "sqlite"
        self._one_writes = Lock()
        self.engine = self._engine()
        self._autocommit = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    def _engine(self) -> Engine:
        if not self.embedded:
            return create_engine(self.url, pool_pre_ping=True, hide_parameters=True)
        path = Path(str(self.url.database)).absolute()
        # SQLite would let everybody on the machine read it, and gives its side files the same mode.
        with suppress(OSError):
            path.touch(mode=0o600)
        engine = create_engine(self.url, creator=partial(_open_sqlite, path), hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "connect", partial(_note_file, path))
        event.listen(engine, "checkout", partial(_check_file, path))
        event.listen(engine, "begin", _begin_immediate)
        return engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading only; every statement stands alone and nothing can be written."""
        with Session(self._autocommit, autoflush=False, expire_on_commit=False) as session:
            event.listen(session, "before_flush", _refuse_flush)
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        with (
            self._turn(),
            Session(self.engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """SQLite's own waiting polls, and of many threads one may never get through; a lock hands over at once."""
        if not self.embedded:
            yield
            return
        if not self._one_writes.acquire(timeout=BUSY_MILLISECONDS / 1000):
            raise OperationalError("BEGIN IMMEDIATE", {}, TimeoutError("another thread is writing"))
        try:
            yield
        finally:
            self._one_writes.release()

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


class WriteWhileReading(RuntimeError):
    """Something tried to write through a session that was opened for reading."""


def _refuse_flush(session: Session, *_: Any) -> None:
    if session.new or session.dirty or session.deleted:
        raise WriteWhileReading(
            f"{len(session.new)} new, {len(session.dirty)} changed, {len(session.deleted)} deleted"
        )


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
    record.info[FILE] = _identity(path)


def _check_file(path: Path, _: DBAPIConnection, record: ConnectionPoolEntry, __: object) -> None:
    """A file that is removed lives on for whoever has it open, and what they write into it is lost; so they let go of it."""
    if record.info.get(FILE) != _identity(path):
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


def _begin_immediate(connection: Connection) -> None:
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
