"""One effect key, one message, in the words of the person who will read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from portal.domain.mending import ConfirmationState
from portal.domain.states import TaskState
from portal.jobs import notify as notifying
from portal.jobs.handlers import HANDLERS
from portal.jobs.perform import LEASE, perform
from portal.jobs.work import Work
from portal.notices.senders import NotSent, Outgoing
from portal.persistence.models import ConfirmationRequest, Notice, Task
from portal.persistence.queries import notices
from portal.wiring import Portal

from .conftest import Bench


class Telephone:
    """Remembers what arrived; may refuse the first messages."""

    def __init__(self, refuse: int = 0) -> None:
        self.arrived: list[Outgoing] = []
        self._refuse = refuse

    def send(self, message: Outgoing) -> None:
        if self._refuse:
            self._refuse -= 1
            raise NotSent
        self.arrived.append(message)


@pytest.fixture
def telephone(monkeypatch: pytest.MonkeyPatch) -> Telephone:
    phone = Telephone()
    monkeypatch.setattr(notifying, "sender_of", lambda portal: phone)
    return phone


def run(bench: Bench) -> bool:
    row, held = bench.claim()
    return perform(bench.portal, HANDLERS, row, held)


def all_notices(bench: Bench) -> list[Notice]:
    with bench.db.reading() as session:
        return session.query(Notice).all()


def task_of(bench: Bench, item: str) -> Task:
    case = bench.case()
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
    return task


def test_the_applicant_is_told_and_the_message_counts_as_sent(
    bench: Bench, telephone: Telephone
) -> None:
    case = bench.case()
    bench.add("notify", "case:notify:1", case_id=case, payload={"message": "filed"})
    assert run(bench)
    [notice] = all_notices(bench)
    assert (notice.message, notice.params["number"], notice.sent_at) == (
        "filed",
        "YJ-1",
        bench.clock(),
    )
    [message] = telephone.arrived
    assert message.phone == "19900000001"
    assert "YJ-1" in message.text
    with bench.db.reading() as session:
        assert notices.account_phone(session, notice.account_id or uuid4()) == message.phone


def test_a_worker_that_dies_after_sending_makes_no_second_message(
    bench: Bench, telephone: Telephone
) -> None:
    case = bench.case()
    row = bench.add("notify", "case:notify:1", case_id=case, payload={"message": "filed"})
    taken, held = bench.claim()
    work = Work(row, "notify", case, None, {"message": "filed"}, "case:notify:1", 0, bench.clock())
    notifying.notify(bench.portal, work)
    bench.clock.pass_time(LEASE)
    assert taken == row
    assert run(bench)
    assert len(all_notices(bench)) == len(telephone.arrived) == 1
    assert not perform(bench.portal, HANDLERS, taken, held)


def test_a_message_the_gateway_refused_is_written_once_and_sent_later(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = Telephone(refuse=1)
    monkeypatch.setattr(notifying, "sender_of", lambda portal: phone)
    row = bench.add("notify", case_id=bench.case(), payload={"message": "withdrawn"})
    assert not run(bench)
    assert bench.row(row).last_error == "NotSent"
    assert [notice.sent_at for notice in all_notices(bench)] == [None]
    bench.clock.pass_time(LEASE)
    assert run(bench)
    assert [notice.sent_at for notice in all_notices(bench)] == [bench.clock()]
    assert len(phone.arrived) == 1


def test_a_message_about_a_task_names_its_item(bench: Bench, telephone: Telephone) -> None:
    item = next(iter(bench.portal.casework.shelf.current.items))
    task = task_of(bench, item)
    bench.add("notify", case_id=task.case_id, task_id=task.id, payload={"message": "task_approved"})
    assert run(bench)
    shelf = bench.portal.casework.shelf
    name = shelf.words(shelf.current_id, "zh_Hans_CN", plain=False)(f"item.{item}.name")
    assert name in telephone.arrived[0].text


def test_a_question_to_another_person_goes_to_their_phone_without_any_detail(
    bench: Bench, telephone: Telephone
) -> None:
    task = task_of(bench, next(iter(bench.portal.casework.shelf.current.items)))
    request = ConfirmationRequest(
        id=uuid4(),
        case_id=task.case_id,
        task_id=task.id,
        rule="other_agrees",
        party="other",
        id_number="509901199303081155",
        phone="19900000002",
        state=ConfirmationState.ASKED,
        asked_at=bench.clock(),
        due_on=date(2026, 11, 30),
        shown={},
    )
    with bench.db.writing() as session:
        session.add(request)
    payload = {"message": "confirmation_asked", "confirmation": str(request.id)}
    bench.add("notify", case_id=task.case_id, payload=payload)
    assert run(bench)
    [notice] = all_notices(bench)
    assert (notice.phone, notice.account_id, notice.case_id) == ("19900000002", None, None)
    assert notice.params == {"confirmation": str(request.id)}
    [message] = telephone.arrived
    assert message.phone == "19900000002"
    shelf = bench.portal.casework.shelf
    words = shelf.words(shelf.current_id, "zh_Hans_CN", plain=False)
    for name in shelf.current.bundles:
        assert words(f"bundle.{name}.name") not in message.text


def test_the_mode_the_case_was_filed_in_chooses_the_words(
    bench: Bench, telephone: Telephone
) -> None:
    bench.add("notify", case_id=bench.case(mode="elder"), payload={"message": "filed"})
    bench.add(
        "notify", case_id=bench.case("19900000003", number="YJ-2"), payload={"message": "filed"}
    )
    run(bench)
    run(bench)
    assert {notice.mode for notice in all_notices(bench)} == {"elder", "standard"}


def test_in_the_demo_the_inbox_is_the_telephone_and_elsewhere_the_console(bench: Bench) -> None:
    def sender(demo: bool) -> str:
        portal: Portal = replace(bench.portal, settings=replace(bench.portal.settings, demo=demo))
        return type(notifying.sender_of(portal)).__name__

    assert (sender(True), sender(False)) == ("DemoSender", "ConsoleSender")


def test_a_question_that_was_taken_back_is_not_sent_and_not_tried_again(
    bench: Bench, telephone: Telephone
) -> None:
    case = bench.case()
    gone = {"message": "confirmation_asked", "confirmation": str(uuid4())}
    bench.add("notify", case_id=case, payload=gone)
    assert run(bench)
    assert telephone.arrived == []
    assert all_notices(bench) == []
