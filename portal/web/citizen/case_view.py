"""What the status page says of a case: whose turn it is, the relay, what came out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from portal.catalogue.labels import Labels
from portal.domain.bundles import depths, predecessors
from portal.domain.mending import ConfirmationState, CorrectionState
from portal.domain.progress import (
    CaseStatus,
    TaskStanding,
    TaskStatus,
    case_status,
    case_turn,
    task_status,
    turn_of,
)
from portal.domain.states import OPEN, REOPENABLE, TaskState
from portal.persistence.queries.whole_case import WholeCase
from portal.web.citizen.standing import KINDS, is_held, is_result_open, standings, subject_of
from portal.web.citizen.wording import (
    CASE_SENTENCES,
    SAID_NO,
    SAID_NO_EXPLAINED,
    TASK_EXPLANATIONS,
    TASK_STATUS_NAMES,
)
from portal.web.relay import Node

if TYPE_CHECKING:
    from portal.persistence.models import Result, Task


_WAITING = {TaskStatus.HELD, TaskStatus.AWAITS_ITEM}
_STOPPED = {
    TaskStatus.REFUSED,
    TaskStatus.NOT_ACCEPTED,
    TaskStatus.WITHDRAWN,
    TaskStatus.TERMINATED,
    TaskStatus.LAPSED,
}


class TaskView(NamedTuple):
    """One item as the applicant sees it. ``kind`` is yours, theirs, done, waiting or stopped."""

    id: UUID
    item: str
    name: str
    result_name: str
    department: str
    office: str
    office_id: str
    phone: str
    status: TaskStatus
    kind: str
    status_text: str
    explanation: str
    waits_for: tuple[str, ...]
    due_on: date | None
    provisional: bool
    reason: str
    visits: int
    """How often one still has to come; none where it has ended or is ready to collect."""
    visit_note: str
    can_withdraw: bool
    result: Result | None
    pays_on: bool
    """Whether it is paid again and again, and so has a page among the benefits."""
    collect: tuple[str, str, str] | None
    confirmation: UUID | None
    confirmation_refused: bool


class CaseView(NamedTuple):
    """A whole case as the applicant sees it."""

    id: UUID
    number: str
    bundle: str
    title: str
    subject: str
    status: CaseStatus
    kind: str
    sentence: str
    tasks: tuple[TaskView, ...]
    nodes: tuple[Node, ...]
    held_until: datetime | None
    promised_on: date | None
    version: int
    can_withdraw: bool
    mend_count: int
    awaits_part: str
    """Where on the page the part stands that a family member must confirm."""


def case_view(
    whole: WholeCase, labels: Labels, phones: dict[str, str], provisional_after: date | None
) -> CaseView:
    """Put a case into words. ``phones`` are the offices' numbers; dates after ``provisional_after`` may still move."""
    case = whole.case
    held = is_held(case.state, case.released_at)
    known = standings(whole)
    status = case_status(case.state, list(known.values()), held=held)
    order = [item for item in labels.bundle.items if any(t.item == item for t in whole.tasks)]
    by_item = {task.item: task for task in whole.tasks}
    tasks = tuple(
        _task_view(
            whole,
            by_item[item],
            known[by_item[item].id],
            labels,
            phones,
            held=held,
            provisional_after=provisional_after,
        )
        for item in order
    )
    marks = [m for m in whole.marks if _sent(whole, m.correction_id)]
    return CaseView(
        id=case.id,
        number=case.number or "",
        bundle=case.bundle,
        title=labels.own("name"),
        subject=subject_of(whole.facts, labels),
        status=status,
        kind=KINDS[case_turn(status)],
        sentence=labels.gettext(CASE_SENTENCES[status]),
        tasks=tasks,
        nodes=_nodes(tasks, labels),
        held_until=case.release_after if held else None,
        promised_on=max((t.due_on for t in whole.tasks if t.due_on is not None), default=None),
        version=case.version,
        can_withdraw=any(t.can_withdraw for t in tasks) and not held,
        mend_count=len(marks),
        awaits_part=next(
            (_anchor(t.item) for t in tasks if t.status is TaskStatus.AWAITS_CONFIRMATION), ""
        ),
    )


def _sent(whole: WholeCase, correction: UUID) -> bool:
    return any(c.id == correction and c.state is CorrectionState.SENT for c in whole.corrections)


