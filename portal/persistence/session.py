"""Connections: one way to read without a transaction, one way to write in exactly one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from portal.persistence.sealed import VAULT, seal_before_flush
from portal.persistence.vault import Vault

WRITERS_LOCK = 0x6B657973
"""The advisory lock that every writer of a PostgreSQL database shares, and that a change of keys takes alone."""
BUSY_MILLISECONDS = 15_000
_PATIENCE = {"timeout": BUSY_MILLISECONDS / 1000}
IDLE_SECONDS = 1.0
"""After so long a reading connection is asked whether it still stands; at every reading, that would be one journey in two."""
_USED = "used"


class Database:
    """One database, embedded (SQLite in WAL mode) or large (PostgreSQL)."""

    def __init__(self, url: str, vault: Vault) -> None:
        """``vault`` holds the keys of everything in it that lies sealed."""
        self.url = make_url(url)
        self.vault = vault
        self.embedded = self.url.get_backend_name() == "sqlite"
        self._one_writes = Lock()
        self.engine = self._engine()
        """Where is written, in transactions."""
        self._reader = self._engine_for_reading()

    def _engine(self) -> Engine:
        if not self.embedded:
            engine = create_engine(self.url, pool_pre_ping=True, hide_parameters=True)
            event.listen(engine, "connect", _limit_patience)
            event.listen(engine, "begin", self._begin_shared)
            return engine
        if self.url.database not in {None, "", ":memory:"}:
            # SQLite would let everybody on the machine read it, and gives its side files the same mode.
            with suppress(OSError):
                Path(str(self.url.database)).touch(mode=0o600)
        engine = create_engine(self.url, connect_args=_PATIENCE, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", self._begin_immediate)
        return engine

    def _engine_for_reading(self) -> Engine:
        """Connections that never begin a transaction: nothing to begin, to roll back or to switch on the way in and out."""
        engine = create_engine(
            self.url,
            connect_args=_PATIENCE if self.embedded else {},
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
            hide_parameters=True,
        )
        if self.embedded:
            event.listen(engine, "connect", _prepare_sqlite_for_reading)
        else:
            event.listen(engine, "checkout", self._ping_if_idle)
            event.listen(engine, "checkin", _note_use)
        return engine

    def _ping_if_idle(
        self, connection: DBAPIConnection, entry: ConnectionPoolEntry, _: PoolProxiedConnection
    ) -> None:
        """Ask a connection that was not used lately whether it still stands; the pool gives another when it does not."""
        now = time.monotonic()
        if now - entry.info.get(_USED, now) < IDLE_SECONDS:
            return
        dialect = self._reader.dialect
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading only; every statement stands alone and nothing can be written."""
        with ReadingSession(
            self._reader, autoflush=False, expire_on_commit=False, info={VAULT: self.vault}
        ) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        with (
            self._turn(),
            WritingSession(
                self.engine, expire_on_commit=False, info={VAULT: self.vault}
            ) as session,
            session.begin(),
        ):
            yield session

    def wait_for_writers(self) -> None:
        """Return when everybody who was writing is done; whoever begins later has looked at the keys since."""
        if self.embedded:
            with self._turn(), self.engine.begin():
                return
        with self._reader.connect() as connection:
            # In a statement of its own the lock is given back as soon as it was had.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")

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

    def _begin_immediate(self, connection: Connection) -> None:
        if _writes(connection):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            self.vault.refresh()

    def _begin_shared(self, connection: Connection) -> None:
        if _writes(connection):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock_shared({WRITERS_LOCK})")
            self.vault.refresh()

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()
        self._reader.dispose()


class ReadingSession(Session):
    """Refuses to write."""


class WritingSession(Session):
    """Seals what is written."""


class WriteWhileReading(RuntimeError):
    """Something tried to write through a session that was opened for reading."""


def _refuse_flush(session: Session, *_: Any) -> None:
    if session.new or session.dirty or session.deleted:
        raise WriteWhileReading(
            f"{len(session.new)} new, {len(session.dirty)} changed, {len(session.deleted)} deleted"
        )


event.listen(ReadingSession, "before_flush", _refuse_flush)
event.listen(WritingSession, "before_flush", seal_before_flush)


def _note_use(_: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
    entry.info[_USED] = time.monotonic()


def _limit_patience(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # As on SQLite: whoever holds a row for ever must not keep everybody else waiting for ever.
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = {BUSY_MILLISECONDS}")
    cursor.close()
    connection.commit()


def _prepare_sqlite_for_reading(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    _prepare_sqlite(connection, entry)
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver must not begin by itself: a deferred BEGIN that later writes fails at once when another wrote first.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.close()


def _writes(connection: Connection) -> bool:
    return connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT"
