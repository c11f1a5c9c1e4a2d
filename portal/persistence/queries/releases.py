"""Questions about releases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.states import CaseState
from portal.persistence.inserting import insert_into
from portal.persistence.models import Case, Release


def content(session: Session, release: str) -> dict[str, Any]:
    """The content of a release. Raises LookupError."""
    found = session.get(Release, release)
    if found is None:
        raise LookupError(f"no release {release}")
    return found.content


def latest(session: Session) -> str | None:
    """The release that was published last; None before the first."""
    newest = select(Release.id).order_by(Release.published_at.desc(), Release.id).limit(1)
    return session.scalar(newest)


def beginning_with(session: Session, start: str) -> list[str]:
    """The ids of the releases that begin with some hexadecimal digits."""
    found = select(Release.id).where(Release.id.startswith(start, autoescape=True))
    return list(session.scalars(found.order_by(Release.id)))


def filed_under(session: Session, release: str) -> list[tuple[str, str]]:
    """Number and bundle of every case that was filed under a release and not withdrawn, by number."""
    found = (
        select(Case.number, Case.bundle)
        .where(Case.release_id == release, Case.state == CaseState.FILED, Case.number.is_not(None))
        .order_by(Case.number)
    )
    return [(str(number), bundle) for number, bundle in session.execute(found)]


def add_once(session: Session, release: str, content: dict[str, Any], at: datetime) -> None:
    """Add a release unless it is there."""
    if session.scalar(select(Release.id).where(Release.id == release)) is None:
        session.execute(
            insert_into(session, Release)
            .values(id=release, published_at=at, content=content)
            .on_conflict_do_nothing()
        )
