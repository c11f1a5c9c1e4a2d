"""Inserts that the session does not look after: upserts, and many new rows at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Insert, Table, insert, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.persistence.base import Base
from portal.persistence.revisions import note_rows
from portal.persistence.sealed import HoldsSecrets, seal_row


def insert_into(session: Session, model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An insert that may say what to do when the row is there already, for the database of a session.

    Both databases speak it, SQLAlchemy has it once for each.
    """
    return insert_for(session.get_bind().dialect.name, model)


def insert_for(dialect: str, model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """The same for a dialect by name, for statements that are built once."""
    return postgresql.insert(model) if dialect == "postgresql" else sqlite.insert(model)


def insert_rows(session: Session, rows: Sequence[Base], *, once: str = "") -> None:
    """Write new rows of one model at once, sealed, with their defaults; the session does not look after them.

    Half the work of ``add_all``, for verbs that write many. What the rows point to must be in the database already. With
    ``once``, a row whose column of that name is taken already is left out.
    """
    if not rows:
        return
    model = type(rows[0])
    shape = _shape(model)
    statement = _insert(model, session.get_bind().dialect.name, once)
    session.connection().execute(statement, [shape.values(session, row) for row in rows])
    note_rows(session, rows)


@cache
def _insert(model: type[Base], dialect: str, once: str) -> Insert:
    # Built once: to build and recognise a statement takes longer than to run it.
    if not once:
        return insert(_shape(model).table)
    return insert_for(dialect, model).on_conflict_do_nothing(index_elements=[once])


class _Shape(NamedTuple):
    """How the attributes of a model become columns."""

    table: Table
    columns: tuple[tuple[str, str], ...]
    defaults: tuple[tuple[str, Callable[[], Any]], ...]
    secret: bool

    def values(self, session: Session, row: Base) -> dict[str, Any]:
        """The columns of a row, its defaults filled in and its secrets sealed."""
        for attribute, default in self.defaults:
            if getattr(row, attribute) is None:
                setattr(row, attribute, default())
        if self.secret:
            assert isinstance(row, HoldsSecrets)
            seal_row(session, row)
        return {column: getattr(row, attribute) for attribute, column in self.columns}


_SHAPES: dict[type[Base], _Shape] = {}


def _shape(model: type[Base]) -> _Shape:
    if model not in _SHAPES:
        table = cast("Table", model.__table__)
        columns: list[tuple[str, str]] = []
        defaults: list[tuple[str, Callable[[], Any]]] = []
        for attribute in inspect(model).column_attrs:
            column = attribute.columns[0]
            if column is table.autoincrement_column:
                continue
            columns.append((attribute.key, column.key))
            if column.default is not None:
                defaults.append((attribute.key, _default(column.default.arg)))
        _SHAPES[model] = _Shape(
            table, tuple(columns), tuple(defaults), issubclass(model, HoldsSecrets)
        )
    return _SHAPES[model]


def _default(given: Any) -> Callable[[], Any]:
    return (lambda: given(None)) if callable(given) else (lambda: given)
