"""One after another where there is no row yet that could be held."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def take_turn(session: Session, what: str) -> None:
    """Wait until no other transaction has the turn for the same thing, then keep it until this one ends.

    SQLite lets one transaction write at a time anyway. ``what`` may be personal: only a digest of it leaves here.
    """
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(sha256(what.encode()).digest()[:8], signed=True)
        session.execute(select(func.pg_advisory_xact_lock(key)))
