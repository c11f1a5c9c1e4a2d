"""Whom a case is about, so that a second case for the same item and subject is seen before it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from portal.casework.opening import OpenCase
from portal.domain.identity import subject_marks
from portal.persistence.models import Case
from portal.persistence.queries import subjects

SAID_ANOTHER = "said_to_be_another"
"""In the event of sending: the applicant saw the earlier case and said that this is another."""


def marks_of(opened: OpenCase) -> set[tuple[str, str]]:
    """What says whom a case is about, as kinds and texts."""
    marks = subject_marks(opened.catalogue, opened.bundle, opened.facts)
    return {(kind.value, text) for kind, text in marks}


def note_subject(opened: OpenCase) -> None:
    """Write down whom a filed case is about, as far as it is known by now."""
    first_time = opened.case.number is None
    subjects.put(opened.session, opened.case.id, marks_of(opened), first_time=first_time)


def forget_subject(opened: OpenCase) -> None:
    """A draft is nobody's business: what was written down goes."""
    subjects.put(opened.session, opened.case.id, ())


def applied_before(opened: OpenCase, number: str) -> Sequence[Case]:
    """Cases the actor may know of, already filed for the same subject, in which one of the same items is open or approved.

    ``number``: the actor's own, as it was checked; empty while nobody has.
    """
    actor = opened.actor
    assert actor.id is not None
    return subjects.own_like(
        opened.session,
        marks_of(opened),
        opened.active,
        account=actor.id,
        person=actor.person,
        number=number,
        besides=opened.case.id,
    )
