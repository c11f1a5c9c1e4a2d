"""Rows that are only read: the attributes of a model, sealed ones too, and nothing of a session that would watch them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Self

from portal.persistence.base import Base
from portal.persistence.sealed import HoldsSecrets, Sealed, bound_to, fields_of
from portal.persistence.vault import Vault

_VAULT = "_vault"


class ReadRow:
    """One row that was read to be shown. What was sealed is opened when somebody looks at it."""

    @classmethod
    def of(cls, names: Sequence[str], values: Iterable[Iterable[Any]], vault: Vault) -> list[Self]:
        """Rows with the values of the columns so named."""
        rows = []
        for each in values:
            row = object.__new__(cls)
            columns = row.__dict__
            columns[_VAULT] = vault
            columns.update(zip(names, each, strict=True))
            rows.append(row)
        return rows

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(
            f"{type(self).__name__}.{name} was read to be shown, not to be changed"
        )


class _Opened:
    """A sealed attribute of such a row."""

    def __init__(self, field: Sealed[Any], bound: tuple[str, ...]) -> None:
        self._field = field
        self._bound = bound

    def __get__(self, row: ReadRow, owner: type) -> Any:
        columns = vars(row)
        sealed = columns[self._field.column]
        value = None
        if sealed is not None:
            binding = (columns[name] for name in self._bound)
            value = self._field.open(columns[_VAULT], sealed, *binding)
        # From now on the row itself answers.
        columns[self._field.name] = value
        return value


@cache
def read_rows_of(model: type[Base]) -> type[ReadRow]:
    """What stands for a model's rows where they are only read."""
    sealed: dict[str, Any] = {}
    if issubclass(model, HoldsSecrets):
        bound = bound_to(model)
        sealed = {field.name: _Opened(field, bound) for field in fields_of(model)}
    return type(f"Read{model.__name__}", (ReadRow,), sealed)
