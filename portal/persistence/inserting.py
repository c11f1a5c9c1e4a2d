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
    if rows:
        model, dialect = type(rows[0]), session.get_bind().dialect.name
        _write(session, rows, _insert_once(model, dialect, once) if once else _insert(model))


def write_rows(session: Session, rows: Sequence[Base]) -> None:
    """The same for rows that may be there already: what stood under their primary key is written over.

    A row of this key that the session has read stays in it as it was read.
    """
    if rows:
        _write(session, rows, _upsert(type(rows[0]), session.get_bind().dialect.name))


def _write(session: Session, rows: Sequence[Base], statement: Insert) -> None:
    shape = _shape(type(rows[0]))
    session.connection().execute(statement, [shape.values(session, row) for row in rows])
    note_rows(session, rows)


# Built once each: to build and recognise a statement takes longer than to run it.


@cache
def _insert(model: type[Base]) -> Insert:
    return insert(_shape(model).table)


@cache
def _insert_once(model: type[Base], dialect: str, column: str) -> Insert:
    return insert_for(dialect, model).on_conflict_do_nothing(index_elements=[column])


@cache
def _upsert(model: type[Base], dialect: str) -> Insert:
    row, key = insert_for(dialect, model), inspect(model).primary_key
    given = {c.key: row.excluded[c.key] for c in _shape(model).table.columns if c not in key}
    return row.on_conflict_do_update(index_elements=key, set_=given)


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
