"""Seals everything anew under the keys in use, a little at a time, while everybody else goes on working."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from portal.persistence.base import Base
from portal.persistence.files import FileStore
from portal.persistence.sealed import HoldsSecrets, Sealed, fields_of
from portal.persistence.sealed_files import SealedFiles
from portal.persistence.session import Database
from portal.persistence.vault import Vault

BATCH = 100
"""Rows in one transaction: some ten milliseconds in which nobody else may write to an embedded database."""

Told = Callable[[int], object]
"""Is told how many rows or files were just done."""


def sealed_models() -> tuple[type[HoldsSecrets], ...]:
    """Every model with sealed attributes."""
    mapped = (mapper.class_ for mapper in Base.registry.mappers)
    found = [model for model in mapped if issubclass(model, HoldsSecrets)]
    return tuple(sorted(found, key=lambda model: model.__name__))


def count_old(db: Database, files: FileStore) -> int:
    """How many rows and files still lie under an older key."""
    with db.reading() as session:
        rows = sum(
            session.scalar(select(func.count()).select_from(model).where(_is_old(model, db.vault)))
            or 0
            for model in sealed_models()
        )
    return rows + (sum(1 for _ in files.old()) if isinstance(files, SealedFiles) else 0)


def renew_everything(db: Database, files: FileStore, told: Told) -> None:
    """Seal and index anew whatever lies under an older key. May be broken off at any time, and begun again.

    Returns when a pass after the last writer who might not have known the new key found nothing more.
    """
    db.wait_for_writers()
    while True:
        done = sum(_renew_rows(db, model, told) for model in sealed_models())
        done += _renew_files(files, told)
        if not done and not count_old(db, files):
            return


def seal_open_files(files: FileStore) -> None:
    """Seal the files of an installation that kept them open before."""
    if isinstance(files, SealedFiles):
        for found in files.stored():
            if found.id is not None:
                files.seal_open_one(found.id)


def _renew_rows(db: Database, model: type[HoldsSecrets], told: Told) -> int:
    done = 0
    while True:
        with db.writing() as session:
            count = _renew_batch(session, model, db.vault)
        if not count:
            return done
        done += count
        told(count)


def _renew_batch(session: Session, model: type[HoldsSecrets], vault: Vault) -> int:
    # Whoever holds a row is about to write it under the new key, or the next pass finds it.
    rows = session.scalars(
        select(model).where(_is_old(model, vault)).limit(BATCH).with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        for field in fields_of(model):
            field.renew(row)
    return len(rows)


def _renew_files(files: FileStore, told: Told) -> int:
    if not isinstance(files, SealedFiles):
        return 0
    done = 0
    for file in files.old():
        if files.renew(file):
            done += 1
            told(1)
    return done


def _is_old(model: type[HoldsSecrets], vault: Vault) -> ColumnElement[bool]:
    return or_(*(old for field in fields_of(model) for old in _old_columns(model, field, vault)))


def _old_columns(
    model: type[HoldsSecrets], field: Sealed[object], vault: Vault
) -> Iterator[ColumnElement[bool]]:
    yield getattr(model, field.column) < vault.data_prefix()
    if field.indexed:
        yield getattr(model, field.index_column) < vault.index_prefix()
