"""One-time codes: what they are for, how they are kept, how one is used up."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from portal.people.desk import PeopleDesk
from portal.persistence.queries import accounts

DIGITS = 6
LIFETIME = timedelta(minutes=10)
"""Codes that live three minutes or less would need a way to be prolonged (网站适老化规范 1.4.4)."""
TRIES = 5
PAUSE = timedelta(seconds=30)
PER_DAY = 10
DAY = timedelta(hours=24)


class CodePurpose(StrEnum):
    """What a code opens. A code for one purpose opens nothing else."""

    SIGN_IN = "sign_in"
    PROGRESS = "progress"
    COUNTER = "counter"


class CodeFault(StrEnum):
    """Why a code was not taken."""

    WRONG = "wrong"
    EXPIRED = "expired"
    USED_UP = "used_up"
    """Too many tries, or it has served already: a new code is needed."""


class CodeRefused(Exception):
    """A code that opens nothing. Carries the fault, never the code."""

    def __init__(self, fault: CodeFault) -> None:
        self.fault = fault
        super().__init__(fault.value)


def digest(desk: PeopleDesk, code_id: UUID, phone: str, purpose: CodePurpose, code: str) -> str:
    """The HMAC under which a code is kept, bound to its row, phone and purpose."""
    message = f"{code_id.hex}:{phone}:{purpose}:{code}".encode()
    return hmac.new(desk.code_key, message, sha256).hexdigest()


def use_up(
    desk: PeopleDesk, session: Session, phone: str, typed: str, purpose: CodePurpose, now: datetime
) -> CodeFault | None:
    """Try what was typed against the newest code of this phone; a right code is used up.

    Every try is counted, so the caller must commit whatever comes back.
    """
    kept = accounts.newest_code(session, phone, purpose)
    if kept is None:
        return CodeFault.WRONG
    if kept.used_at is not None or kept.tries >= TRIES:
        return CodeFault.USED_UP
    if now >= kept.expires_at:
        return CodeFault.EXPIRED
    kept.tries += 1
    if hmac.compare_digest(kept.digest, digest(desk, kept.id, phone, purpose, typed)):
        kept.used_at = now
        return None
    return CodeFault.USED_UP if kept.tries >= TRIES else CodeFault.WRONG
