"""What must hold of a whole database once everything that was asked for is done: nothing lost, nothing twice, nothing half.

Each function gives its faults, one line each, by table and id; nothing personal is in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from portal.domain import chain
from portal.domain.breaks import breaks
from portal.domain.case_number import BadCaseNumber, parse
from portal.domain.states import CaseState, TaskState
from portal.notices.messages import MessageCode
from portal.persistence.hashed import link_of
from portal.persistence.models import Case, Document, Event, Upload
from tests.chaos.books import Books, grouped

DECISIONS: Mapping[TaskState, tuple[frozenset[str], str]] = {
    TaskState.APPROVED: (frozenset({"approve", "receive_approval"}), "decision_approved"),
    TaskState.REFUSED: (frozenset({"refuse", "receive_refusal"}), "decision_refused"),
    TaskState.NOT_ACCEPTED: (frozenset({"decline"}), "non_acceptance"),
}
"""By which verbs a task gets to a decided state, and which paper says so."""
DECIDING = frozenset[str]().union(*(verbs for verbs, _ in DECISIONS.values()))
PAPERS = {
    "submit": "receipt",
    "accept": "acceptance_notice",
    "deem_accepted": "acceptance_notice",
    "record_number": "result_notice",
    "lapse": "lapse_notice",
    "terminate": "termination_notice",
    **{verb: paper for verbs, paper in DECISIONS.values() for verb in verbs},
}
"""The paper that an event must have brought, exactly one."""


def faults(books: Books, receipts: Mapping[UUID, set[str]] | None = None) -> list[str]:
    """Everything that is wrong. ``receipts``: the numbers people saw, by draft."""
    return [
        *receipt_faults(books, receipts or {}),
        *whole_faults(books),
        *number_faults(books),
        *chain_faults(books),
        *decision_faults(books),
        *paper_faults(books),
        *file_faults(books),
        *outbox_faults(books),
        *effect_faults(books),
    ]


def receipt_faults(books: Books, receipts: Mapping[UUID, set[str]]) -> Iterator[str]:
    """Whoever saw a receipt has filed under that very number, and under no other."""
    numbers = {case.id: case.number for case in books.cases if case.state is CaseState.FILED}
    for case, seen in receipts.items():
        if seen != {numbers.get(case)}:
            yield f"case {case}: receipts {sorted(seen)}, filed as {numbers.get(case)}"


def whole_faults(books: Books) -> Iterator[str]:
    """A case is a draft that nobody else knows of, or filed with everything that belongs to it."""
    events = grouped(books.events, lambda event: event.case_id)
    tasks = grouped(books.tasks, lambda task: task.case_id)
    others: dict[str, set[UUID | None]] = {
        "documents": {d.case_id for d in books.documents},
        "later work": {row.case_id for row in books.outbox},
        "questions": {request.case_id for request in books.requests},
        "notices": {notice.case_id for notice in books.notices},
    }
    for case in books.cases:
        sent = Counter(event.verb for event in events[case.id])
        if case.state is CaseState.DRAFT and not sent["take_back"]:
            there = [name for name, holders in others.items() if case.id in holders]
            if case.number or case.filed_at or events[case.id] or tasks[case.id] or there:
                yield f"case {case.id}: a draft, and more than a draft"
            continue
        yield from _filed_faults(books, case, sent, {task.item for task in tasks[case.id]})
        if case.state is CaseState.FILED and case.id not in others["later work"]:
            yield f"case {case.id}: filed, and nothing is to follow"
    known = {case.id for case in books.cases}
    for owner in [*tasks, *events, *others["documents"]]:
        if owner not in known:
            yield f"case {owner}: is not there, but something of it is"


def _filed_faults(books: Books, case: Case, sent: Counter[str], items: set[str]) -> Iterator[str]:
    filed = case.state is not CaseState.DRAFT
    if sent["submit"] - sent["take_back"] != int(filed):
        yield f"case {case.id}: {sent['submit']} submit events, {sent['take_back']} taken back"
    if filed and not (case.number and case.filed_at and case.submission_key):
        yield f"case {case.id}: filed without number, time or key"
    if filed and items != books.due[case.id]:
        yield f"case {case.id}: tasks {sorted(items)}, due {sorted(books.due[case.id])}"
    if sent["release"] > 1 or (sent["release"] == 1) != (case.released_at is not None):
        yield f"case {case.id}: {sent['release']} release events"


def number_faults(books: Books) -> Iterator[str]:
    """No number is given twice, and none was drawn that no row bears: a counter rolls back with its transaction."""
    drawn: dict[str, list[int]] = {series: [] for series in books.counters if _is_numbering(series)}
    for case in books.cases:
        if case.number is not None:
            try:
                number = parse(case.number)
            except BadCaseNumber as error:
                yield f"case {case.id}: {error}"
                continue
            drawn.setdefault(f"case:{number.opened_on}", []).append(number.serial)
    for document in books.documents:
        _, year, serial = document.number.split("-")
        drawn.setdefault(f"document:{year}", []).append(int(serial))
    for series, serials in drawn.items():
        if sorted(serials) != list(range(1, books.counters.get(series, 0) + 1)):
            yield f"{series}: {len(serials)} rows, {len(set(serials))} numbers, {books.counters.get(series)} drawn"
    for name, codes in (
        ("document number", [d.number for d in books.documents]),
        ("check code", [d.check_code for d in books.documents]),
        ("case number", [c.number for c in books.cases if c.number]),
    ):
        yield from (f"{name} {code}: twice" for code in _twice(codes))


def _is_numbering(series: str) -> bool:
    return series.startswith(("case:", "document:"))


def chain_faults(books: Books) -> Iterator[str]:
    """Every case's record holds from its first event to its last."""
    for case, events in grouped(books.events, lambda event: event.case_id).items():
        for broken in breaks(map(link_of, events), chain.genesis(str(case))):
            yield f"case {case}: the record breaks at event {broken.first}"
        if [event.sequence for event in events] != list(range(1, len(events) + 1)):
            yield f"case {case}: an event is missing or twice"


