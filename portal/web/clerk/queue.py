"""The office's pool: what is to be done first, in tabs, and finding a case by its whole number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.casework.claim import CLAIM_LASTS
from portal.catalogue.labels import Labels
from portal.domain import case_number
from portal.domain.calendar import local_date
from portal.domain.permissions import Permission
from portal.domain.states import ENDED, TaskState
from portal.persistence.queries import cases, desk, tasks
from portal.persistence.queries.desk import PoolRow
from portal.web.access import requires
from portal.web.clerk import blueprint
from portal.web.clerk.task_file import stage_name
from portal.web.deadlines import Deadline, deadline
from portal.web.desk_words import STATE_KINDS, STATES
from portal.web.house import actor, city_words, gettext, house
from portal.web.house import gettext as _
from portal.web.rendering import labels_for

PAGE_SIZE = 30
LAST_PAGE = 10_000
"""No office has as much; a number beyond what a database can count would break the query."""
LONGEST_NUMBER = 100
TABS = ("submitted", "in-review", "waiting", "results", "ended")
"""The lists of the pool; the first is shown when none is named."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One task in the list: nothing about any person."""

    id: UUID
    name: str
    bundle: str
    number: str
    received_on: date | None
    accepted_on: date | None
    decided_on: date | None
    deadline: Deadline
    state: str
    state_code: TaskState
    state_kind: str
    claimed: str
    stage: str
    flags: tuple[tuple[str, str], ...]


class RowMaker:
    """Puts pool rows into words; remembers the words of each release while it does."""

    def __init__(self) -> None:
        self._labels: dict[tuple[str, str], Labels] = {}

    def labels(self, row: PoolRow) -> Labels:
        """The words around a row's bundle."""
        key = (row.bundle, row.release)
        if key not in self._labels:
            self._labels[key] = labels_for(*key)
        return self._labels[key]

    def row(self, pooled: PoolRow) -> QueueRow:
        """One line of the list."""
        task, labels, work = pooled.task, self.labels(pooled), house().casework
        claim_stands = task.claimed_at is not None and work.clock() < task.claimed_at + CLAIM_LASTS
        in_review = task.state is TaskState.IN_REVIEW
        return QueueRow(
            id=task.id,
            name=labels.item(task.item),
            bundle=labels.own("name"),
            number=pooled.case_number,
            received_on=task.received_on,
            accepted_on=task.accepted_on,
            decided_on=local_date(task.decided_at) if task.decided_at else None,
            deadline=deadline(
                task.state,
                task.received_on,
                task.due_on,
                task.promised_days,
                calendar=work.calendar,
                today=work.today,
            ),
            state=gettext(STATES[task.state]),
            state_code=task.state,
            state_kind=STATE_KINDS[task.state],
            claimed=(pooled.claimed_by or "") if claim_stands else "",
            stage=stage_name(labels, labels.catalogue.items[task.item], task.stage)
            if in_review
            else "",
            flags=_flags(pooled),
        )


def _flags(pooled: PoolRow) -> tuple[tuple[str, str], ...]:
    flags = (
        (pooled.task.unrouted, "stopped", gettext("Could not be routed")),
        (pooled.nudges > 0 and pooled.task.state not in ENDED, "stopped", gettext("Urged")),
        (pooled.task.review_mark, "yours", gettext("To be reviewed")),
        (pooled.mending, "theirs", gettext("Correction open")),
        (pooled.mended and pooled.task.state not in ENDED, "yours", gettext("Corrected")),
    )
    return tuple((kind, words) for holds, kind, words in flags if holds)


@blueprint.get("")
@requires(Permission.TASK_READ)
def queue() -> ResponseReturnValue:
    """What is to be done in this office."""
    return _page()


@blueprint.post("/search")
@requires(Permission.TASK_READ)
def search() -> ResponseReturnValue:
    """Find this office's part of a case by its whole number; the number does not stay in any address."""
    typed = request.form.get("number", "")[:LONGEST_NUMBER]
    try:
        number = str(case_number.parse(typed).case)
    except case_number.BadCaseNumber:
        return _page(
            typed, _("This is not a whole case number. Please compare it with the receipt.")
        )
    office = actor().office or ""
    with house().casework.db.reading() as session:
        case = cases.by_number(session, number)
        rows = desk.of_case(session, office, case.id) if case is not None else []
    if case is None or not rows:
        return _page(typed, _("Your office has nothing under this number."))
    if len(rows) == 1:
        return redirect(url_for("clerk.task", task_id=rows[0].task.id))
    return redirect(url_for("clerk.found", case_id=case.id))


@blueprint.get("/cases/<uuid:case_id>")
@requires(Permission.TASK_READ)
def found(case_id: UUID) -> ResponseReturnValue:
    """What this office has of one case."""
    with house().casework.db.reading() as session:
        rows = desk.of_case(session, actor().office or "", case_id)
    if not rows:
        raise NotFound
    maker = RowMaker()
    return render_template("pages/clerk/found.html", rows=[maker.row(row) for row in rows])


def _page(typed: str = "", error: str = "") -> ResponseReturnValue:
    wanted = request.args.get("tab", TABS[0])
    tab = wanted if wanted in TABS else TABS[0]
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    office = actor().office or ""
    which: dict[str, Any] = {
        "submitted": desk.in_state(TaskState.SUBMITTED),
        "in-review": desk.in_state(TaskState.IN_REVIEW),
        "waiting": desk.in_state(TaskState.WAITING),
        "results": desk.steps_outstanding(),
        "ended": desk.ended(),
    }
    with house().casework.db.reading() as session:
        rows = desk.pool(
            session,
            office,
            which[tab],
            latest_first=tab == "ended",
            skip=(page - 1) * PAGE_SIZE,
            limit=PAGE_SIZE + 1,
        )
        counts = tasks.counts(session, office)
        outstanding = desk.count_outstanding(session, office)
    maker = RowMaker()
    shown = [maker.row(row) for row in rows[:PAGE_SIZE]]
    return render_template(
        "pages/clerk/queue.html",
        tab=tab,
        tabs=_tabs(counts, outstanding),
        rows=shown,
        office=office_name(office),
        typed=typed,
        error=error,
        previous=url_for("clerk.queue", tab=tab, page=page - 1) if page > 1 else None,
        next=url_for("clerk.queue", tab=tab, page=page + 1) if len(rows) > PAGE_SIZE else None,
    ), (422 if error else 200)


def _tabs(counts: dict[TaskState, int], outstanding: int) -> list[dict[str, object]]:
    ended = sum(count for state, count in counts.items() if state in ENDED) - outstanding
    figures = {
        "submitted": (_("To be accepted"), counts.get(TaskState.SUBMITTED, 0)),
        "in-review": (_("In handling"), counts.get(TaskState.IN_REVIEW, 0)),
        "waiting": (_("Pre-check"), counts.get(TaskState.WAITING, 0)),
        "results": (_("Results outstanding"), outstanding),
        "ended": (_("Closed"), ended),
    }
    return [{"id": tab, "text": text, "count": count} for tab, (text, count) in figures.items()]


def office_name(office: str) -> str:
    """What an office is called."""
    return city_words().get(f"office.{office}.name", office)
