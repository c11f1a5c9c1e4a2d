"""Writes a message to a person and sends it. One effect key, one message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.domain.mending import ConfirmationState
from portal.jobs.work import Work
from portal.notices.messages import MessageCode
from portal.notices.render import render
from portal.notices.senders import ConsoleSender, DemoSender, Outgoing, Sender
from portal.persistence.models import Case, Notice
from portal.persistence.queries import notices, tasks
from portal.words import LOCALES, MODES

if TYPE_CHECKING:
    from portal.wiring import Portal


def notify(portal: Portal, work: Work) -> None:
    """Tell the applicant, or the person asked to confirm when the payload names a ``confirmation``.

    The payload holds the ``message`` and perhaps ``params`` (ids and short codes). Names of the service, the case's
    number and the item's name are found from the ids. Raises NotSent when the message must be tried again.
    """
    with portal.casework.db.writing() as session:
        if _no_longer_asked(session, work):
            return
        notice = _write(portal, session, work)
        phone = notice.phone or (
            notices.account_phone(session, notice.account_id) if notice.account_id else None
        )
        case = notices.case(session, work.case)
        release = case.release_id
    if notice.sent_at is not None or phone is None:
        return
    sender_of(portal).send(Outgoing(notice.id, phone, _text(portal, notice, release)))
    with portal.casework.db.writing() as session:
        notices.mark_sent(session, notice.id, portal.casework.clock())


def _no_longer_asked(session: Session, work: Work) -> bool:
    """Whether the question was taken back, withdrawn or answered before its message went out."""
    asked = work.payload.get("confirmation")
    if asked is None:
        return False
    request = tasks.confirmation(session, UUID(asked))
    return request is None or request.state is not ConfirmationState.ASKED


def sender_of(portal: Portal) -> Sender:
    """In the demo the inbox page is the telephone; elsewhere, until a gateway is joined on, the operator's console."""
    return DemoSender() if portal.settings.demo else ConsoleSender()


def _write(portal: Portal, session: Session, work: Work) -> Notice:
    code = MessageCode(work.payload["message"])
    case = notices.case(session, work.case)
    asked = work.payload.get("confirmation")
    account_id: UUID | None = case.account_id
    phone: str | None = None
    if asked is None:
        params = _params(session, case, work)
    else:
        # To somebody else's phone: no word of whose case or which service it is.
        phone = notices.confirmation(session, UUID(asked)).phone
        account_id = notices.account_with_phone(session, phone) if phone else None
        params = {"confirmation": asked}
    return notices.add_once(
        session,
        code.value,
        work.effect_key,
        portal.casework.clock(),
        params=params,
        # The applicant's choice of language and mode says nothing of the person who is asked.
        language=case.language if asked is None else LOCALES[0],
        mode=case.mode if asked is None else MODES[0],
        account_id=account_id,
        phone=phone,
        case_id=case.id if asked is None else None,
    )


def _params(session: Session, case: Case, work: Work) -> dict[str, Any]:
    params: dict[str, Any] = {"bundle": case.bundle, "number": case.number or ""}
    if work.task_id is not None:
        params["item"] = notices.item_of(session, work.task_id)
    return params | dict(work.payload.get("params", {}))


def _text(portal: Portal, notice: Notice, release: str) -> str:
    words = portal.words.pick(notice.language, notice.mode)
    named = portal.casework.shelf.words(release, words.locale, plain=words.plain)
    city = portal.casework.city.words_in(words.locale, plain=words.plain)

    def service_words(message: str) -> str:
        return named.get(message) or city(message)

    return render(notice.message, notice.params, words, service_words).sms
