"""Rows of several tables in one statement, for pages that show much of one thing.

Each table comes as one JSON array of arrays, made by the database. A page so costs one journey to the database however many tables it is
made of, and nothing of the machinery that watches objects for changes: the rows have the attributes of their model and can only be read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Date,
    Dialect,
    LargeBinary,
    Select,
    String,
    TextClause,
    TypeDecorator,
    Uuid,
    bindparam,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.base import PGCompiler
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session, configure_mappers
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import TypeEngine

from portal.persistence.base import Base, Code, Instant
from portal.persistence.sealed import VAULT, HoldsSecrets, hand_vault
from portal.persistence.vault import Vault

M = TypeVar("M", bound=Base)
Convert = Callable[[Any], Any]


class _CastingInWords(PGCompiler):
    """Casts with CAST: read again as text, the colons behind a parameter would hide it."""

    def render_bind_cast(
        self, type_: TypeEngine[Any], dbapi_type: TypeEngine[Any], sqltext: str
    ) -> str:
        """What stands in the statement for a parameter of a type."""
        kind = self.dialect.type_compiler_instance.process(dbapi_type)
        return f"CAST({sqltext} AS {kind})"


def _postgresql() -> Dialect:
    dialect: Dialect = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
    dialect.statement_compiler = _CastingInWords
    return dialect


_DIALECTS: Mapping[str, Callable[[], Dialect]] = {
    "sqlite": lambda: sqlite.dialect(paramstyle="named"),
    "postgresql": _postgresql,
}


@dataclass(frozen=True)
class Part(Generic[M]):
    """The rows of one model that a statement is to bring: which, in what order, and columns that nobody will ask for."""

    model: type[M]
    where: Sequence[ColumnElement[bool]]
    order_by: Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]] = ()
    without: frozenset[str] = frozenset()
    most: int | None = None

    def columns(self) -> list[ColumnElement[Any]]:
        """What is read."""
        return [column for column in self.model.__table__.columns if column.key not in self.without]


class Gathering:
    """A statement that brings several parts, built once and used for every request.

    Conditions name what changes between requests with ``bindparam``.
    """

    def __init__(self, **parts: Part[Any]) -> None:
        self._parts = parts
        self._prepared = lru_cache(maxsize=None)(self._prepare)

    def read(self, session: Session, **values: Any) -> dict[str, list[Any]]:
        """The rows of every part, by the part's name."""
        statement, readers = self._prepared(session.get_bind().dialect.name)
        found = session.connection().execute(statement, values).one()
        vault: Vault = session.info[VAULT]
        return {
            name: reader(told, vault)
            for (name, reader), told in zip(readers.items(), found, strict=True)
        }

    def _prepare(self, dialect: str) -> tuple[TextClause, dict[str, _Rows]]:
        configure_mappers()  # rows are made without the constructor that would see to it
        # As text: to recognise a statement of this size again takes SQLAlchemy longer than to run it.
        compiled = self._statement().compile(dialect=_DIALECTS[dialect]())
        named = compiled.bind_names
        statement = text(compiled.string).bindparams(
            *(
                bindparam(name, bound.value, bound.type, required=bound.required)
                for bound, name in named.items()
            )
        )
        return statement, {name: _Rows(part, dialect) for name, part in self._parts.items()}

    def _statement(self) -> Select[*tuple[Any, ...]]:
        return select(*(_as_array(part).label(name) for name, part in self._parts.items()))


def _as_array(part: Part[Any]) -> ColumnElement[str]:
    rows = select(*part.columns()).where(*part.where).order_by(*part.order_by)
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

    def __init__(self, part: Part[Any], dialect: str) -> None:
        columns = part.columns()
        self._model = part.model
        self._names = [column.key for column in columns]
        self._sealed = issubclass(part.model, HoldsSecrets)
        converters = [(place, _converter(column.type)) for place, column in enumerate(columns)]
        self._converters = [(place, made) for place, made in converters if made is not None]

    def __call__(self, told: str, vault: Vault) -> list[Any]:
        return [self._row(values, vault) for values in json.loads(told)]

    def _row(self, values: list[Any], vault: Vault) -> Any:
        for place, convert in self._converters:
            if values[place] is not None:
                values[place] = convert(values[place])
        # Without the state that a session gives: such a row can be read, and to set, add or refresh it is an error.
        row = object.__new__(self._model)
        row.__dict__.update(zip(self._names, values, strict=True))
        if self._sealed:
            hand_vault(row, vault)
        return row


def _kept_as(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """What a type is kept as in the table."""
    if isinstance(kind, TypeDecorator) and not isinstance(kind, Instant | Code):
        return _kept_as(kind.impl_instance)
    return kind


def _converter(kind: TypeEngine[Any]) -> Convert | None:
    """From what JSON can say to what the model's attribute is; None where they are the same."""
    kept = _kept_as(kind)
    if isinstance(kept, Code):
        return _members(kept)
    for known, convert in _CONVERTERS.items():
        if isinstance(kept, known):
            return convert
    return None


def _members(code: Code[Any]) -> Convert:
    members = {member.value: member for member in code.enum}

    def member(value: str) -> object:
        return members[value] if value in members else code.enum(value)

    return member


@lru_cache(maxsize=4096)
def _uuid(value: str) -> UUID:
    # The same few ids stand in every row of a case.
    return UUID(value)


def _instant(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _bytes(value: str) -> bytes:
    return bytes.fromhex(value.removeprefix("\\x"))


_CONVERTERS: Mapping[type[TypeEngine[Any]], Convert] = {
    Instant: _instant,
    Uuid: _uuid,
    Date: date.fromisoformat,
    Boolean: bool,
    LargeBinary: _bytes,
}


def only(rows: Sequence[Any], model: type[M]) -> M | None:
    """The one row of a part that has at most one."""
    assert all(isinstance(row, model) for row in rows)
    return cast("M | None", rows[0] if rows else None)
