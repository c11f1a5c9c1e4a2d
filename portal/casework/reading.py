"""Reads a case as verbs see it, without holding it: for pages, changing nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from portal.casework.context import Casework
from portal.casework.errors import NotFound
from portal.casework.opening import OpenCase, lay_out
from portal.domain.actors import Actor
from portal.domain.permissions import Permission, allowed
from portal.persistence.queries import cases


@contextmanager
def read_case(
    work: Casework, actor: Actor, case_id: UUID, permission: Permission
) -> Iterator[OpenCase]:
    """A case with everything questions about it need. Raises NotFound, also when it is not the actor's to know."""
    with work.db.reading() as session:
        case = cases.one(session, case_id)
        people = cases.people(session, case_id)
        if case is None or not allowed(permission, actor, cases.scope(case, people)):
            raise NotFound(f"case {case_id}")
        yield lay_out(work, session, actor, case, people)
