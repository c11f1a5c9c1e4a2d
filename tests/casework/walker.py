"""What a random walk knows: its case, whether a verb was refused, and what must hold after every step."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any
from uuid import UUID, uuid4

from portal.casework.ask_correction import Mark, markable
from portal.casework.errors import Incomplete, NotFound, StaleVersion, WrongMoment
from portal.casework.held_case import OpenCase
from portal.casework.moves import current_stage, hindering_guards, task_inputs
from portal.casework.opening import open_case
from portal.domain import chain
from portal.domain.actors import SYSTEM, Actor, ActorKind
from portal.domain.breaks import breaks
from portal.domain.inputs import InputState
from portal.domain.items import StaffRole
from portal.domain.mending import CorrectionState
from portal.domain.permissions import Scope, allowed, kind_for
from portal.domain.progress import TaskStanding, Turn, case_status, case_turn, task_status
from portal.domain.states import (
    ENDED,
    MOVES,
    OPEN,
    CaseState,
    Guard,
    GuardFailed,
    IllegalMove,
    Move,
    TaskState,
    Verb,
    move_for,
    verbs_from,
)
from portal.persistence.hashed import link_of
from portal.persistence.models import Event, OutboxRow, Task
from portal.persistence.queries import cases
from portal.persistence.queries.standing import case_standing, current_facts
from tests.databases import MEMORY, databases_of
from tests.factories import cases as make
from tests.factories import desk
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.eye import eye_on
from tests.factories.families import (
    family_whose_father_files,
    known_family,
    staff_of,
    supervisor,
)

REFUSALS = (NotFound, StaleVersion, WrongMoment, Incomplete, IllegalMove, GuardFailed)
"""What a verb may say instead of doing something; then nothing has changed."""
BEGUN = {TaskState.SUBMITTED, TaskState.IN_REVIEW}
PARTS_SHOWN = (
    *("tasks", "corrections", "marks"),
    *("confirmations", "results", "documents", "events"),
)
"""What the status page is made of, besides the answers."""
FORWARD = {
    TaskState.SUBMITTED: {Verb.ACCEPT},
    TaskState.IN_REVIEW: {Verb.PASS_STAGE, Verb.APPROVE, Verb.RECEIVE_APPROVAL},
}


def strict_services() -> desk.Content:
    """The services with a rule of every kind that the real ones do not use yet."""
    content = desk.services_to_change()
    items = content["items"]
    items[make.CERTIFICATE]["regime"] = "administrative_licence"
    items[make.GUIDANCE]["decided_at"] = "department_system"
    for stage in items[make.REGISTRATION]["stages"]:
        stage["same_person_may_continue"] = False
    for place in content["bundles"][make.BUNDLE]["items"]:
        if place["item"] == make.GUIDANCE:
            place["after"] = [{"any_of": [make.VACCINES, make.INSURANCE]}]
        if place["item"] == make.CARD:
            place["after"] = [make.REGISTRATION, {"any_of": [make.GUIDANCE], "soft": True}]
    return content


@cache
def content_of(world: str) -> desk.Content:
    """The services of a world."""
    return desk.services() if world == "real" else strict_services()


@cache
def template(kind: str, world: str, filing: str) -> Path:
    """A folder whose files belong to a kept database in which a draft is ready to be sent; walks begin on copies of both."""
    databases = databases_of(kind)
    folder = Path(mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    atexit.register(rmtree, folder, ignore_errors=True)
    clock = Clock()
    settings = databases.install(folder)
    work = desk.open_desk(settings, content_of(world), clock, desk.demo_registries(clock))
    family = known_family(work) if filing == "mother" else family_whose_father_files(work)
    make.draft(work, family, chosen=make.OPTIONAL)
    work.db.close()
    databases.keep(settings.database_url, f"{world} {filing}")
    databases.drop(settings.database_url)
    return folder


def _id(actor: Actor) -> UUID:
    assert actor.id is not None
    return actor.id


class Walker:
    """One walk through one case."""

    def __init__(self, kind: str, world: str, filing: str) -> None:
        self._folder = TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        folder = Path(self._folder.name) / "walk"
        copytree(template(kind, world, filing), folder)
        self._databases = databases_of(kind)
        self._settings = self._databases.install(folder, like=f"{world} {filing}")
        self.clock = Clock()
        self.registries = desk.demo_registries(self.clock)
        self.work = desk.open_desk(self._settings, content_of(world), self.clock, self.registries)
        of = known_family if filing == "mother" else family_whose_father_files
        self.family = of(self.work)
        with self.work.db.reading() as session:
            self.case = cases.of_account(session, _id(self.family.filer))[0].id
        self.bundle = self.work.shelf.current.bundles[make.BUNDLE]
        self._eye = eye_on(self._settings)
        self._checked: object = None
        self.events: list[bytes] = []
        self.outbox: dict[int, tuple[str, str, str]] = {}
        self.refused = 0
        self.done = 0
        self._shown: object = None
        self._revision = -1

    def close(self) -> None:
        """Let go of the database and its folder."""
        self._eye.close()
        self.work.db.close()
        self._databases.drop(self._settings.database_url)
        self._folder.cleanup()

    # ---- doing ----------------------------------------------------------------------------------

    def do(self, verb: Callable[[], object]) -> bool:
        """Try a verb; refused by name, it must have changed nothing."""
        before = self.written()
        try:
            verb()
        except REFUSALS:
            assert self.written() == before, "refused, and yet something was written"
            self.refused += 1
            return False
        self.done += 1
        return True

    def tries(self, verbs: Callable[[], object]) -> None:
        """Try several verbs in a row; one of them may be refused."""
        try:
            verbs()
        except REFUSALS:
            self.refused += 1

    def written(self) -> object:
        """Something that changes whenever anybody commits anything to the database."""
        return self._eye.seen()

    def task(self, item: str) -> Task | None:
        """A task of the case, when it has been filed with this item."""
        return see.tasks_of(self.work, self.case).get(item)

    def pick(self, number: int, *states: TaskState) -> Task | None:
        """A task of the case: seven times out of eight one in these states (or begun, or ended), if there is any."""
        tasks = see.tasks_of(self.work, self.case)
        wanted = states or tuple(BEGUN if number % 3 else set(TaskState) - {TaskState.WAITING})
        there = [tasks[i] for i in self.bundle.items if i in tasks and tasks[i].state in wanted]
        if number % 8 == 0 or not there:
            there = list(tasks.values())
        return there[number // 8 % len(there)] if there else None

    def marks(self, task: UUID, which: Collection[int]) -> list[Mark]:
        """Things of an item to be marked; nought is something nobody asks."""
        with open_case(self.work, SYSTEM, self.case, None) as opened:
            allowed = sorted(markable(opened, opened.task(task)))
        picked = [allowed[n % len(allowed)] for n in which if n and allowed]
        wrong = [("fact", "baby.person.nobody")] if 0 in which else []
        return [Mark(kind, reference, "请核对") for kind, reference in [*picked, *wrong]]

    def who(self, kind: str, task: Task | None) -> Actor:
        """An actor of a kind: staff of the task's office or another, the supervisor, a parent."""
        office = task.office if task is not None else "hospital_mch"
        if kind == "supervisor":
            return supervisor(self.work)
        if kind in {"filer", "other"}:
            return self.family.filer if kind == "filer" else self.family.other
        if kind == "stranger":
            return staff_of(self.work, "ga_zhuxi" if office != "ga_zhuxi" else "rs_yunlu")
        if kind == "right" and task is not None:
            stages = self.work.shelf.current.items[task.item].stages
            stage = current_stage(task, stages)
            return staff_of(self.work, office, stage.role, stage.id)
        role, _, name = kind.replace("right", "clerk").partition("-")
        return staff_of(self.work, office, StaffRole(role), name or "a")

    # ---- what must hold -------------------------------------------------------------------------

    def check(self) -> None:
        """Every rule of the house that can be seen from the database, if anything was written since the last look."""
        if self.written() == self._checked:
            return
        tasks = see.tasks_of(self.work, self.case)
        events = see.events_of(self.work, self.case)
        check_record(events, self.case)
        check_moves(events, tasks.values(), MOVES)
        hashes = [event.hash for event in events]
        assert hashes[: len(self.events)] == self.events, "an event was changed or removed"
        self.events = hashes
        rows = {row.id: (row.kind, row.effect_key, str(row.payload)) for row in self._outbox()}
        assert self.outbox.items() <= rows.items(), "a piece of later work was changed or removed"
        self.outbox = rows
        self._check_people_see_whose_turn_it_is(tasks)
        self._check_every_change_is_counted()
        case = see.case_of(self.work, self.case)
        over = bool(tasks) and all(task.state in ENDED for task in tasks.values())
        assert (case.ended_at is not None) == over
        if case.released_at is not None and case.state is CaseState.FILED:
            with open_case(self.work, SYSTEM, self.case, None) as opened:
                for task in opened.tasks.values():
                    if task.state in OPEN:
                        assert self.can_be_moved(opened, task), f"nobody can move {task.item}"
        self._checked = self.written()

    def _outbox(self) -> Collection[OutboxRow]:
        return see.outbox_rows(self.work)

    def _check_people_see_whose_turn_it_is(self, tasks: Mapping[str, Task]) -> None:
        case = see.case_of(self.work, self.case)
        held = case.state is CaseState.FILED and case.released_at is None
        asked = {r.task_id for r in see.open_confirmations(self.work, self.case)}
        sent = {
            c.task_id
            for c in see.corrections_of(self.work, self.case)
            if c.state is CorrectionState.SENT
        }
        standings = [
            TaskStanding(t.state, mend=t.id in sent, confirmation_open=t.id in asked)
            for t in tasks.values()
        ]
        for standing in standings:
            task_status(standing, held=held)
        turn = case_turn(case_status(case.state, standings, held=held))
        if any(task.state in OPEN for task in tasks.values()) or not tasks:
            assert turn is not Turn.DONE
        if sent:
            assert turn is Turn.YOURS

    def _check_every_change_is_counted(self) -> None:
        with self.work.db.reading() as session:
            seen = case_standing(session, self.case, ())
            facts: Sequence[Any] = current_facts(session, self.case)
        if seen is None:
            return
        rows = [tuple(row) for part in PARTS_SHOWN for row in getattr(seen, part)]
        rows += map(tuple, facts)
        shown = (seen.case.state, seen.case.release_after, seen.remarks, rows)
        if shown != self._shown:
            assert seen.case.revision != self._revision, "a change that the revision does not count"
        self._shown, self._revision = shown, seen.case.revision

    def can_be_moved(self, opened: OpenCase, task: Task) -> bool:
        """Whether somebody can bring a task on, or do away with what is in its way."""
        if task.state is TaskState.WAITING:
            return self._input_can_move(opened, task)
        return any(
            self._may(opened, task, verb, actor)
            for verb in FORWARD[task.state] & set(verbs_from(task.state))
            for actor in self._actors(task)
        )

    def _input_can_move(self, opened: OpenCase, task: Task) -> bool:
        inputs = task_inputs(opened, task)
        assert inputs.state is InputState.COMING, "ready or impossible, yet still waiting"
        if inputs.confirmations:
            return True
        return any(
            opened.tasks[item].state is TaskState.APPROVED
            or self.can_be_moved(opened, opened.tasks[item])
            for item in inputs.items
        )

    def _may(self, opened: OpenCase, task: Task, verb: Verb, actor: Actor) -> bool:
        scope = Scope(account=opened.case.account_id, office=task.office)
        if not allowed(move_for(task.state, verb).permission, actor, scope):
            return False
        opened.actor = actor
        left = set(hindering_guards(opened, task, verb))
        return all(self._can_be_met(opened, task, guard) for guard in left)

    def _can_be_met(self, opened: OpenCase, task: Task, guard: Guard) -> bool:
        if guard is Guard.INPUTS_READY:
            inputs = task_inputs(opened, task)
            return inputs.state is InputState.IMPOSSIBLE or self._input_can_move(opened, task)
        # The person mends, the registry answers, the office before upholds its decision.
        return guard in {
            Guard.NO_OPEN_CORRECTION,
            Guard.NO_UNVERIFIED_FACT,
            Guard.NO_REVIEW_MARK_BEFORE,
        }

    def _actors(self, task: Task) -> list[Actor]:
        roles = (StaffRole.CLERK, StaffRole.REVIEWER)
        made = [Actor(ActorKind.STAFF, uuid4(), office=task.office, role=r) for r in roles]
        return [SYSTEM, *made]


def check_record(events: Collection[Event], case: object) -> None:
    """The record has no gap, and its chain holds."""
    assert [event.sequence for event in events] == list(range(1, len(events) + 1)), "a gap"
    broken = breaks([link_of(event) for event in events], chain.genesis(str(case)))
    assert broken == [], f"the chain breaks at {broken}"


def check_moves(
    events: Collection[Event], tasks: Collection[Task], table: Collection[Move]
) -> None:
    """Every change of every task is a row of the table, made by the kind of actor it is for, and leads on from the last."""
    rows = {(move.source.value, move.verb.value, move.target.value): move for move in table}
    for task in tasks:
        state = TaskState.WAITING.value
        for event in events:
            if event.task_id != task.id or "from" not in event.payload:
                continue
            key = (event.payload["from"], event.verb, event.payload["to"])
            assert key in rows, f"no such move: {key}"
            assert key[0] == state, f"{task.item} was {state}, yet {event.verb} began at {key[0]}"
            kind = kind_for(rows[key].permission)
            assert event.actor_kind == kind, f"{event.verb} by {event.actor_kind}"
            state = key[2]
        assert task.state.value == state, f"{task.item} is {task.state}, its record says {state}"