def _task_view(
    whole: WholeCase,
    task: Task,
    standing: TaskStanding,
    labels: Labels,
    phones: dict[str, str],
    *,
    held: bool,
    provisional_after: date | None,
) -> TaskView:
    status = task_status(standing, held=held)
    waits = _waits_for(whole, task, labels)
    result = next((r for r in whole.results if r.task_id == task.id), None)
    request = next(
        (
            r
            for r in whole.confirmations
            if r.task_id == task.id and r.state is not ConfirmationState.VOID
        ),
        None,
    )
    refused = request is not None and request.state is ConfirmationState.REFUSED
    no_yet = refused and status in _WAITING
    return TaskView(
        id=task.id,
        item=task.item,
        name=labels.item(task.item),
        result_name=labels.item(task.item, "result_name"),
        department=labels.department(task.department),
        office=labels.office(task.office),
        office_id=task.office,
        phone=phones.get(task.office, ""),
        status=status,
        kind="yours" if no_yet else _kind(status),
        status_text=labels.gettext(SAID_NO if no_yet else TASK_STATUS_NAMES[status]),
        explanation=labels.gettext(SAID_NO_EXPLAINED if no_yet else TASK_EXPLANATIONS[status]),
        waits_for=waits,
        due_on=task.due_on if task.state in OPEN else None,
        provisional=bool(provisional_after and task.due_on and task.due_on > provisional_after),
        reason=_reason(whole, task, labels),
        visits=labels.catalogue.items[task.item].visits if task.state in OPEN else 0,
        visit_note=labels.item(task.item, "visit_note"),
        can_withdraw=task.state in OPEN,
        result=result,
        pays_on=_pays_on(labels, task),
        collect=_collect(result, labels),
        confirmation=request.id
        if request and (refused or request.state is ConfirmationState.ASKED)
        else None,
        confirmation_refused=refused,
    )


def _kind(status: TaskStatus) -> str:
    if status in _STOPPED:
        return "stopped"
    return "waiting" if status in _WAITING else KINDS[turn_of(status)]


def _waits_for(whole: WholeCase, task: Task, labels: Labels) -> tuple[str, ...]:
    if task.state is not TaskState.WAITING:
        return ()
    open_items = {t.item for t in whole.tasks if t.state in OPEN or t.state is TaskState.APPROVED}
    finished = {
        t.item
        for t in whole.tasks
        if t.state is TaskState.APPROVED
        and not any(r.task_id == t.id and is_result_open(r) for r in whole.results)
    }
    before = predecessors(labels.bundle, task.item) & open_items - finished
    return tuple(labels.item(item) for item in labels.bundle.items if item in before)


def _reason(whole: WholeCase, task: Task, labels: Labels) -> str:
    # What one desk writes to the next is between colleagues; only what ends a task is for the person to read.
    written = (
        whole.remarks.get(task.remark_id, "") if task.remark_id and task.state in REOPENABLE else ""
    )
    if task.state is TaskState.LAPSED:
        gone = [
            i
            for e in whole.events
            if e.task_id == task.id and e.verb == "lapse"
            for i in e.payload.get("gone", [])
        ]
        names = labels.listed(labels.item(i) for i in gone)
        if names:
            return labels.gettext(
                "This cannot go on because it needed the result of: %(items)s.", items=names
            )
        return labels.gettext(
            "This cannot go on because the person who was asked to confirm said no."
        )
    return written


def _collect(result: Result | None, labels: Labels) -> tuple[str, str, str] | None:
    if result is None or not result.collect_from:
        return None
    office = result.collect_from
    return labels.office(office), labels.office(office, "address"), labels.office(office, "hours")


def _nodes(tasks: Sequence[TaskView], labels: Labels) -> tuple[Node, ...]:
    active = [task.item for task in tasks]
    deep = depths(labels.bundle, active)
    before = {item: predecessors(labels.bundle, item) for item in active}
    ordered = sorted(tasks, key=lambda task: (deep[task.item], active.index(task.item)))
    return tuple(
        Node(
            id=task.item,
            name=task.name,
            state_kind=task.kind,
            state_text=task.status_text,
            office=task.office,
            due_text=_due_text(task, labels),
            depth=deep[task.item],
            after=tuple(i for i in active if i in before[task.item]),
            href=_anchor(task.item),
        )
        for task in ordered
    )


def _due_text(task: TaskView, labels: Labels) -> str:
    if task.due_on is None:
        return ""
    return labels.gettext("Promised by %(date)s", date=labels.day(task.due_on))


def _anchor(item: str) -> str:
    return f"#task-{item.replace('_', '-')}"


def _pays_on(labels: Labels, task: Task) -> bool:
    benefit = labels.catalogue.items[task.item].benefit
    return benefit is not None and benefit.goes_on
