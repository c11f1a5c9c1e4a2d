"""Each eye sees the fault it is there for: a fault is planted in books that are whole, and told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from weasyprint import HTML

from benchmarks.ground import SQLITE, ground
from portal.casework.accept import accept
from portal.casework.context import Casework
from portal.casework.decide import approve, refuse
from portal.domain.results import ResultState
from portal.domain.states import CaseState, TaskState
from portal.jobs import documents
from portal.jobs.handlers import HANDLERS
from portal.jobs.perform import LEASE, perform
from portal.persistence.models import Document, Event, Notice, OutboxRow, Result, Task
from portal.persistence.queries import outbox
from portal.wiring import Portal
from tests.chaos.books import Books, read_books
from tests.chaos.invariants import faults
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import known_family


@pytest.fixture(scope="module")
def city() -> Iterator[Casework]:
    """A draft, a case whose first task was approved and one whose first task was refused; all work done."""
    with ground(SQLITE) as place, pytest.MonkeyPatch.context() as patch:
        page = HTML(string="<p>paper</p>").write_pdf()
        patch.setattr(documents, "render", lambda *_: page)
        work = replace(place.portal.casework, hold=timedelta(0))
        portal = replace(place.portal, casework=work)
        family = known_family(work)
        make.draft(work, family)
        filed = [make.filed_case(work, family) for _ in range(2)]
        do_all(portal)
        for case, decision in zip(filed, (approve, refuse), strict=True):
            clerk = make.clerk_for(work, case, make.CERTIFICATE)
            task = see.task_of(work, case, make.CERTIFICATE).id
            accept(work, clerk, task)
            if decision is refuse:
                refuse(work, clerk, task, "与登记不符")
            else:
                approve(work, clerk, task)
            do_all(portal)
        yield work


def do_all(portal: Portal) -> None:
    """Do all work that is due, and what follows from it."""
    work = portal.casework
    while True:
        now = work.clock()
        with work.db.writing() as session:
            rows = outbox.claim(session, now, LEASE, 100)
        if not rows:
            return
        for row in rows:
            perform(portal, HANDLERS, row, now + LEASE)


@pytest.fixture
def books(city: Casework) -> Books:
    """The city's books, to be spoilt."""
    return read_books(city)


def task(books: Books, state: TaskState) -> Task:
    """A task in a state."""
    return next(task for task in books.tasks if task.state is state)


def event(books: Books, verb: str) -> Event:
    """The first event of a kind."""
    return next(event for event in books.events if event.verb == verb)


def later(books: Books, kind: str) -> OutboxRow:
    """A piece of later work of a kind."""
    return next(row for row in books.outbox if row.kind == kind)


def test_whole_books_have_no_fault(books: Books) -> None:
    receipts = {case.id: {str(case.number)} for case in books.cases if case.number}
    assert faults(books, receipts) == []
    assert {len(books.cases), len(receipts)} == {3, 2}


def test_a_lost_filing_is_seen(books: Books) -> None:
    assert any("receipts" in fault for fault in faults(books, {uuid4(): {"N1"}}))


def test_a_draft_whose_receipt_was_seen_is_seen(books: Books) -> None:
    draft = next(case for case in books.cases if case.state is CaseState.DRAFT)
    assert faults(books, {draft.id: {"N1"}}) == [f"case {draft.id}: receipts ['N1'], filed as None"]


def test_two_receipts_for_one_draft_are_seen(books: Books) -> None:
    case = next(case for case in books.cases if case.number)
    assert len(faults(books, {case.id: {str(case.number), "N2"}})) == 1


def _double_case_number(books: Books) -> None:
    numbered = [case for case in books.cases if case.number]
    numbered[0].number = numbered[1].number


def _double_document_number(books: Books) -> None:
    books.documents[0].number = books.documents[1].number


def _draw_a_number_for_nobody(books: Books) -> None:
    books.counters[next(series for series in books.counters if series.startswith("case:"))] += 1


def _lose_a_task(books: Books) -> None:
    books.tasks.remove(task(books, TaskState.WAITING))


def _lose_the_case_of_a_task(books: Books) -> None:
    books.cases.remove(next(case for case in books.cases if case.state is CaseState.FILED))


def _half_file_a_draft(books: Books) -> None:
    draft = next(case for case in books.cases if case.state is CaseState.DRAFT)
    books.outbox[0].case_id = draft.id


