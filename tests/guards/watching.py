"""Watches a database: which tables were written to while somebody looked away, and how many statements a page took."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, event

_WRITE = re.compile(
    r"^\s*(?:WITH\b.*?\)\s*)?(INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM"
    r"|CREATE\s+\w+|DROP\s+\w+|ALTER\s+TABLE)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?[\"'`]?(\w+)",
    re.IGNORECASE | re.DOTALL,
)

_APART = re.compile(
    r"BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|.*\b(?:access_record|pg_advisory_\w+)\b",
    re.DOTALL,
)
"""What frames statements, and the record of who looked, which is written beside the page."""


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are put to any database meanwhile, those that only frame others left out."""
    told: list[str] = []

    def executed(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not _APART.match(statement):
            told.append(statement)

    event.listen(Engine, "before_cursor_execute", executed)
    try:
        yield told
    finally:
        event.remove(Engine, "before_cursor_execute", executed)


class Watch:
    """While open, notes every statement of an engine that writes. ``written`` are the tables."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.written: set[str] = set()

    def __enter__(self) -> Self:
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        written = table_written(statement)
        if written is not None:
            self.written.add(written)


def table_written(statement: str) -> str | None:
    """The table that a statement writes to; None when it only reads."""
    found = _WRITE.match(statement)
    return found.group(2).lower() if found else None
