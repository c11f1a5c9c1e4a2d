"""Connections: one way to read without a transaction, one way to write in exactly one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.persistence.connections import BUSY_MILLISECONDS, reading_engine, writing_engine
from portal.persistence.gathering import Reader
from portal.persistence.revisions import count_changes, note_changes
from portal.persistence.sealed import VAULT, seal_before_flush
from portal.persistence.vault import Vault

WRITERS_LOCK = 0x6B657973
"""The advisory lock that every writer of a PostgreSQL database shares, and that a change of keys takes alone."""


class Database:
    """One database, embedded (SQLite in WAL mode) or large (PostgreSQL)."""

    def __init__(self, url: str, vault: Vault) -> None:
        """``vault`` holds the keys of everything in it that lies sealed."""
        self.url = make_url(url)
        self.vault = vault
        self.embedded = self.url.get_backend_name() == "sqlite"
        self._one_writes = Lock()
        self.engine = writing_engine(self.url)
        """Where is written, in transactions."""
        begin = self._begin_immediate if self.embedded else self._begin_shared
        event.listen(self.engine, "begin", begin)
        self._reader = reading_engine(self.url)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading only; every statement stands alone and nothing can be written."""
        with ReadingSession(
            self._reader, autoflush=False, expire_on_commit=False, info={VAULT: self.vault}
        ) as session:
            yield session

    @contextmanager
    def looking(self) -> Iterator[Reader]:
        """For pages asked for all the time: the connection of a reading session, for gatherings only."""
        with self._reader.connect() as connection:
            yield Reader(connection, self.vault)

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
    """Seals what is written, and counts the changes of each case."""


class WriteWhileReading(RuntimeError):
    """Something tried to write through a session that was opened for reading."""


def _refuse_flush(session: Session, *_: Any) -> None:
    if session.new or session.dirty or session.deleted:
        raise WriteWhileReading(
            f"{len(session.new)} new, {len(session.dirty)} changed, {len(session.deleted)} deleted"
        )


event.listen(ReadingSession, "before_flush", _refuse_flush)
event.listen(WritingSession, "before_flush", seal_before_flush)
event.listen(WritingSession, "before_flush", note_changes)
event.listen(WritingSession, "before_commit", count_changes)


def _writes(connection: Connection) -> bool:
    return connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT"
