"""The record: one chain without a gap, no personal value in it, and numbers that go with their transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text, update

from portal.casework.accept import accept
from portal.casework.ask_correction import Mark, ask_correction
from portal.casework.context import Casework
from portal.casework.correct import correct
from portal.casework.decide import refuse, uphold
from portal.casework.errors import StaleVersion
from portal.casework.held_case import OpenCase
from portal.casework.opening import open_case
from portal.casework.reopen import ReopenGround, reopen
from portal.casework.save import save
from portal.casework.submit import submit
from portal.domain import case_number, chain
from portal.domain.actors import SYSTEM
from portal.domain.breaks import Break, Fault, breaks
from portal.domain.elements import ElementId, ValueType
from portal.domain.states import MOVES, Verb
from portal.persistence.hashed import link_of
from portal.persistence.models import Event
from tests.casework.walker import check_moves, check_record
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import known_family, supervisor

TELLING = {
    ValueType.NAME,
    ValueType.ADDRESS,
    ValueType.RESIDENT_ID,
    ValueType.MOBILE,
    ValueType.MOMENT,
    ValueType.BANK_ACCOUNT,
    ValueType.DOCUMENT_NUMBER,
    ValueType.TEXT,
}
REMARKS = ("名字的写法请核对", "林小暖", "复议决定撤销", "材料和户口簿不一致", "另发更正说明")


@pytest.fixture
def eventful(work: Casework) -> UUID:
    """A case in which nearly everything has happened."""
    family = known_family(work)
    case = make.released_case(work, family, chosen=make.OPTIONAL, confirmed=True)
    make.approve_item(work, case, make.CERTIFICATE)
    task = see.task_of(work, case, make.REGISTRATION)
    for item in (make.VACCINES, make.EXPENSE, make.GUIDANCE):
        make.accept_item(work, case, item)
    mark = Mark("fact", "baby.person.name", REMARKS[0])
    ask_correction(work, make.clerk_for(work, case, make.REGISTRATION), task.id, [mark])
    save(work, family.filer, case, {"baby.person.name": REMARKS[1]})
    correct(work, family.filer, case)
    make.answer_confirmations(work, family.other, case)
    make.accept_item(work, case, make.REGISTRATION)
    reviewer = make.to_last_stage(work, case, make.REGISTRATION)
    refuse(work, reviewer, task.id, REMARKS[3])
    reopen(work, supervisor(work), task.id, ReopenGround.ADMINISTRATIVE_REVIEW, REMARKS[2])
    certificate = see.task_of(work, case, make.CERTIFICATE)
    uphold(work, make.clerk_for(work, case, make.CERTIFICATE), certificate.id, REMARKS[4])
    make.approve_item(work, case, make.REGISTRATION)
    make.approve_item(work, case, make.INSURANCE)
    return case


def test_the_chain_of_a_whole_case_holds(work: Casework, eventful: UUID) -> None:
    events = see.events_of(work, eventful)
    assert len(events) > 25
    check_record(events, eventful)


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("a reason", "UPDATE event SET reason = 'other' WHERE sequence = 4"),
        ("an actor", "UPDATE event SET actor_kind = 'system' WHERE sequence = 1"),
        ("a moment", "UPDATE event SET at = '2020-01-01 00:00:00' WHERE sequence = 6"),
        ("a payload", "UPDATE event SET payload = '{}' WHERE sequence = 5"),
        ("a removed event", "DELETE FROM event WHERE sequence = 3"),
    ],
)
def test_a_planted_change_is_found(work: Casework, eventful: UUID, what: str, change: str) -> None:
    with work.db.writing() as session:
        session.execute(text(change))
    events = see.events_of(work, eventful)
    assert breaks([link_of(event) for event in events], chain.genesis(str(eventful))), what
    with pytest.raises(AssertionError):
        check_record(events, eventful)


def test_an_end_that_was_cut_off_is_found_by_a_head_kept_elsewhere(
    work: Casework, eventful: UUID
) -> None:
    events = see.events_of(work, eventful)
    head = chain.Head(len(events), events[-1].hash)
    links = [link_of(event) for event in events[:-2]]
    found = breaks(links, chain.genesis(str(eventful)), [head])
    assert found == [Break(Fault.CUT_OFF, len(events) - 1, len(events))]


def test_no_personal_value_stands_in_an_event_or_in_later_work(
    work: Casework, eventful: UUID
) -> None:
    elements = work.shelf.current.elements
    facts = see.facts_of(work, eventful)
    secrets = {
        value
        for key, value in facts.items()
        if (element := elements.get(ElementId(key.split(".", 1)[1]))) is not None
        and element.type in TELLING
    } | set(REMARKS)
    assert {make.BABY_ID, make.LICENCE, "林小暖"} <= secrets
    events = [(e.reason, e.payload) for e in see.events_of(work, eventful)]
    written = json.dumps(events, ensure_ascii=False)
    later = json.dumps(
        [(r.kind, r.effect_key, r.payload) for r in see.outbox_rows(work)], ensure_ascii=False
    )
    for secret in secrets:
        assert secret not in written
        assert secret not in later


def test_what_was_refused_leaves_no_event(work: Casework) -> None:
    case = make.released_case(work)
    before = see.verbs_of(work, case)
    task = see.task_of(work, case, make.CERTIFICATE)
    clerk = make.clerk_for(work, case, make.CERTIFICATE)
    with pytest.raises(StaleVersion):
        accept(work, clerk, task.id, version=77)
    assert see.verbs_of(work, case) == before


@contextmanager
def the_disk_fails_at(verb: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Writing the event of a verb fails."""
    real = OpenCase.later

    def fail(opened: OpenCase, kind: str, effect: str, **more: object) -> None:
        if kind == verb:
            raise OSError("no space left")
        real(opened, kind, effect, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(OpenCase, "later", fail)
        yield


def test_a_number_goes_back_with_its_transaction(
    work: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = known_family(work)
    case = make.draft(work, family)
    with the_disk_fails_at("make_document", monkeypatch), pytest.raises(OSError, match="space"):
        submit(work, family.filer, case, key=uuid4())
    assert see.case_of(work, case).number is None
    assert see.events_of(work, case) == []
    assert see.documents_of(work, case) == []
    with work.db.reading() as session:
        assert session.execute(text("SELECT count(*) FROM counter")).scalar_one() == 0
    number = case_number.parse(submit(work, family.filer, case, key=uuid4()).number)
    assert number.serial == 1
    assert [d.number for d in see.documents_of(work, case)] == ["509900-2026-0000001"]


def test_the_eye_for_moves_sees_a_move_that_no_table_has(work: Casework, eventful: UUID) -> None:
    tasks = list(see.tasks_of(work, eventful).values())
    events = see.events_of(work, eventful)

    check_moves(events, tasks, MOVES)
    for verb in (Verb.BEGIN, Verb.ACCEPT, Verb.PASS_STAGE, Verb.REOPEN):
        with pytest.raises(AssertionError, match="no such move"):
            check_moves(events, tasks, [move for move in MOVES if move.verb is not verb])


def test_the_eye_for_moves_sees_a_skipped_event(work: Casework, eventful: UUID) -> None:

    tasks = list(see.tasks_of(work, eventful).values())
    events = see.events_of(work, eventful)
    moves = [e for e in events if "from" in e.payload and e.payload["from"] != e.payload["to"]]
    for missing in moves:
        with pytest.raises(AssertionError):
            check_moves([e for e in events if e is not missing], tasks, MOVES)


def test_the_eye_for_the_record_sees_an_event_written_past_the_door(work: Casework) -> None:
    case = make.released_case(work)
    with open_case(work, SYSTEM, case, None) as opened:
        event = opened.record("quietly")
        past_the_door = update(Event).where(Event.case_id == case, Event.sequence == event.sequence)
        opened.session.execute(past_the_door.values(sequence=event.sequence + 1))
    with pytest.raises(AssertionError, match="a gap"):
        check_record(see.events_of(work, case), case)