def _file_without_what_follows(books: Books) -> None:
    case = event(books, "submit").case_id
    books.outbox = [row for row in books.outbox if row.case_id != case]


def _double_an_event(books: Books) -> None:
    books.events.append(event(books, "submit"))


def _change_an_event(books: Books) -> None:
    event(books, "approve").reason = "another"


def _lose_an_event(books: Books) -> None:
    books.events.remove(event(books, "approve"))


def _decide_without_an_event(books: Books) -> None:
    task(books, TaskState.SUBMITTED).state = TaskState.REFUSED


def _lose_a_decision(books: Books) -> None:
    task(books, TaskState.APPROVED).state = TaskState.IN_REVIEW


def _lose_a_result(books: Books) -> None:
    books.results.clear()


def _double_a_result(books: Books) -> None:
    first = books.results[0]
    books.results.append(
        Result(id=uuid4(), task_id=first.task_id, kind=first.kind, state=ResultState.READY)
    )


def _lose_a_number_from_elsewhere(books: Books) -> None:
    books.results[0].number = None


def _fetch_a_number_twice(books: Books) -> None:
    books.events.append(event(books, "record_number"))


def _lose_a_paper(books: Books) -> None:
    books.documents.remove(paper(books, "decision_refused"))


def _double_a_paper(books: Books) -> None:
    books.documents.append(paper(books, "decision_approved"))


def _leave_a_paper_unmade(books: Books) -> None:
    paper(books, "receipt").made_at = None


def _lose_bytes(books: Books) -> None:
    del books.kept[paper(books, "receipt").id]


def _change_bytes(books: Books) -> None:
    books.kept[paper(books, "receipt").id] = (hashlib.sha256(b"other").hexdigest(), 5)


def _cut_an_upload_short(books: Books) -> None:
    upload = books.uploads[0]
    books.kept[upload.id] = (upload.digest, upload.size - 1)


def _leave_work_open(books: Books) -> None:
    later(books, "notify").done_at = None


def _hold_what_is_done(books: Books) -> None:
    row = later(books, "notify")
    row.claimed_until = row.done_at


def _ask_twice(books: Books) -> None:
    books.outbox.append(later(books, "release"))


def _tell_twice(books: Books) -> None:
    first = books.notices[0]
    books.notices.append(
        Notice(
            id=uuid4(), case_id=first.case_id, effect_key=first.effect_key, sent_at=first.sent_at
        )
    )


def _tell_what_nobody_asked_for(books: Books) -> None:
    books.notices[0].effect_key += ":again"


def _tell_nobody(books: Books) -> None:
    books.notices.clear()


def _never_send(books: Books) -> None:
    books.notices[0].sent_at = None


def paper(books: Books, template: str) -> Document:
    """A paper of a kind."""
    return next(document for document in books.documents if document.template == template)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_double_case_number, "case number"),
        (_double_document_number, "document number"),
        (_draw_a_number_for_nobody, "drawn"),
        (_lose_a_task, "due"),
        (_lose_the_case_of_a_task, "is not there, but something of it is"),
        (_half_file_a_draft, "more than a draft"),
        (_file_without_what_follows, "nothing is to follow"),
        (_double_an_event, "2 submit events"),
        (_change_an_event, "the record breaks"),
        (_lose_an_event, "with 0 decisions"),
        (_decide_without_an_event, "with 0 decisions"),
        (_lose_a_decision, "with 1 decisions"),
        (_lose_a_result, "with 0 results"),
        (_double_a_result, "with 2 results"),
        (_lose_a_number_from_elsewhere, "has no number"),
        (_fetch_a_number_twice, "came 2 times"),
        (_lose_a_paper, "refuse brought 0 papers"),
        (_double_a_paper, "approve brought 2 papers"),
        (_leave_a_paper_unmade, "not made"),
        (_lose_bytes, "has no bytes"),
        (_change_bytes, "the bytes are others"),
        (_cut_an_upload_short, "the bytes are others"),
        (_leave_work_open, "is open"),
        (_hold_what_is_done, "is done and held"),
        (_ask_twice, "twice"),
        (_tell_twice, "2 notices"),
        (_tell_what_nobody_asked_for, "nobody asked for it"),
        (_tell_nobody, "0 notices"),
        (_never_send, "never sent"),
    ],
)
def test_a_planted_fault_is_seen(books: Books, spoil: Callable[[Books], None], says: str) -> None:
    spoil(books)
    assert [fault for fault in faults(books) if says in fault] != []
