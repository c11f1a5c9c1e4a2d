"""Checks the keys at hand against those that a database was written under, before anything is read or written."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.persistence.inserting import insert_into
from portal.persistence.keyring import KeyKind, KeyMissing
from portal.persistence.models import KeyProof
from portal.persistence.session import Database
from portal.persistence.vault import Vault


class WrongKey(KeyMissing):
    """A key is at hand, but it is not the one that this database was written under."""

    def __init__(self, kind: KeyKind, version: int) -> None:
        super().__init__(kind, version)
        self.args = (f"the {kind} key {version} is not the one this database was written under",)


def settle_keys(db: Database) -> None:
    """See that every key this database was written under is at hand, and note those that are new to it.

    A database without any gets its first keys. Raises KeyMissing or WrongKey; then nothing was read or written.
    """
    vault = db.vault
    with db.reading() as session:
        noted = _noted(session)
    if noted and not _unnoted(vault, noted):
        _check(vault, noted)
        return
    with db.writing() as session:
        noted = _noted(session)
        if not noted:
            make_first_keys(vault)
        _check(vault, noted)
        for kind, version in _unnoted(vault, noted):
            session.execute(
                insert_into(session, KeyProof)
                .values(kind=kind, version=version, proof=vault.proof(kind, version))
                .on_conflict_do_nothing()
            )


def check_keys(db: Database) -> None:
    """See, writing nothing, that every key this database was written under is at hand. Raises KeyMissing or WrongKey."""
    with db.reading() as session:
        _check(db.vault, _noted(session))


def make_first_keys(vault: Vault) -> None:
    """Make a key of each kind that has none. Raises KeysAreFixed where keys come from the environment."""
    vault.refresh()
    keyring = vault.keyring
    for kind in KeyKind:
        if not keyring.versions(kind):
            keyring = keyring.with_new(kind)
    if keyring is not vault.keyring:
        vault.source.write(keyring)
        vault.refresh()


def retire_key(session: Session, kind: KeyKind, version: int, at: datetime) -> None:
    """Nothing lies under a key any more, so it need not be at hand."""
    session.execute(
        update(KeyProof)
        .where(KeyProof.kind == kind, KeyProof.version == version)
        .values(retired_at=at)
    )


def _noted(session: Session) -> dict[tuple[KeyKind, int], KeyProof]:
    return {(row.kind, row.version): row for row in session.scalars(select(KeyProof))}


def _unnoted(vault: Vault, noted: Collection[tuple[KeyKind, int]]) -> list[tuple[KeyKind, int]]:
    at_hand = [(kind, version) for kind in KeyKind for version in vault.keyring.versions(kind)]
    return [key for key in at_hand if key not in noted]


def _check(vault: Vault, noted: Mapping[tuple[KeyKind, int], KeyProof]) -> None:
    for (kind, version), row in noted.items():
        if row.retired_at is not None and version not in vault.keyring.versions(kind):
            continue
        if not hmac.compare_digest(vault.proof(kind, version), row.proof):
            raise WrongKey(kind, version)
