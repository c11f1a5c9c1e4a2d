"""The demonstration's telephone: messages as they would have arrived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from portal.domain.masking import Mask, mask
from portal.notices.render import ServiceWording, Wording, render
from portal.people.desk import PeopleDesk
from portal.persistence.models import Notice
from portal.persistence.queries import notices

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Arrived:
    """One text message on one telephone, in the language and mode it was queued with."""

    id: UUID
    phone: str
    """Masked."""
    text: str
    language: str
    at: datetime


WordsFor = Callable[[str, str, str | None], tuple[Wording, ServiceWording]]
"""Gives words for a language, a mode and the release of a case (None: the current one)."""


def arrived(desk: PeopleDesk, phone: str | None, words_for: WordsFor) -> list[Arrived]:
    """The latest messages to one phone, or to all, newest first."""
    with desk.db.reading() as session:
        rows = (
            notices.sent_lately(session, SHOWN)
            if phone is None
            else notices.to_phone(session, phone, SHOWN)
        )
        return [_read(session, row, words_for) for row in rows]


def _read(session: Session, notice: Notice, words_for: WordsFor) -> Arrived:
    phone = notice.phone
    if phone is None and notice.account_id is not None:
        phone = notices.account_phone(session, notice.account_id)
    release = notices.case(session, notice.case_id).release_id if notice.case_id else None
    words = words_for(notice.language, notice.mode, release)
    return Arrived(
        notice.id,
        mask(Mask.MOBILE, phone or ""),
        render(notice.message, notice.params, *words).sms,
        notice.language,
        notice.created_at,
    )
