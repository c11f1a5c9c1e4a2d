"""The demonstration's telephone: messages as they would have arrived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.domain.masking import Mask, mask
from portal.notices.render import ServiceWording, Wording, render
from portal.people.desk import PeopleDesk
from portal.persistence.queries import accounts, notices

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


def arrived(
    desk: PeopleDesk,
    phone: str | None,
    words: Callable[[str, str], tuple[Wording, ServiceWording]],
) -> list[Arrived]:
    """The latest messages to one phone, or to all, newest first. ``words`` gives those of a language and a mode."""
    with desk.db.reading() as session:
        rows = (
            notices.sent_lately(session, SHOWN)
            if phone is None
            else notices.to_phone(session, phone, SHOWN)
        )
        wanted = {row.account_id for row in rows if row.account_id is not None}
        phones: dict[UUID | None, str] = {
            each: accounts.account(session, each).phone for each in wanted
        }
    return [
        Arrived(
            row.id,
            mask(Mask.MOBILE, row.phone or phones.get(row.account_id, "")),
            render(row.message, row.params, *words(row.language, row.mode)).sms,
            row.language,
            row.created_at,
        )
        for row in rows
    ]
