"""Sends a one-time code to a phone."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import uuid4

from portal.notices.messages import MessageCode
from portal.people.codes import DAY, DIGITS, LIFETIME, PAUSE, PER_DAY, CodePurpose, digest
from portal.people.desk import PeopleDesk
from portal.persistence.queries import accounts, notices

MINUTE = timedelta(minutes=1)


class TooManyCodes(Exception):
    """This phone has had enough codes for now. ``again_at`` is when it may ask for the next.

    ``for_today`` tells the limit of a day from the pause between two codes.
    """

    def __init__(self, again_at: datetime, *, for_today: bool) -> None:
        self.again_at = again_at
        self.for_today = for_today
        super().__init__("too many codes")


def send_code(
    desk: PeopleDesk, phone: str, purpose: CodePurpose, *, language: str, mode: str
) -> datetime:
    """Queue a code for a phone and give the instant at which it dies. An older code dies at once.

    ``phone`` is tidy already. The answer is the same whether an account exists or not.
    Raises TooManyCodes: one in 30 seconds, ten in 24 hours, whatever they are for.

    The notice carries the code itself and counts as sent, because the demonstration's inbox is the telephone; a real
    SMS sender is to be given the code without its being stored (second issue).
    """
    now = desk.clock()
    with desk.db.writing() as session:
        # Held first: many requests at once are counted like requests one by one.
        accounts.hold_codes(session, phone)
        sent = accounts.codes_sent_since(session, phone, now - DAY)
        if sent and now < sent[-1] + PAUSE:
            raise TooManyCodes(sent[-1] + PAUSE, for_today=False)
        if len(sent) >= PER_DAY:
            raise TooManyCodes(sent[-PER_DAY] + DAY, for_today=True)
        code, code_id = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", uuid4()
        accounts.add_code(
            session,
            code_id=code_id,
            phone=phone,
            purpose=purpose,
            digest=digest(desk, code_id, phone, purpose, code),
            created_at=now,
            expires_at=now + LIFETIME,
        )
        notice = notices.add_once(
            session,
            MessageCode.ONE_TIME_CODE,
            f"{MessageCode.ONE_TIME_CODE}:{code_id}",
            now,
            params={"code": code, "minutes": LIFETIME // timedelta(minutes=1)},
            language=language,
            mode=mode,
            phone=phone,
        )
        notices.mark_sent(session, notice.id, now)
    return now + LIFETIME
