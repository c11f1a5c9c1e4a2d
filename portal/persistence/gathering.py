"""Rows of several tables in one statement, for pages that show much of one thing.

Each table comes as one JSON array of arrays, made by the database. A page so costs one journey to the database however many tables it is
made of, and nothing of the machinery that watches objects for changes: the rows have the attributes of their model and can only be read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache, cached_property, lru_cache
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Connection,
    Date,
    LargeBinary,
    String,
    TypeDecorator,
    Uuid,
    inspect,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeEngine

from portal.persistence.base import Base, Code, Instant
from portal.persistence.prepared import Prepared
from portal.persistence.rows import RowMaker
from portal.persistence.sealed import VAULT
from portal.persistence.vault import Vault

M = TypeVar("M", bound=Base)
Convert = Callable[[Any], Any]
_NONE = "[]"
_read = json.JSONDecoder().raw_decode
"""Both databases put nothing around the array, so nobody need look for white space."""


@dataclass(frozen=True)
class Part(Generic[M]):
    """The rows of one model that a statement is to bring: which, in what order, with which columns (all when none is named)."""

    model: type[M]
    where: Sequence[ColumnElement[bool]]
    order_by: Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]] = ()
    only: Sequence[InstrumentedAttribute[Any]] = ()
    most: int | None = None
    instead: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)
    """What is read for some attributes where not the whole column is wanted; of the type of the column."""

    def narrowed(
        self,
        *more: ColumnElement[bool],
        only: Sequence[Any] = (),
        instead: Mapping[str, ColumnElement[Any]] | None = None,
    ) -> Part[M]:
        """The same rows as far as ``more`` holds, with the columns named in ``only``."""
        return replace(self, where=[*self.where, *more], only=only, instead=instead or {})

    def columns(self) -> dict[str, ColumnElement[Any]]:
        """What is read, by the name of the attribute, which need not be that of the column."""
        known = inspect(self.model).column_attrs
        names = [one.key for one in self.only] or [attribute.key for attribute in known]
        return {name: self.instead.get(name, known[name].columns[0]) for name in names}


class Reader(NamedTuple):
    """A connection for reading and the keys to what lies sealed: all that a gathering needs, without a session around it."""

    connection: Connection
    vault: Vault


class Gathering:
    """A statement that brings several parts, built once and used for every request.

    Conditions name what changes between requests with ``bindparam``.
    """

    def __init__(self, **parts: Part[Any]) -> None:
        self._parts = parts
        self._readers = cache(self._readers_on)

    def read(self, source: Session | Reader, **values: Any) -> dict[str, list[Any]]:
        """The rows of every part, by the part's name."""
        if isinstance(source, Session):
            source = Reader(source.connection(), source.info[VAULT])
        found = self._statement.one(source.connection, values)
        readers = self._readers(source.connection.dialect.name)
        return {
            name: reader(told, source.vault)
            for (name, reader), told in zip(readers.items(), found, strict=True)
        }

    @cached_property
    def _statement(self) -> Prepared:
        parts = self._parts.items()
        return Prepared(select(*(_as_array(part).label(name) for name, part in parts)))

    def _readers_on(self, dialect: str) -> dict[str, _Rows]:
        return {name: _Rows(part, dialect) for name, part in self._parts.items()}


def _as_array(part: Part[Any]) -> ColumnElement[str]:
    columns = (column.label(name) for name, column in part.columns().items())
    rows = select(*columns).where(*part.where).order_by(*part.order_by)
    if part.most is not None:
        rows = rows.limit(part.most)
    wanted = rows.subquery()
    return select(json_rows(*wanted.columns)).scalar_subquery()


class json_rows(GenericFunction[str]):  # noqa: N801 — SQLAlchemy names functions after their classes
    """All rows as one JSON array, each row an array of its columns."""

    type = String()
    inherit_cache = True


@compiles(json_rows, "sqlite")
def _in_sqlite(rows: json_rows, compiler: SQLCompiler, **how: Any) -> str:
    columns = (_sqlite_value(column, compiler.process(column, **how)) for column in rows.clauses)
    return f"json_group_array(json_array({', '.join(columns)}))"


@compiles(json_rows, "postgresql")
def _in_postgresql(rows: json_rows, compiler: SQLCompiler, **how: Any) -> str:
    columns = ", ".join(compiler.process(column, **how) for column in rows.clauses)
    return f"coalesce(CAST(json_agg(json_build_array({columns})) AS TEXT), '[]')"


def _sqlite_value(column: ColumnElement[Any], name: str) -> str:
    kind = _kept_as(column.type)
    if isinstance(kind, JSON):
        return f"json({name})"
    if isinstance(kind, LargeBinary):
        return f"CASE WHEN {name} IS NOT NULL THEN hex({name}) END"
    return name


class _Rows:
    """Makes rows of a part from the JSON text that the database gave."""

    def __init__(self, part: Part[Base], dialect: str) -> None:
        columns = part.columns()
        self._rows = RowMaker(part.model, list(columns)).rows
        converters = [
            (place, _converter(column.type, dialect), getattr(column, "nullable", True))
            for place, column in enumerate(columns.values())
        ]
        self._converters = [
            (place, made, may_lack) for place, made, may_lack in converters if made is not None
        ]

    def __call__(self, told: str, vault: Vault) -> list[Any]:
        if told == _NONE:
            return []
        values: list[list[Any]] = _read(told)[0]
        columns: list[Iterable[Any]] = [*zip(*values, strict=True)]
        for place, convert, may_lack in self._converters:
            told_of = columns[place]
            columns[place] = (
                [None if each is None else convert(each) for each in told_of]
                if may_lack
                else map(convert, told_of)
            )
        return self._rows(columns, len(values), vault)


def _kept_as(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """What a type is kept as in the table."""
    if isinstance(kind, TypeDecorator) and not isinstance(kind, Instant | Code):
        return _kept_as(kind.impl_instance)
    return kind


def _converter(kind: TypeEngine[Any], dialect: str) -> Convert | None:
    """From what JSON can say to what the model's attribute is; None where they are the same."""
    kept = _kept_as(kind)
    if isinstance(kept, Code):
        return _Members(kept.enum).__getitem__
    if isinstance(kept, LargeBinary) and dialect == "sqlite":
        return bytes.fromhex
    for known, convert in _CONVERTERS.items():
        if isinstance(kept, known):
            return convert
    return None


class _Members(dict[str, Any]):
    """The members of an enum by their value."""

    def __init__(self, enum: type[Enum]) -> None:
        super().__init__({member.value: member for member in enum})
        self._enum = enum

    def __missing__(self, value: str) -> Enum:
        return self._enum(value)


@lru_cache(maxsize=4096)
def _uuid(value: str) -> UUID:
    # The same few ids stand in every row of a case.
    return UUID(value)


def _instant(value: str) -> datetime:
    # SQLite keeps no zone, PostgreSQL tells the one of the session.
    moment = datetime.fromisoformat(value if value[-6] in "+-" else value + "+00:00")
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def _bytes(value: str) -> bytes:
    # PostgreSQL says that it is hexadecimal.
    return bytes.fromhex(value.removeprefix("\\x"))


_CONVERTERS: Mapping[type[TypeEngine[Any]], Convert] = {
    Instant: _instant,
    Uuid: _uuid,
    Date: date.fromisoformat,
    Boolean: bool,
    LargeBinary: _bytes,
}


def first(rows: Sequence[M]) -> M | None:
    """The row of a part that has at most one."""
    return rows[0] if rows else None
