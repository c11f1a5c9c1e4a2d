"""Questions about messages to people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.persistence.models import (
    Account,
    Case,
    ConfirmationRequest,
    Notice,
    Task,
)
from portal.persistence.sealed import matches


def case(session: Session, case_id: UUID) -> Case:
    """The case a message is about. Raises LookupError."""
    return session.get_one(Case, case_id)


def item_of(session: Session, task_id: UUID) -> str:
    """The id of a task's item. Raises LookupError."""
    return session.get_one(Task, task_id).item


def confirmation(session: Session, request_id: UUID) -> ConfirmationRequest:
    """A question to another person. Raises LookupError."""
    return session.get_one(ConfirmationRequest, request_id)


def account_phone(session: Session, account_id: UUID) -> str:
    """The phone of an account. Raises LookupError."""
    return session.get_one(Account, account_id).phone


def account_with_phone(session: Session, phone: str) -> UUID | None:
    """The account that a phone signs in to, if any."""
    return session.scalar(select(Account.id).where(matches(session, Account.phone, phone)))


def add_once(
    session: Session,
    message: str,
    effect_key: str,
    at: datetime,
    *,
    params: dict[str, Any],
    language: str,
    mode: str,
    account_id: UUID | None = None,
    phone: str | None = None,
    case_id: UUID | None = None,
) -> Notice:
    """The message under this effect key: the one that is there, or a new one."""
    wanted = select(Notice).where(Notice.effect_key == effect_key)
    found = session.scalar(wanted)
    if found is not None:
        return found
    notice = Notice(
        account_id=account_id,
        phone=phone,
        case_id=case_id,
        message=message,
        params=params,
        language=language,
        mode=mode,
        effect_key=effect_key,
        created_at=at,
    )
    try:
        with session.begin_nested():
            session.add(notice)
    except IntegrityError:
        return session.scalars(wanted).one()
    return notice


def get(session: Session, notice_id: UUID) -> Notice:
    """One message. Raises LookupError."""
    return session.get_one(Notice, notice_id)


def mark_sent(session: Session, notice_id: UUID, at: datetime) -> None:
    """It left the house. The first time counts."""
    session.execute(
        update(Notice).where(Notice.id == notice_id, Notice.sent_at.is_(None)).values(sent_at=at)
    )


def inbox(session: Session, account_id: UUID, limit: int = 50) -> Sequence[Notice]:
    """Messages to an account, newest first. Codes for signing in are not among them."""
    return session.scalars(
        select(Notice)
        .where(Notice.account_id == account_id, Notice.message != "one_time_code")
        .order_by(Notice.created_at.desc(), Notice.id)
        .limit(limit)
    ).all()


def to_phone(session: Session, phone: str, limit: int = 20) -> Sequence[Notice]:
    """What a phone was sent, newest first: the demo's stand-in for a telephone."""
    account = account_with_phone(session, phone)
    theirs = [matches(session, Notice.phone, phone)]
    if account is not None:
        theirs.append(Notice.account_id == account)
    return session.scalars(
        select(Notice)
        .where(or_(*theirs), Notice.sent_at.is_not(None))
        .order_by(Notice.created_at.desc(), Notice.id)
        .limit(limit)
    ).all()


def sent_lately(session: Session, limit: int = 20) -> Sequence[Notice]:
    """What was sent to any phone, newest first: the demo's stand-in for all telephones."""
    return session.scalars(
        select(Notice)
        .where(Notice.sent_at.is_not(None))
        .order_by(Notice.created_at.desc(), Notice.id)
        .limit(limit)
    ).all()
