"""A whole case carried by the worker's own hands: everything that is later, and nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from portal.casework.decide import NOTHING_ENTERED, Entered, approve
from portal.domain.facts import FactCheck
from portal.domain.results import ResultState
from portal.domain.states import TaskState
from portal.jobs.handlers import HANDLERS, sweep
from portal.jobs.perform import perform
from portal.jobs.relay import Relay
from portal.persistence.models import Document, Event, Fact, Notice, OutboxRow, Result, Task
from portal.registries.demo import DemoRegistries, Trouble
from portal.wiring import Portal
from tests.databases import Databases
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import known_family

from .conftest import Bench, open_bench


def work_off(bench: Bench) -> None:
    """Do what is due, as relay and queue do it, until nothing more follows."""
    taken: list[tuple[int, object]] = []
    relay = Relay(bench.portal.casework, lambda row, held: taken.append((row, held)))
    while relay.carry():
        for row, held in taken:
            perform(bench.portal, HANDLERS, row, held)  # type: ignore[arg-type]
        taken.clear()


def later(bench: Bench, **span: float) -> None:
    bench.clock.pass_time(timedelta(**span))
    work_off(bench)


def failures(bench: Bench) -> list[str]:
    with bench.db.reading() as session:
        return [
            f"{row.kind}: {row.last_error}" for row in session.query(OutboxRow) if row.last_error
        ]


def told(bench: Bench) -> Counter[str]:
    with bench.db.reading() as session:
        return Counter(notice.message for notice in session.query(Notice))


def effects(bench: Bench) -> dict[str, object]:
    """What has come of the work so far, but for the notes of comparing, which every comparison makes."""
    with bench.db.reading() as session:
        return {
            "notices": sorted(str(n.id) for n in session.query(Notice)),
            "documents": sorted((str(d.id), d.digest, d.made_at) for d in session.query(Document)),
            "results": sorted((str(r.id), r.state, r.number) for r in session.query(Result)),
            "events": Counter(e.verb for e in session.query(Event) if e.verb != "compare"),
            "facts": sorted((f.key, f.stream, f.value) for f in session.query(Fact)),
        }


@pytest.fixture(scope="module")
def finished(
    databases: Databases, first_portal: Portal, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bench]:
    """A case that went its whole way, the worker doing its part all along."""
    bench = open_bench(databases, first_portal, tmp_path_factory.mktemp("finished"))
    work = bench.portal.casework
    family = known_family(work)
    case = make.filed_case(work, family, chosen=make.OPTIONAL)
    work_off(bench)
    later(bench, minutes=11)
    make.answer_confirmations(work, family.other, case)
    for item in make.EVERYTHING:
        make.accept_item(work, case, item)
        if item == make.CARD:
            continue
        decider = make.to_last_stage(work, case, item)
        entered = NOTHING_ENTERED
        if item == make.REGISTRATION:
            entered = Entered({make.BABY_ID_KEY: make.BABY_ID}, issued_on=work.today)
        approve(work, decider, see.task_of(work, case, item).id, entered=entered)
        later(bench, seconds=1)
    for _ in range(5):
        later(bench, minutes=2)
    yield bench
    bench.db.close()


def test_the_worker_carries_a_case_to_its_end(finished: Bench) -> None:
    assert failures(finished) == []
    with finished.db.reading() as session:
        assert session.query(OutboxRow).filter(OutboxRow.done_at.is_(None)).count() == 0
        assert {task.state for task in session.query(Task)} == {TaskState.APPROVED}
        results = {result.kind.value: result for result in session.query(Result)}
        assert results["payment"].state is ResultState.PAID
        assert results["licence_elsewhere"].state is ResultState.READY
        assert results["licence_elsewhere"].number
        documents = session.query(Document).all()
    assert documents
    for document in documents:
        assert document.made_at is not None
        assert finished.portal.casework.files.get(document.id).startswith(b"%PDF")


def test_the_person_is_told_of_each_thing_once(finished: Bench) -> None:
    messages = told(finished)
    for once in ("filed", "released_to_departments", "payment_sent"):
        assert messages[once] == 1
    assert messages["task_approved"] == len(make.EVERYTHING)
    assert messages["confirmation_asked"] == messages["confirmation_answered"] == 1


def test_doing_all_the_work_a_second_time_has_no_second_effect(finished: Bench) -> None:
    before = effects(finished)
    with finished.db.writing() as session:
        for row in session.query(OutboxRow):
            row.done_at = None
    later(finished, hours=1)
    sweep(finished.portal)
    assert failures(finished) == []
    assert effects(finished) == before


def test_what_a_silent_registry_should_confirm_is_asked_again_until_it_answers(
    bench: Bench,
) -> None:
    work = bench.portal.casework
    registries = work.registries
    assert isinstance(registries, DemoRegistries)
    names = list(work.shelf.current.registries)
    registries.troubles.update(dict.fromkeys(names, Trouble.DOWN))
    try:
        case = make.filed_case(work, known_family(work))
        work_off(bench)
        assert FactCheck.CHECKING in checks(bench, case)
    finally:
        registries.troubles.clear()
    later(bench, minutes=1)
    assert FactCheck.CHECKING not in checks(bench, case)


def checks(bench: Bench, case: UUID) -> set[FactCheck]:
    with bench.db.reading() as session:
        return {fact.check for fact in session.query(Fact).filter_by(case_id=case)}
