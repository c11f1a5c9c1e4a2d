"""Brings any case to its end, to prove that every walk can be continued to one."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from portal.casework.accept import accept
from portal.casework.attach import attach, attachable
from portal.casework.compare import compare
from portal.casework.confirm import ask_again, confirm
from portal.casework.context import Casework
from portal.casework.correct import correct, not_mended
from portal.casework.decide import Entered, approve, receive_approval, uphold
from portal.casework.moves import task_inputs
from portal.casework.opening import open_case
from portal.casework.outcome import record_licence_number
from portal.casework.release import release
from portal.casework.save import editable_questions, save
from portal.casework.stages import pass_stage
from portal.casework.submit import missing, submit
from portal.casework.sweep import sweep
from portal.casework.terminate import terminate
from portal.domain.actors import SYSTEM, Actor
from portal.domain.inputs import InputState
from portal.domain.items import DecidedAt
from portal.domain.mending import ConfirmationState, CorrectionState
from portal.domain.states import OPEN, CaseState, TaskState
from portal.persistence.models import Task
from tests.casework.walker import Walker
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import staff_of

MOST_ROUNDS = 40
WAITING_FOR_AN_ANSWER = {CorrectionState.WRITTEN, CorrectionState.SENT}


class Completer:
    """Does the next sensible thing, again and again."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.work: Casework = walker.work
        self.case, self.family = walker.case, walker.family

    def finish(self) -> int:
        """Go on until every task has ended; how many rounds that took."""
        self.walker.registries.troubles.clear()
        if see.case_of(self.work, self.case).state is CaseState.DRAFT:
            self._send()
        release(self.work, self.case, self.family.filer)
        for rounds in range(MOST_ROUNDS):
            if not self._open():
                return rounds
            self._citizens()
            self._offices()
            self.walker.check()
        raise AssertionError(f"no end for {see.states_of(self.work, self.case)}")

    def _open(self) -> list[Task]:
        return [t for t in see.tasks_of(self.work, self.case).values() if t.state in OPEN]

    def _send(self) -> None:
        filer = self.family.filer
        for _ in range(5):
            with open_case(self.work, filer, self.case, None) as opened:
                faults = missing(opened)
                asked = {str(q.key): q for q in editable_questions(opened)}
            if not faults:
                break
            typed = {
                k: make.an_answer(self.work, self.family, asked[k]) for k in faults if k in asked
            }
            save(self.work, filer, self.case, typed)
            make.attach_everything(self.work, self.family, self.case)
        submit(self.work, filer, self.case, key=uuid4())

    def _citizens(self) -> None:
        compare(self.work, self.case)
        tasks = {t.id: t for t in see.tasks_of(self.work, self.case).values()}
        for request in see.confirmations_of(self.work, self.case):
            if request.state is ConfirmationState.REFUSED and tasks[request.task_id].state in OPEN:
                ask_again(self.work, self.family.filer, request.id)
        for request in see.open_confirmations(self.work, self.case):
            confirm(self.work, self.family.other, request.id, agrees=True)
        corrections = see.corrections_of(self.work, self.case)
        if any(c.state is CorrectionState.WRITTEN for c in corrections):
            self.walker.clock.pass_time(timedelta(days=1))
            sweep(self.work)
        if self.is_asked_to_mend():
            self.mend()

    def is_asked_to_mend(self) -> bool:
        """Whether a list has gone out to the person."""
        corrections = see.corrections_of(self.work, self.case)
        return any(c.state is CorrectionState.SENT for c in corrections)

    def mend(self, *, send: bool = True) -> None:
        """Mend everything that was marked, and send it."""
        filer = self.family.filer
        for _ in range(5):
            with open_case(self.work, filer, self.case, None) as opened:
                faults = not_mended(opened)
                asked = {str(q.key): q for q in editable_questions(opened)}
                papers = attachable(opened)
            if not faults:
                break
            typed = {
                k: make.an_answer(self.work, self.family, asked[k]) for k in faults if k in asked
            }
            save(self.work, filer, self.case, typed)
            for paper in papers:
                if f"material.{paper}" in faults:
                    attach(self.work, filer, self.case, paper, make.photo(7), "mended.png")
        if send:
            correct(self.work, filer, self.case)

    def _offices(self) -> None:
        for task in see.tasks_of(self.work, self.case).values():
            if task.state is TaskState.APPROVED and task.review_mark:
                uphold(self.work, self._decider(task), task.id, "不受影响")
            if task.state is TaskState.APPROVED and see.licence_is_coming(self.work, task.id):
                record_licence_number(self.work, task.id, make.LICENCE)
        for item in self.work.shelf.current.bundles[make.BUNDLE].items:
            self._bring_on(item)

    def _bring_on(self, item: str) -> None:
        task = self.walker.task(item)
        if task is None or self._hindered(task):
            return
        if task.state is TaskState.SUBMITTED:
            accept(self.work, staff_of(self.work, task.office), task.id)
        elif task.state is TaskState.IN_REVIEW:
            self._decide(task)

    def _hindered(self, task: Task) -> bool:
        corrections = see.corrections_of(self.work, self.case)
        return any(c.task_id == task.id and c.state in WAITING_FOR_AN_ANSWER for c in corrections)

    def _decide(self, task: Task) -> None:
        with open_case(self.work, SYSTEM, self.case, None) as opened:
            inputs = task_inputs(opened, opened.task(task.id))
            marked = {t.item for t in opened.tasks.values() if t.review_mark}
        if inputs.state is InputState.IMPOSSIBLE:
            terminate(self.work, staff_of(self.work, task.office), task.id, "subject_gone")
        if inputs.state is not InputState.READY or marked - {task.item}:
            return
        item = self.work.shelf.current.items[task.item]
        for stage in item.stages[task.stage : -1]:
            pass_stage(self.work, self._taker(task, stage.id), task.id)
        if item.decided_at is DecidedAt.DEPARTMENT_SYSTEM:
            receive_approval(self.work, task.id, number=None, issued_on=None)
        else:
            outputs = {make.BABY_ID_KEY: make.BABY_ID}
            by_hand = item.decided_at is DecidedAt.BY_HAND
            entered = Entered(outputs if by_hand else {})
            approve(self.work, self._decider(task), task.id, entered=entered)

    def _taker(self, task: Task, stage: str) -> Actor:
        stages = self.work.shelf.current.items[task.item].stages
        role = next(s.role for s in stages if s.id == stage)
        return staff_of(self.work, task.office, role, f"completer-{stage}")

    def _decider(self, task: Task) -> Actor:
        return self._taker(task, self.work.shelf.current.items[task.item].stages[-1].id)
