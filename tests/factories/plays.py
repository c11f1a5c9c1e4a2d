"""Plays a random catalogue through: somebody answers at random, and offices grant, refuse and end at random until all is over.

What is played is in order, so a verb that refuses to do what people may do then is a fault of the portal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from portal.casework.accept import accept
from portal.casework.another import begin_another
from portal.casework.attach import attach, attachable
from portal.casework.context import Casework
from portal.casework.decide import approve, receive_approval, receive_refusal, refuse
from portal.casework.decline import decline
from portal.casework.errors import Incomplete, WindowClosed
from portal.casework.moves import current_stage, stages_of
from portal.casework.opening import open_case
from portal.casework.outcome import record_licence_number, record_step
from portal.casework.release import release
from portal.casework.save import asked_questions
from portal.casework.stages import pass_stage
from portal.casework.start import start
from portal.casework.submit import submit
from portal.casework.terminate import TerminationReason, terminate
from portal.casework.withdraw import withdraw
from portal.catalogue.build import build
from portal.catalogue.checks import check
from portal.catalogue.paths import paths
from portal.domain.actors import SYSTEM, Actor
from portal.domain.answers import Fault
from portal.domain.elements import DataElement, ValueType
from portal.domain.items import DecidedAt, ResultKind, StaffRole
from portal.domain.questions import pages
from portal.domain.results import ResultState
from portal.domain.states import OPEN, TaskState
from portal.persistence.models import Task
from portal.persistence.queries import benefits
from tests.factories import looking as see
from tests.factories.benefits import go_to, pay
from tests.factories.cases import photo
from tests.factories.catalogues import Entry, Made, make
from tests.factories.clock import MONDAY_MORNING, Clock
from tests.factories.desk import put_in_force
from tests.factories.driver import Driver, StoodStill
from tests.factories.families import citizen, staff_of

NUMBER = "X509901001"
MOST_CHILDREN = 3
MOST_ACTS = 400
"""More than any case here needs; one that does not end within them stands still."""
FATES = ("grant",) * 7 + ("refuse", "decline", "terminate", "withdraw")
"""What becomes of an item, each as often as it stands here."""


def furnish(made: Made, random: Random) -> Made:
    """Give a random catalogue what only matters when it runs: stages, kinds of results, what is done once for all children."""
    for entry in made.items.values():
        entry["stages"] = [_stage(random, n) for n in range(random.randint(1, 3))]
        if entry["result"]["kind"] == "registry_entry":
            entry["result"]["kind"] = random.choice(["registry_entry", "licence_elsewhere"])
        if "outputs" not in entry["result"] and "benefit" not in entry:
            entry["result"] = random.choice(
                [entry["result"], {"kind": "physical"}, _ISSUED, entry["result"]]
            )
        if "benefit" in entry:
            entry["benefit"]["every"] = random.choice(["month", "year", "once"])
    for bundle in made.bundles.values():
        for place in bundle["items"]:
            if place.get("optional"):
                place["once_for_all"] = random.random() < 0.5
    return made


_ISSUED: Entry = {"kind": "issued_here", "template": "certificate"}


def _stage(random: Random, number: int) -> Entry:
    role = random.choice(["clerk", "reviewer"]) if number else "clerk"
    same = random.random() < 0.5
    words: Entry = {"name": "看", "plain": "看"}
    return {"id": f"look{number}", "role": role, "same_person_may_continue": same, **words}


def play(work: Casework, clock: Clock, seed: int) -> Play:
    """Make a catalogue, put it in force, and play one bundle of it through. Raises StoodStill."""
    random = Random(seed)  # noqa: S311 no secret is drawn
    clock.now = MONDAY_MORNING
    content = furnish(make(random, bundles=1, items=random.randint(1, 8)), random).content()
    check(build(content))
    put_in_force(work, content)
    bundle = work.shelf.current.bundles["b0"]
    one = Play(work, bundle, random=random)
    one.apply_at_random(dict(random.choice(paths(bundle))))
    for case in one.cases:
        one.bring_to_an_end(case)
    return one


@dataclass(kw_only=True)
class Play(Driver):
    """One person, the children they apply for, and every office, all doing this or that."""

    random: Random
    cases: list[UUID] = field(default_factory=list)
    """What was sent, in the order it was begun; nothing where nothing was left to apply for."""
    asked: dict[UUID, set[str]] = field(default_factory=dict)
    """The facts that each draft asked this person to type."""

    # ---- the person -----------------------------------------------------------------------------

    def apply_at_random(self, situation: Mapping[str, str]) -> None:
        """Apply once, and perhaps again from the same form for more children."""
        optional = [place.item for place in self.bundle.items.values() if place.optional]
        chosen = [item for item in optional if self.random.random() < 0.5]
        person = citizen(self.work, self.person("applicant"))
        how: dict[str, Any] = {"chosen": chosen, "language": "zh_Hans_CN", "mode": "standard"}
        first = start(self.work, person, self.bundle.id, situation, **how)
        self._fill_in(person, first)
        self._knock_too_early(person, first)
        self.cases.append(first)
        late = self.random.random() < 0.5
        if not late or not self._active(first):
            self._send(person, first)
        if not self.cases:
            return
        for _ in range(self._more()):
            another = begin_another(self.work, person, self.random.choice(self.cases), key=uuid4())
            self._fill_in(person, another)
            self.cases.append(another)
        for case in self.cases[0 if late else 1 :]:
            self._send(person, case)

    def _more(self) -> int:
        return self.random.randint(0, MOST_CHILDREN - 1) if self.bundle.repeats else 0

    def _active(self, case: UUID) -> tuple[str, ...]:
        with open_case(self.work, SYSTEM, case, None) as opened:
            return opened.active

    def _fill_in(self, person: Actor, case: UUID) -> None:
        with open_case(self.work, person, case, None) as opened:
            known = set(opened.facts)
        self._answer(person, case)
        self._fit_dates(person, case)
        with open_case(self.work, person, case, None) as opened:
            questions = asked_questions(opened)
            shown = [q.key for page in pages(self.bundle, questions) for q in page.questions]
            assert len(set(shown)) == len(shown), "a fact stands on two pages"
            real = {self.bundle.resolve(key, opened.facts) for key in shown}
            assert real == set(shown), "somebody is asked under the name of a role too"
            self.asked[case] = set[str](real - known)
            papers = attachable(opened)
        for paper in sorted(papers - self._papers(case)):
            attach(self.work, person, case, paper, photo(), "photo.png")

    def _papers(self, case: UUID) -> set[str]:
        with open_case(self.work, SYSTEM, case, None) as opened:
            return {upload.material for upload in opened.uploads}

    def _knock_too_early(self, person: Actor, case: UUID) -> None:
        window = self.bundle.window
        if window is not None and not window.is_open(self.work.today):
            with pytest.raises(WindowClosed):
                submit(self.work, person, case, key=uuid4())
        self.wait_for_the_season()

    def _send(self, person: Actor, case: UUID) -> None:
        if self._active(case):
            submit(self.work, person, case, key=uuid4(), another=True)
            release(self.work, case, person)
            return
        with pytest.raises(Incomplete) as told:
            submit(self.work, person, case, key=uuid4())
        assert told.value.faults == {"items": Fault("nothing_chosen")}
        self.cases.remove(case)

    def _candidates(self, key: str, element: DataElement) -> Iterator[str]:
        drawn = {
            ValueType.CHOICE: list(element.options),
            ValueType.CHOICES: list(element.options),
            ValueType.INTEGER: ["1", "9"],
            ValueType.DECIMAL: ["1.5", "9.5"],
            ValueType.DATE: ["2025-06-01", "2026-06-01"],
        }.get(element.type)
        if drawn:
            yield self.random.choice(drawn)
        yield from super()._candidates(key, element)

    # ---- the offices ----------------------------------------------------------------------------

    def bring_to_an_end(self, case: UUID) -> None:
        """Whoever can act acts, in any order, until nobody is left who can; results are brought to the person. Raises StoodStill."""
        for _ in range(MOST_ACTS):
            tasks = see.tasks_of(self.work, case)
            ready = [t for t in tasks.values() if t.state in OPEN - {TaskState.WAITING}]
            if ready:
                self._act(case, self.random.choice(ready))
            elif not self._bring_results_on(case):
                break
        if left := [
            item for item, state in see.states_of(self.work, case).items() if state in OPEN
        ]:
            raise StoodStill(f"{self.bundle.id}: {left}")

    def _act(self, case: UUID, task: Task) -> None:
        fate = self.random.choice(FATES)
        if fate == "withdraw":
            # Perhaps one that only waits: whatever is open can be taken back.
            tasks = see.tasks_of(self.work, case).values()
            item = self.random.choice([t.item for t in tasks if t.state in OPEN])
            withdraw(self.work, citizen(self.work, self.person("applicant")), case, [item])
        elif fate == "terminate":
            reason = self.random.choice(list(TerminationReason))
            terminate(self.work, self._desk(task, StaffRole.CLERK, "a"), task.id, reason)
        elif task.state is TaskState.SUBMITTED and fate == "decline":
            decline(self.work, self._desk(task, StaffRole.CLERK, "a"), task.id, "不归这里办")
        elif task.state is TaskState.SUBMITTED:
            accept(self.work, self._taker(task), task.id)
        elif self._stages_left(case, task):
            pass_stage(self.work, self._taker(task), task.id)
        else:
            self._decide(case, task, yes=fate != "refuse")
        if self.random.random() < 0.3:
            self._bring_results_on(case)

    def _desk(self, task: Task, role: StaffRole, name: str) -> Actor:
        return staff_of(self.work, task.office, role, name)

    def _taker(self, task: Task) -> Actor:
        stage = current_stage(task, self.work.shelf.current.items[task.item].stages)
        return self._desk(task, stage.role, stage.id)

    def _stages_left(self, case: UUID, task: Task) -> bool:
        with open_case(self.work, SYSTEM, case, None) as opened:
            return any(n > task.stage for n in stages_of(opened, opened.task(task.id)))

    def _decide(self, case: UUID, task: Task, *, yes: bool) -> None:
        elsewhere = self.work.shelf.current.items[task.item].decided_at
        if elsewhere is DecidedAt.DEPARTMENT_SYSTEM and yes:
            number = self.random.choice([None, NUMBER])
            receive_approval(self.work, task.id, number=number, issued_on=self.work.today)
        elif elsewhere is DecidedAt.DEPARTMENT_SYSTEM:
            receive_refusal(self.work, task.id, "不符合条件")
        elif yes:
            approve(self.work, self._taker(task), task.id, entered=self._entered(case, task))
        else:
            refuse(self.work, self._taker(task), task.id, "不符合条件")

    def _bring_results_on(self, case: UUID) -> bool:
        """Bring every result one step nearer to the person; whether there was one."""
        moved = False
        for item, task in see.tasks_of(self.work, case).items():
            result = None
            if task.state is TaskState.APPROVED:
                result = see.result_of(self.work, case, item)
                assert result is not None, f"{item} is granted, and nothing came of it"
            if result is None or result.state in _THERE.get(result.kind, {ResultState.READY}):
                continue
            moved = True
            self._step(task, result.kind, result.state)
        return moved

    def _wait_for_the_month(self, month: str) -> None:
        clock = self.work.clock
        assert isinstance(clock, Clock)
        if month > self.work.today.strftime("%Y-%m"):
            go_to(clock, month)

    def _step(self, task: Task, kind: ResultKind, state: ResultState) -> None:
        if kind is ResultKind.PAYMENT:
            with self.work.db.reading() as session:
                benefit = benefits.of_task(session, task.id)
            if benefit is not None:
                self._wait_for_the_month(benefit.next_month)
                pay(self.work, benefit.id, benefit.next_month)
            else:
                record_step(self.work, SYSTEM, task.id, ResultState.PAID)
        elif kind is ResultKind.PHYSICAL:
            made = state is ResultState.BEING_MADE
            step = ResultState.READY if made else ResultState.HANDED_OVER
            record_step(self.work, self._desk(task, StaffRole.CLERK, "a"), task.id, step)
        else:
            record_licence_number(self.work, task.id, NUMBER)


_THERE = {
    ResultKind.PAYMENT: {ResultState.PAID},
    ResultKind.PHYSICAL: {ResultState.HANDED_OVER},
}
"""When the person has a result; else it is when it is ready."""