def decision_faults(books: Books) -> Iterator[str]:
    """A decided task was decided once, and has one result if it was approved."""
    events = grouped(books.events, lambda event: event.task_id)
    results = Counter(result.task_id for result in books.results)
    for task in books.tasks:
        sent = Counter(event.verb for event in events[task.id])
        verbs = DECISIONS[task.state][0] if task.state in DECISIONS else frozenset[str]()
        taken = sum(sent[verb] for verb in DECIDING)
        if taken - sent["reopen"] != int(bool(verbs)) or (
            verbs and not any(sent[v] for v in verbs)
        ):
            yield f"task {task.id}: {task.state} with {taken} decisions"
        if bool(verbs) and task.decided_at is None:
            yield f"task {task.id}: decided at no time"
        if results[task.id] != int(task.state is TaskState.APPROVED):
            yield f"task {task.id}: {task.state} with {results[task.id]} results"
        begun = sent["accept"] + sent["deem_accepted"]
        if begun > 1 or (begun == 0 and task.state in {TaskState.IN_REVIEW, TaskState.APPROVED}):
            yield f"task {task.id}: {task.state}, accepted {begun} times"
    known = {task.id for task in books.tasks}
    for task_id in [*events, *(result.task_id for result in books.results)]:
        if task_id is not None and task_id not in known and not _taken_back(events[task_id], books):
            yield f"task {task_id}: is not there, but something of it is"


def _taken_back(events: list[Event], books: Books) -> bool:
    cases = {event.case_id for event in events}
    return any(event.verb == "take_back" and event.case_id in cases for event in books.events)


def paper_faults(books: Books) -> Iterator[str]:
    """Every event that must bring a paper has brought exactly one."""
    papers = Counter((d.case_id, d.event_sequence, d.template) for d in books.documents)
    for event in books.events:
        template = PAPERS.get(event.verb)
        if template and papers[event.case_id, event.sequence, template] != 1:
            count = papers[event.case_id, event.sequence, template]
            yield f"case {event.case_id}: {event.verb} brought {count} papers"
    there = {(event.case_id, event.sequence) for event in books.events}
    for document in books.documents:
        if (document.case_id, document.event_sequence) not in there:
            yield f"document {document.id}: about no event"


def file_faults(books: Books) -> Iterator[str]:
    """Every paper is made, and what lies in the file store is what its row says."""
    for document in books.documents:
        if document.void_at is None and not _is_made(document):
            yield f"document {document.id}: not made"
    files: list[Document | Upload] = [*books.documents, *books.uploads]
    for row in files:
        if row.digest is None:
            continue
        if row.id not in books.kept:
            yield f"{row.__tablename__} {row.id}: has no bytes"
        elif books.kept[row.id] != (row.digest, row.size):
            yield f"{row.__tablename__} {row.id}: the bytes are others"


def _is_made(document: Document) -> bool:
    return None not in (document.made_at, document.digest, document.size)


def outbox_faults(books: Books) -> Iterator[str]:
    """All that was asked for is done, and nobody holds it any more."""
    for row in books.outbox:
        if row.done_at is None:
            held = "held" if row.claimed_until else "open"
            yield f"outbox {row.id}: {row.kind} is {held} after {row.tries} failures"
        elif row.claimed_until is not None:
            yield f"outbox {row.id}: {row.kind} is done and held"
    yield from (f"effect {key}: twice" for key in _twice(row.effect_key for row in books.outbox))


def effect_faults(books: Books) -> Iterator[str]:
    """What was asked for has taken effect, once; what took effect was asked for."""
    asked = {row.effect_key: row for row in books.outbox}
    told = Counter(notice.effect_key for notice in books.notices)
    for key, row in asked.items():
        answered_before = "confirmation" in row.payload and not told[key]
        if row.kind == "notify" and told[key] != 1 and not answered_before:
            yield f"effect {key}: {told[key]} notices"
    for notice in books.notices:
        if notice.effect_key not in asked and notice.message != MessageCode.ONE_TIME_CODE:
            yield f"notice {notice.id}: nobody asked for it"
        if notice.sent_at is None:
            yield f"notice {notice.id}: never sent"
    made = Counter(row.payload["document"] for row in books.outbox if row.kind == "make_document")
    for document in books.documents:
        if made[str(document.id)] != 1:
            yield f"document {document.id}: asked for {made[str(document.id)]} times"
    yield from _result_faults(books)


def _result_faults(books: Books) -> Iterator[str]:
    fetched = Counter(row.task_id for row in books.outbox if row.kind == "fetch_licence")
    numbered = Counter(event.task_id for event in books.events if event.verb == "record_number")
    for result in books.results:
        times = numbered[result.task_id]
        if times > fetched[result.task_id] or (times == 0 and fetched[result.task_id] > 0):
            yield f"result {result.id}: its number came {times} times"
        if fetched[result.task_id] and result.number is None:
            yield f"result {result.id}: has no number"


def _twice(codes: Iterable[str]) -> list[str]:
    return [code for code, count in Counter(codes).items() if count > 1]
