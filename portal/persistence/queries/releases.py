"""Questions about releases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.persistence.inserting import insert_into
from portal.persistence.models import Release


def content(session: Session, release: str) -> dict[str, Any]:
    """The content of a release. Raises LookupError."""
    found = session.get(Release, release)
    if found is None:
        raise LookupError(f"no release {release}")
    return found.content


def add_once(session: Session, release: str, content: dict[str, Any], at: datetime) -> None:
    """Add a release unless it is there."""
    if session.scalar(select(Release.id).where(Release.id == release)) is None:
        session.execute(
            insert_into(session, Release)
            .values(id=release, published_at=at, content=content)
            .on_conflict_do_nothing()
        )
