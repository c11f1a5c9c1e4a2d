"""Every head the journal ever sealed, at hand by case without holding them all in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from portal.domain.chain import Head


class Heads:
    """A table in a file of its own that is gone when it is closed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute(
            "CREATE TABLE head (case_id BLOB, length INTEGER, hash BLOB,"
            " PRIMARY KEY (case_id, length, hash)) WITHOUT ROWID"
        )

    def add(self, heads: Iterable[tuple[UUID, Head]]) -> None:
        """Keep heads; the same twice is one."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO head VALUES (?, ?, ?)",
            [(case.bytes, head.length, head.hash) for case, head in heads],
        )

    def take(self, case: UUID) -> list[Head]:
        """The heads of a case, the shortest first; they are asked for once."""
        rows = self._connection.execute(
            "SELECT length, hash FROM head WHERE case_id = ? ORDER BY length", (case.bytes,)
        ).fetchall()
        if rows:
            self._connection.execute("DELETE FROM head WHERE case_id = ?", (case.bytes,))
        return [Head(length, hash_) for length, hash_ in rows]

    def left(self) -> Iterator[tuple[UUID, int]]:
        """Cases nobody has asked for, and the length of each."""
        rows = self._connection.execute("SELECT case_id, max(length) FROM head GROUP BY case_id")
        return ((UUID(bytes=case), length) for case, length in rows)


@contextmanager
def no_heads() -> Iterator[Heads]:
    """An empty table of heads."""
    # SQLite keeps a database without a name on disk as soon as it grows, and removes it by itself.
    connection = sqlite3.connect("", isolation_level=None)
    try:
        yield Heads(connection)
    finally:
        connection.close()
