"""The eyes of the walks: what is planted must be found, or the walks prove nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import text

from portal.casework import moves
from portal.casework.accept import accept
from portal.casework.claim import claim
from portal.casework.errors import WrongMoment
from portal.casework.release import release
from portal.casework.submit import submit
from portal.domain import states
from portal.domain.permissions import Permission
from portal.domain.states import Guard, GuardFailed, TaskState, Verb, move_for
from tests.casework.completer import Completer
from tests.casework.walker import Walker
from tests.databases import Databases
from tests.factories import cases as make
from tests.factories import looking as see

ACCEPT = (TaskState.SUBMITTED, Verb.ACCEPT)


@pytest.fixture
def walker(databases: Databases) -> Iterator[Walker]:
    """A walk whose case the departments have."""
    made = Walker(databases.kind, "real", "mother")
    submit(made.work, made.family.filer, made.case, key=uuid4())
    release(made.work, made.case, made.family.filer)
    made.check()
    yield made
    made.close()


def accepts(walker: Walker) -> None:
    """A clerk accepts the first item."""
    clerk = make.clerk_for(walker.work, walker.case, make.CERTIFICATE)
    accept(walker.work, clerk, see.task_of(walker.work, walker.case, make.CERTIFICATE).id)


def plants(walker: Walker, change: str) -> None:
    """Write into the database past every verb."""
    with walker.work.db.writing() as session:
        session.execute(text(change))


def test_a_row_of_the_table_that_leads_elsewhere(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = replace(move_for(*ACCEPT), target=TaskState.APPROVED)
    monkeypatch.setitem(states._TABLE, ACCEPT, broken)
    accepts(walker)
    with pytest.raises(AssertionError, match="no such move"):
        walker.check()


def test_a_row_of_the_table_that_nobody_can_use(
    walker: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = replace(move_for(*ACCEPT), permission=Permission.TASK_REOPEN)
    monkeypatch.setitem(states._TABLE, ACCEPT, broken)
    plants(walker, "UPDATE outbox SET tries = 1")
    with pytest.raises(AssertionError, match="nobody can move"):
        walker.check()


def test_a_change_of_state_without_an_event(walker: Walker) -> None:
    plants(walker, "UPDATE task SET state = 'in_review' WHERE state = 'submitted'")
    with pytest.raises(AssertionError, match="its record says"):
        walker.check()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("DELETE FROM event WHERE sequence = 2", "a gap"),
        ("UPDATE event SET reason = 'x' WHERE sequence = 2", "the chain breaks"),
        ("DELETE FROM outbox WHERE id = 2", "later work"),
        ("UPDATE outbox SET payload = '{}' WHERE kind = 'notify'", "later work"),
    ],
)
def test_a_record_that_was_tampered_with(walker: Walker, change: str, found: str) -> None:
    plants(walker, change)
    with pytest.raises(AssertionError, match=found):
        walker.check()


def test_an_end_of_the_case_that_nobody_noted(walker: Walker) -> None:
    accepts(walker)
    plants(walker, 'UPDATE "case" SET ended_at = created_at')
    with pytest.raises(AssertionError):
        walker.check()


def test_a_refusal_that_wrote_all_the_same(walker: Walker) -> None:
    clerk = make.clerk_for(walker.work, walker.case, make.CERTIFICATE)
    task = see.task_of(walker.work, walker.case, make.CERTIFICATE)

    def writes_and_refuses() -> None:
        claim(walker.work, clerk, task.id)
        raise WrongMoment("too_late")

    with pytest.raises(AssertionError, match="yet something was written"):
        walker.do(writes_and_refuses)


def test_a_dead_end(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        moves.GUARDS,
        Guard.NO_UNVERIFIED_FACT,
        lambda _: False,
    )
    with pytest.raises(GuardFailed):
        Completer(walker).finish()


def test_a_healthy_walk_is_finished_without_a_word(walker: Walker) -> None:
    accepts(walker)
    walker.check()
    Completer(walker).finish()
    assert set(see.states_of(walker.work, walker.case).values()) == {TaskState.APPROVED}


def test_a_change_that_the_revision_does_not_count(walker: Walker) -> None:
    plants(walker, "UPDATE task SET due_on = '2026-12-24' WHERE item = 'birth_certificate'")
    with pytest.raises(AssertionError, match="does not count"):
        walker.check()
