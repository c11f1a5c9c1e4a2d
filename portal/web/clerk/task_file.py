"""One task as its office may see it: only the facts and materials its item needs, and its own history (design rule 2).

This is the one place where the whole case is read for staff; what leaves it is already cut down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from portal.casework.errors import NotFound
from portal.casework.opening import lay_out
from portal.casework.outcome import FIELDS
from portal.casework.outlook import Outlook, outlook
from portal.casework.subjects import SAID_ANOTHER
from portal.catalogue.labels import Labels
from portal.domain.items import Item, stages_taken
from portal.domain.permissions import Permission, Scope, allowed
from portal.domain.states import TaskState
from portal.persistence.queries import desk, staff, subjects, tasks
from portal.persistence.queries.whole_case import whole_case
from portal.web import desk_words
from portal.web.clerk import file_parts
from portal.web.clerk import history as histories
from portal.web.clerk.file_parts import (
    CorrectionLine,
    FactLine,
    MaterialLine,
    ResultLine,
)
from portal.web.clerk.history import HistoryLine
from portal.web.deadlines import Deadline, deadline
from portal.web.house import actor, city_words, gettext, house
from portal.web.looking import ITEM, MATERIAL, Purpose, look
from portal.web.rendering import labels_for

if TYPE_CHECKING:
    from portal.persistence.models import StaffMember


@dataclass(frozen=True, slots=True)
class Alike:
    """Another case of this office that may be the same."""

    case_id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class TaskFile:
    """Everything a clerk's page about one task may say."""

    id: UUID
    case_id: UUID
    case_number: str
    bundle_name: str
    name: str
    item: Item
    labels: Labels
    state: TaskState
    version: int
    seen: int
    """The sequence of the newest event when this was read, to tell later what has happened since."""
    stage: int
    stage_name: str
    stages: tuple[str, ...]
    review_mark: bool
    unrouted: bool
    received_on: date | None
    accepted_on: date | None
    deadline: Deadline
    promised_days: int | None
    claimed_by: UUID | None
    claimed_name: str
    claimed_at: datetime | None
    facts: tuple[FactLine, ...]
    materials: tuple[MaterialLine, ...]
    corrections: tuple[CorrectionLine, ...]
    history: tuple[HistoryLine, ...]
    result: ResultLine | None
    waits_for: tuple[str, ...]
    outlook: Outlook
    nudges: int
    alike: tuple[Alike, ...]
    """Other cases about the same subject in which this office has the same item."""
    said_another: bool
    """The applicant saw an earlier case, and said that this is another."""

    @property
    def shown_elements(self) -> frozenset[str]:
        """The keys of everything personal on the page, for the access record."""
        filled = self.result.details.get(FIELDS, {}) if self.result is not None else {}
        return (
            frozenset(line.key for line in self.facts if line.raw)
            | frozenset(f"{MATERIAL}.{line.material}" for line in self.materials if line.files)
            | frozenset(f"{ITEM}.{self.item.id}.operator_fields.{name}" for name in filled)
        )

    def note_look(self, purpose: Purpose) -> None:
        """Write down that this was looked at; call it before the page is made."""
        look(self.case_id, self.id, purpose, self.shown_elements)


