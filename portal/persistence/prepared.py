"""Statements that are worked out once, as the driver wants to have them, with the values that never change already in place.

To recognise a large statement again and to work out anew how each of its values is to be told takes SQLAlchemy as long as running it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import ClauseElement, Connection, Dialect, Row

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import SQLCompiler

Process = Callable[[Any], Any]
Sizes = tuple[tuple[str, int], ...]
"""How many values are given under each name that takes any number of them: each makes another statement."""
MOST_KEPT = 100
"""Of those that differ in the number of values; whoever asks for more numbers than that has them worked out anew."""


class Prepared:
    """A statement that brings exactly one row. Values named with ``bindparam`` change from one time to the next; several under one name come as a list."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._worked_out: dict[tuple[str, Sizes], _WorkedOut] = {}

    def one(self, connection: Connection, values: Mapping[str, Any]) -> Row[Any]:
        """Its row. Raises InvalidRequestError or KeyError when a value that it asks for is not given."""
        sizes = tuple(
            (name, len(value)) for name, value in values.items() if isinstance(value, list)
        )
        key = connection.dialect.name, sizes
        known = self._worked_out.get(key)
        if known is None:
            known = _work_out(self._statement, connection.dialect, values)
            if len(self._worked_out) < MOST_KEPT:
                self._worked_out[key] = known
        return connection.exec_driver_sql(known.sql, known.told(values)).one()


@dataclass(frozen=True, slots=True)
class _WorkedOut:
    """A statement of one database: what it says and how it is told its values."""

    sql: str
    fixed: Mapping[str, Any]
    single: Sequence[tuple[str, Process | None]]
    several: Sequence[tuple[str, Sequence[str], Process | None]]
    """With the name of each single value."""
    order: Sequence[str] | None
    """Where the driver knows no names."""

    def told(self, values: Mapping[str, Any]) -> tuple[Any, ...] | dict[str, Any]:
        """The values as the driver takes them."""
        told = {**self.fixed}
        for name, process in self.single:
            told[name] = process(values[name]) if process else values[name]
        for name, names, process in self.several:
            found = map(process, values[name]) if process else values[name]
            told.update(zip(names, found, strict=True))
        return told if self.order is None else tuple([told[name] for name in self.order])


def _work_out(statement: ClauseElement, dialect: Dialect, values: Mapping[str, Any]) -> _WorkedOut:
    compiled = cast("SQLCompiler", statement.compile(dialect=dialect))
    state = compiled.construct_expanded_state(values)
    fixed: dict[str, Any] = {}
    single: list[tuple[str, Process | None]] = []
    several: list[tuple[str, Sequence[str], Process | None]] = []
    for bound, name in compiled.bind_names.items():
        process = bound.type.dialect_impl(dialect).bind_processor(dialect)
        names = state.parameter_expansion.get(name, [name])
        if not bound.required:
            for each in names:
                value = state.parameters[each]
                fixed[each] = process(value) if process else value
        elif bound.expanding:
            several.append((name, names, process))
        else:
            single.append((name, process))
    return _WorkedOut(state.statement, fixed, single, several, state.positiontup)
