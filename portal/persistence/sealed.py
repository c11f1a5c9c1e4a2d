"""Attributes of models that lie sealed: plain text in Python, bytes in the table.

``phone = sealed_text(index=True)`` stands for the columns ``phone_sealed`` and ``phone_index``. What is set is sealed when the session
flushes; what was read is opened when somebody looks at it, so a value nobody looks at stays closed. A sealed column cannot be asked for in
a query; :func:`matches` finds rows by a whole value with the help of the index.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from itertools import chain
from typing import Any, ClassVar, Generic, Self, TypeVar, cast, overload
from uuid import UUID

from sqlalchemy import ColumnElement, Dialect, LargeBinary, TypeDecorator, event, inspect
from sqlalchemy.orm import QueryContext, Session

from portal.persistence.vault import Place, Vault

VAULT = "vault"
"""Where a session keeps its vault among its ``info``."""
_OPENED, _ROW_VAULT = "_opened", "_vault"
T = TypeVar("T")


class _Unsealed(bytes):
    """Stands in the column of a value that is still to be sealed."""


UNSEALED = _Unsealed()


class SealedBytes(TypeDecorator[bytes]):
    """The column of a sealed value. Refuses what was not sealed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Let sealed bytes through."""
        if value is UNSEALED:
            raise ValueError("a value would have been stored unsealed")
        return value


class HoldsSecrets:
    """A model with sealed attributes. Their row is bound to them by ``sealed_by``, the primary key where nothing else is said."""

    sealed_by: ClassVar[tuple[str, ...]] = ()


class Sealed(Generic[T]):
    """One sealed attribute."""

    def __init__(
        self, to_text: Callable[[Any], str], from_text: Callable[[str], T], *, index: bool
    ) -> None:
        self._to_text = to_text
        self._from_text = from_text
        self.indexed = index

    def __set_name__(self, owner: type, name: str) -> None:
        self.owner = owner
        self.name = name
        self.column = f"{name}_sealed"
        self.index_column = f"{name}_index"
        self.place = Place(str(vars(owner).get("__tablename__", owner.__name__)), name)

    @overload
    def __get__(self, row: None, owner: type) -> Self: ...
    @overload
    def __get__(self, row: object, owner: type) -> T: ...
    def __get__(self, row: object | None, owner: type) -> Self | T:
        if row is None:
            return self
        opened: dict[str, Any] = row.__dict__.setdefault(_OPENED, {})
        if self.name not in opened:
            sealed: bytes | None = getattr(row, self.column)
            opened[self.name] = (
                None
                if sealed is None
                else self._from_text(
                    row.__dict__[_ROW_VAULT].open(sealed, self.place, row_of(row)).decode()
                )
            )
        return cast("T", opened[self.name])

    def __set__(self, row: object, value: T) -> None:
        opened: dict[str, Any] = row.__dict__.setdefault(_OPENED, {})
        stands = getattr(row, self.column) is not None
        if stands and isinstance(value, str) and self.__get__(row, type(row)) == value:
            return
        opened[self.name] = value
        setattr(row, self.column, None if value is None else UNSEALED)

    def open(self, vault: Vault, sealed: bytes, *row: object) -> T:
        """The value of bytes that were read without their model."""
        return self._from_text(vault.open(sealed, self.place, _joined(row)).decode())

    def seal_in(self, row: HoldsSecrets, vault: Vault) -> None:
        """Seal what was set in a row and not sealed yet."""
        if getattr(row, self.column) is not UNSEALED:
            return
        value = row.__dict__[_OPENED][self.name]
        sealed = vault.seal(self._to_text(value).encode(), self.place, row_of(row))
        setattr(row, self.column, sealed)
        if self.indexed:
            setattr(row, self.index_column, vault.index(value, self.place))

    def renew(self, row: HoldsSecrets) -> None:
        """Have the value sealed anew at the next flush."""
        value: T = self.__get__(row, type(row))
        if value is not None:
            setattr(row, self.column, UNSEALED)


def sealed_text(*, index: bool = False) -> Sealed[str]:
    """A text."""
    return Sealed(str, str, index=index)


def sealed_text_or_none(*, index: bool = False) -> Sealed[str | None]:
    """A text that may be absent; the absence is seen by anybody."""
    return Sealed(str, str, index=index)


def sealed_json() -> Sealed[dict[str, Any]]:
    """A mapping of plain values."""
    return Sealed(lambda value: json.dumps(value, ensure_ascii=False), json.loads, index=False)


_FIELDS: dict[type, tuple[Sealed[Any], ...]] = {}
_BOUND: dict[type, tuple[str, ...]] = {}


def fields_of(model: type[HoldsSecrets]) -> tuple[Sealed[Any], ...]:
    """The sealed attributes of a model."""
    if model not in _FIELDS:
        _FIELDS[model] = tuple(v for v in vars(model).values() if isinstance(v, Sealed))
    return _FIELDS[model]


def bound_to(model: type[HoldsSecrets]) -> tuple[str, ...]:
    """What binds a model's sealed values to their row."""
    if model not in _BOUND:
        mapped = inspect(model)
        key = (mapped.get_property_by_column(column).key for column in mapped.primary_key)
        _BOUND[model] = model.sealed_by or tuple(key)
    return _BOUND[model]


def row_of(row: object) -> str:
    """What binds a value to its row, as text. A key that is drawn by its default is drawn now."""
    model = cast("type[HoldsSecrets]", type(row))
    names = bound_to(model)
    for name in names:
        if getattr(row, name) is None:
            default = inspect(model).columns[name].default
            setattr(row, name, default.arg(None))
    return _joined(tuple(getattr(row, name) for name in names))


def _joined(parts: tuple[object, ...]) -> str:
    return "\0".join(_text(part) for part in parts)


def _text(part: object) -> str:
    if isinstance(part, UUID):
        return part.hex
    if isinstance(part, datetime):
        return part.isoformat()
    return str(part.value if isinstance(part, Enum) else part)


def matches(session: Session, field: Sealed[Any], value: str) -> ColumnElement[bool]:
    """Rows whose sealed attribute is exactly this value, whichever index key they were written under."""
    vault: Vault = session.info[VAULT]
    column = getattr(field.owner, field.index_column)
    return cast("ColumnElement[bool]", column.in_(vault.indexes(value, field.place)))


def seal_row(session: Session, row: HoldsSecrets) -> None:
    """Seal every value of a row that was set and is not sealed yet."""
    for field in fields_of(type(row)):
        field.seal_in(row, session.info[VAULT])


def seal_before_flush(session: Session, *_: Any) -> None:
    """Seal every value that was set since the last flush."""
    for row in chain(session.new, session.dirty):
        if isinstance(row, HoldsSecrets):
            seal_row(session, row)


def _loaded(row: HoldsSecrets, context: QueryContext) -> None:
    row.__dict__[_ROW_VAULT] = context.session.info[VAULT]


def _forget(row: HoldsSecrets, *_: Any) -> None:
    row.__dict__.pop(_OPENED, None)


event.listen(HoldsSecrets, "load", _loaded, propagate=True)
event.listen(HoldsSecrets, "refresh", _forget, propagate=True)
event.listen(HoldsSecrets, "expire", _forget, propagate=True)
