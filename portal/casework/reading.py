"""Reads a case as verbs see it, without holding it, and gives what hangs on a case in the same way whether it is held or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from portal.casework.context import Casework
from portal.casework.errors import NotFound
from portal.casework.opening import OpenCase, lay_out
from portal.domain.actors import Actor
from portal.domain.permissions import Permission, allowed
from portal.persistence.models import ConfirmationRequest, Consent, Correction, Event
from portal.persistence.queries import consents, record, tasks
from portal.persistence.queries.whole_case import whole_case


@contextmanager
def read_case(
    work: Casework, actor: Actor, case_id: UUID, permission: Permission
) -> Iterator[OpenCase]:
    """A case with everything questions about it need, read at once. Raises NotFound, also when it is not the actor's to know."""
    with work.db.reading() as session:
        whole = whole_case(session, case_id)
        if whole is None or not allowed(permission, actor, whole.scope):
            raise NotFound(f"case {case_id}")
        yield lay_out(work, session, actor, whole.case, seen=whole)


def confirmations_in(opened: OpenCase) -> Sequence[ConfirmationRequest]:
    """What others were asked to confirm in a case, the oldest question first."""
    if opened.seen is not None:
        return opened.seen.confirmations
    return tasks.confirmations(opened.session, opened.case.id)


def all_corrections_in(opened: OpenCase) -> Sequence[Correction]:
    """Every request to mend something in a case."""
    if opened.seen is not None:
        return opened.seen.corrections
    return tasks.corrections(opened.session, opened.case.id)


def grounds_in(opened: OpenCase) -> Sequence[Consent]:
    """The grounds of a case that stand."""
    if opened.seen is not None:
        return opened.seen.grounds
    return consents.standing(opened.session, opened.case.id)


def events_in(opened: OpenCase) -> Sequence[Event]:
    """Every event of a case, the oldest first."""
    if opened.seen is not None:
        return opened.seen.events
    return record.events(opened.session, opened.case.id)
