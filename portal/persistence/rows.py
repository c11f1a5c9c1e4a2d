"""Rows that are only read: the attributes of a model, sealed ones too, and nothing of a session that would watch them."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from portal.persistence.base import Base
from portal.persistence.sealed import HoldsSecrets, Sealed, bound_to, fields_of
from portal.persistence.vault import Vault

_KEYS = "keys_to_it"
"""The last of a row's values: the vault that opens what lies sealed in it."""


class ReadRow:
    """One row that was read to be shown. What was sealed is opened when somebody looks at it."""

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(
            f"{type(self).__name__}.{name} was read to be shown, not to be changed"
        )


class RowMaker:
    """Makes rows of a model of which some columns were read. Rows are tuples, since a page is made of a hundred of them."""

    def __init__(self, model: type[Base], names: Sequence[str]) -> None:
        """``names`` are those of the columns, in the order in which their values will come."""
        sealed: dict[str, Any] = {}
        if issubclass(model, HoldsSecrets):
            bound = bound_to(model)
            sealed = {field.name: _Opened(field, bound) for field in fields_of(model)}
        values = namedtuple(f"{model.__name__}Values", [*names, _KEYS])  # type: ignore[misc] # noqa: PYI024
        kind = type(f"Read{model.__name__}", (ReadRow, values), sealed)
        self._make = partial(tuple.__new__, kind)

    def rows(self, columns: Iterable[Iterable[Any]], count: int, vault: Vault) -> list[Any]:
        """As many rows as are counted, from what stands in each column."""
        return [*map(self._make, zip(*columns, [vault] * count, strict=True))]


class _Opened:
    """A sealed attribute of such a row."""

    def __init__(self, field: Sealed[Any], bound: Sequence[str]) -> None:
        self._field = field
        self._bound = [attrgetter(name) for name in bound]
        self._sealed = attrgetter(field.column)
        self._vault = attrgetter(_KEYS)

    def __get__(self, row: Any, owner: type) -> Any:
        sealed = self._sealed(row)
        value = None
        if sealed is not None:
            binding = (of(row) for of in self._bound)
            value = self._field.open(self._vault(row), sealed, *binding)
        # From now on the row itself answers.
        vars(row)[self._field.name] = value
        return value