def open_file(task_id: UUID) -> TaskFile:
    """Read a task of one's own office. Raises NotFound for any other, which looks as if it did not exist."""
    work, who = house().casework, actor()
    with work.db.reading() as session:
        found = tasks.one(session, task_id)
        if found is None or not allowed(Permission.TASK_READ, who, Scope(office=found.office)):
            raise NotFound(f"task {task_id}")
        whole = whole_case(session, found.case_id)
        if whole is None or whole.case.released_at is None:
            raise NotFound(f"task {task_id}")
        task = next(t for t in whole.tasks if t.id == task_id)
        labels = labels_for(whole.case.bundle, whole.case.release_id)
        item = labels.catalogue.items[task.item]
        need_to_know = file_parts.NeedToKnow.of(item, labels, whole)
        besides = desk.besides(session, whole.case.id, need_to_know.keys)
        history = histories.events_of_task(whole, task_id, {*need_to_know.keys, *item.material_ids})
        colleagues = staff.members(session, histories.staff_in(history, task.claimed_by))
        alike = subjects.in_office_like(
            session, whole.case.id, besides.marks, task.item, task.office
        )
        seen_outlook = outlook(lay_out(work, session, who, whole.case, seen=whole), task)
    values = {fact.key: fact.value for fact in whole.facts if fact.value}
    way = stages_taken(item.stages, labels.bundle.seen(values))
    names = {one: member.display_name for one, member in colleagues.items()}
    nudges = sum(e.verb == "nudge" and e.task_id == task_id for e in whole.events)
    return TaskFile(
        id=task.id,
        case_id=whole.case.id,
        case_number=whole.case.number or "",
        bundle_name=labels.own("name"),
        name=labels.item(task.item),
        item=item,
        labels=labels,
        state=task.state,
        version=task.version,
        seen=whole.events[-1].sequence if whole.events else 0,
        stage=sum(n < task.stage for n in way),
        stage_name=stage_name(labels, item, task.stage)
        if task.state is TaskState.IN_REVIEW
        else "",
        stages=tuple(stage_name(labels, item, n) for n in way),
        review_mark=task.review_mark,
        unrouted=task.unrouted,
        received_on=task.received_on,
        accepted_on=task.accepted_on,
        deadline=deadline(
            task.state,
            task.received_on,
            task.due_on,
            task.promised_days,
            calendar=work.calendar,
            today=work.today,
        ),
        promised_days=task.promised_days,
        claimed_by=task.claimed_by,
        claimed_name=names.get(task.claimed_by, "") if task.claimed_by else "",
        claimed_at=task.claimed_at,
        facts=file_parts.fact_lines(need_to_know, labels, whole, besides.replaced),
        materials=file_parts.material_lines(need_to_know, labels, whole),
        corrections=file_parts.correction_lines(need_to_know, labels, whole, task_id),
        history=histories.history_lines(history, whole.remarks, described(colleagues)),
        result=file_parts.result_line(whole, task_id, labels, item),
        waits_for=_waits_for(labels, item, seen_outlook, task.state),
        outlook=seen_outlook,
        nudges=nudges,
        alike=tuple(Alike(case.id, case.number or "") for case in alike),
        said_another=any(
            event.verb == "submit" and event.payload.get("said") == SAID_ANOTHER
            for event in whole.events
        ),
    )


def described(colleagues: Mapping[UUID, StaffMember]) -> dict[UUID, str]:
    """Members of staff by name and role, and by office where it is not the reader's own."""
    own, words = actor().office, city_words()
    return {
        one: gettext(
            "%(name)s, %(what)s",
            name=member.display_name,
            what=gettext(desk_words.ROLES[member.role])
            if member.office == own
            else f"{words.get(f'office.{member.office}.name', member.office)}"
            f" {gettext(desk_words.ROLES[member.role])}",
        )
        for one, member in colleagues.items()
    }


def stage_name(labels: Labels, item: Item, stage: int) -> str:
    """What a stage of an item is called."""
    one = item.stages[min(stage, len(item.stages) - 1)]
    return labels.words.get(f"item.{item.id}.stages.{one.id}.name", one.id)


def _waits_for(labels: Labels, item: Item, seen: Outlook, state: TaskState) -> tuple[str, ...]:
    if state is not TaskState.WAITING:
        return ()
    results = tuple(
        gettext("The result of: %(item)s", item=labels.item(other)) for other in seen.inputs.items
    )
    answers = tuple(
        gettext(
            "An answer from the person asked: %(question)s",
            question=labels.words.get(f"item.{item.id}.confirmations.{rule}.name", rule),
        )
        for rule in seen.inputs.confirmations
    )
    return results + answers
