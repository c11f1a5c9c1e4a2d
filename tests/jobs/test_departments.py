"""What lies outside answers after a while in the demonstration, and never by itself elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from portal.domain.items import DecidedAt, ResultKind
from portal.domain.results import ResultState
from portal.domain.states import TaskState
from portal.jobs.departments import ANSWER_AFTER, MADE_AFTER, PAID_AFTER, answer, pay
from portal.jobs.work import NotYet, Work
from portal.persistence.models import Event, Result, Task

from .conftest import Bench


def task_with_work(bench: Bench, kind: str, item: str) -> Work:
    case = bench.case(released_at=bench.clock(), filed_at=bench.clock())
    task = Task(
        id=uuid4(),
        case_id=case,
        item=item,
        department="x",
        office="x",
        state=TaskState.IN_REVIEW,
        stage=0,
        version=1,
    )
    with bench.db.writing() as session:
        session.add(task)
    return Work(1, kind, case, task.id, {}, "key", 0, bench.clock())


def sent_over(bench: Bench) -> str:
    catalogue = bench.portal.casework.shelf.current
    return next(
        item.id
        for item in map(catalogue.items.__getitem__, catalogue.bundles[bench.bundle].items)
        if item.decided_at is DecidedAt.DEPARTMENT_SYSTEM
        and item.result.kind is ResultKind.PHYSICAL
    )


def state_of(bench: Bench, work: Work) -> tuple[TaskState, ResultState | None]:
    with bench.db.reading() as session:
        result = session.query(Result).filter_by(task_id=work.task).one_or_none()
        return session.get_one(Task, work.task).state, result.state if result else None


def test_a_departments_system_needs_a_while_to_say_yes(bench: Bench) -> None:
    work = task_with_work(bench, "department_system", sent_over(bench))
    with pytest.raises(NotYet) as wait:
        answer(bench.portal, work)
    assert wait.value.after == ANSWER_AFTER
    assert state_of(bench, work) == (TaskState.IN_REVIEW, None)


def test_it_says_yes_and_later_that_what_it_makes_is_ready(bench: Bench) -> None:
    work = task_with_work(bench, "department_system", sent_over(bench))
    bench.clock.pass_time(ANSWER_AFTER)
    with pytest.raises(NotYet) as wait:
        answer(bench.portal, work)
    assert wait.value.after == MADE_AFTER - ANSWER_AFTER
    assert state_of(bench, work) == (TaskState.APPROVED, ResultState.BEING_MADE)
    bench.clock.pass_time(wait.value.after)
    answer(bench.portal, work)
    assert state_of(bench, work) == (TaskState.APPROVED, ResultState.READY)


def test_answering_twice_changes_nothing(bench: Bench) -> None:
    work = task_with_work(bench, "department_system", sent_over(bench))
    bench.clock.pass_time(MADE_AFTER)
    answer(bench.portal, work)
    with bench.db.reading() as session:
        before = session.query(Event).count()
    answer(bench.portal, work)
    with bench.db.reading() as session:
        assert session.query(Event).count() == before


def test_a_withdrawn_task_is_not_answered(bench: Bench) -> None:
    work = task_with_work(bench, "department_system", sent_over(bench))
    with bench.db.writing() as session:
        session.get_one(Task, work.task).state = TaskState.WITHDRAWN
    bench.clock.pass_time(MADE_AFTER)
    answer(bench.portal, work)
    assert state_of(bench, work) == (TaskState.WITHDRAWN, None)


def test_money_is_paid_once_in_the_current_month(bench: Bench) -> None:
    item = next(
        i.id
        for i in bench.portal.casework.shelf.current.items.values()
        if i.id in bench.portal.casework.shelf.current.bundles[bench.bundle].items
        and i.result.kind is ResultKind.PAYMENT
    )
    work = task_with_work(bench, "pay", item)
    with bench.db.writing() as session:
        session.get_one(Task, work.task).state = TaskState.APPROVED
        session.add(
            Result(
                id=uuid4(),
                task_id=work.task,
                kind=ResultKind.PAYMENT,
                state=ResultState.BEING_MADE,
                details={},
                updated_at=bench.clock(),
            )
        )
    with pytest.raises(NotYet):
        pay(bench.portal, work)
    bench.clock.pass_time(PAID_AFTER)
    pay(bench.portal, work)
    pay(bench.portal, work)
    with bench.db.reading() as session:
        result = session.query(Result).one()
        assert (result.state, result.details) == (ResultState.PAID, {"month": "2026-11"})
        assert session.query(Event).filter_by(verb="record_step").count() == 1


def test_without_the_demonstration_the_work_waits_for_the_real_system(bench: Bench) -> None:
    portal = replace(bench.portal, settings=replace(bench.portal.settings, demo=False))
    for handler in (answer, pay):
        work = Work(1, "pay", None, uuid4(), {}, "key", 0, bench.clock() - timedelta(days=1))
        with pytest.raises(NotYet):
            handler(portal, work)
