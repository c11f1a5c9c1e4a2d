"""Opens a case for a verb: one transaction, the case locked, the record ready to be written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy.orm import Session

from portal.casework.context import Casework
from portal.casework.errors import NotFound, StaleVersion
from portal.casework.held_case import OpenCase as OpenCase
from portal.domain.actors import Actor
from portal.domain.bundles import Bundle
from portal.domain.permissions import Forbidden, Permission, Scope, require
from portal.domain.states import CaseState
from portal.persistence.models import Case, CasePerson, Task
from portal.persistence.queries import cases, tasks
from portal.persistence.queries.whole_case import WholeCase
from portal.persistence.revisions import count_changes


@contextmanager
def open_case(
    work: Casework,
    actor: Actor,
    case_id: UUID,
    permission: Permission | None,
    *,
    version: int | None = None,
) -> Iterator[OpenCase]:
    """Lock a case for one verb; commit when the block ends.

    ``permission`` None means the verb checks it itself, per task. Raises NotFound when there is no such case or the
    actor may not know of it, StaleVersion when ``version`` is not the current one.
    """
    with work.db.writing() as session:
        case = cases.lock(session, case_id)
        if case is None:
            raise NotFound(f"case {case_id}")
        people = cases.people(session, case_id)
        if permission is not None:
            _require(permission, actor, cases.scope(case, people))
        if version is not None and version != case.version:
            raise StaleVersion(version, case.version)
        opened = lay_out(work, session, actor, case, people)
        yield opened
        # What its rows point to is written first, and with the rest of the case that it has changed.
        count_changes(session)
        session.flush()
        opened.write_later_work()


def lay_out(
    work: Casework,
    session: Session,
    actor: Actor,
    case: Case,
    people: Sequence[CasePerson] = (),
    seen: WholeCase | None = None,
) -> OpenCase:
    """A case with its tasks and facts read, whether it is held for a verb or only looked at, as ``seen`` all at once."""
    task_rows: Sequence[Task] = ()
    if seen is not None:
        task_rows = seen.tasks
    elif case.state is not CaseState.DRAFT:
        task_rows = tasks.of_case(session, case.id)
    facts = [*seen.facts, *seen.pending] if seen is not None else cases.facts(session, case.id)
    catalogue = work.shelf.get(case.release_id)
    bundle = catalogue.bundles[case.bundle]
    return OpenCase(
        work=work,
        session=session,
        actor=actor,
        at=work.clock(),
        case=case,
        catalogue=catalogue,
        bundle=bundle,
        tasks=_in_bundle_order(bundle, task_rows),
        rows={(row.key, row.stream): row for row in facts},
        people=list(people),
        seen=seen,
    )


@contextmanager
def open_task(
    work: Casework,
    actor: Actor,
    task_id: UUID,
    permission: Permission,
    *,
    version: int | None = None,
) -> Iterator[tuple[OpenCase, Task]]:
    """Lock the case of a task for a verb of its office. Raises NotFound, StaleVersion."""
    with work.db.reading() as session:
        found = tasks.one(session, task_id)
    if found is None:
        raise NotFound(f"task {task_id}")
    with open_case(work, actor, found.case_id, None) as opened:
        task = opened.task(task_id)
        _require(permission, actor, Scope(account=opened.case.account_id, office=task.office))
        if opened.case.released_at is None and actor.kind == "staff":
            raise NotFound(f"task {task_id}")
        if version is not None and version != task.version:
            raise StaleVersion(version, task.version)
        yield opened, task


def _require(permission: Permission, actor: Actor, scope: Scope) -> None:
    try:
        require(permission, actor, scope)
    except Forbidden as error:
        raise NotFound(str(error)) from error


def _in_bundle_order(bundle: Bundle, rows: Sequence[Task]) -> dict[str, Task]:
    # Databases give rows in any order; events must come in the same one everywhere.
    by_item = {task.item: task for task in rows}
    return {item: by_item[item] for item in bundle.items if item in by_item}
