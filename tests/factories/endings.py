"""What must be true of a case that has come to its end, by what a person or a law would notice."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.casework.context import Casework
from portal.casework.opening import open_case
from portal.domain.actors import SYSTEM
from portal.domain.bundles import Bundle, Dependency
from portal.domain.items import DecidedAt
from portal.domain.progress import Turn, case_status, case_turn
from portal.domain.questions import questions
from portal.domain.states import ENDED, MOVES, TaskState, Verb
from portal.persistence.models import Event, Task
from portal.persistence.queries import record
from portal.persistence.queries.whole_case import whole_case
from portal.web.citizen.standing import is_held, standings
from tests.casework.walker import check_moves, check_record
from tests.factories import looking as see
from tests.factories.plays import Play

TOLD = {
    TaskState.APPROVED: "task_approved",
    TaskState.REFUSED: "task_refused",
    TaskState.NOT_ACCEPTED: "task_not_accepted",
    TaskState.TERMINATED: "task_terminated",
    TaskState.LAPSED: "task_lapsed",
}
"""The message that tells a person how an item ended; of what they withdrew they are told for the whole case."""
WRITTEN = {
    TaskState.APPROVED: "decision_approved",
    TaskState.REFUSED: "decision_refused",
    TaskState.NOT_ACCEPTED: "non_acceptance",
    TaskState.LAPSED: "lapse_notice",
    TaskState.TERMINATED: "termination_notice",
}
"""The document that says so."""
NEVER = 10**9


@dataclass(frozen=True)
class Ending:
    """A case that has ended, and when on its record each item came to what."""

    work: Casework
    bundle: Bundle
    case: UUID
    tasks: Mapping[str, Task]
    events: Sequence[Event]

    def at(self, item: str, *verbs: str) -> int:
        """The place on the record of what was done to an item last; NEVER when none of it was."""
        task = self.tasks[item].id
        found = [e.sequence for e in self.events if e.task_id == task and e.verb in verbs]
        return found[-1] if found else NEVER

    def there(self, item: str) -> int:
        """When an item was done, with everything that it makes for others."""
        rule = self.work.shelf.current.items[item]
        granted = self.at(item, Verb.APPROVE, Verb.RECEIVE_APPROVAL)
        numbered = self.at(item, "record_number")
        # What was decided by hand elsewhere, the clerk brought back with the decision.
        waits = bool(rule.result.outputs) and rule.decided_at is not DecidedAt.BY_HAND
        return numbered if waits and numbered != NEVER else granted

    def gone(self, item: str) -> int:
        """When it was sure that an item would never be done."""
        ways = (Verb.REFUSE, Verb.RECEIVE_REFUSAL, Verb.DECLINE, Verb.TERMINATE)
        return self.at(item, *ways, Verb.WITHDRAW, Verb.LAPSE)

    def alternatives(self, one: Dependency) -> list[str]:
        """The suppliers of an input that are in this case at all."""
        return [name for name in one.any_of if name in self.tasks]


def check_play(play: Play) -> None:
    """Every rule about all that came of a play. Raises AssertionError."""
    for case in play.cases:
        check_end(play.work, play.bundle, case)
    if play.cases:
        check_children(play.work, play.bundle, play.cases, play.asked)


def check_end(work: Casework, bundle: Bundle, case: UUID) -> None:
    """Every rule about one case. Raises AssertionError."""
    tasks, events = see.tasks_of(work, case), see.events_of(work, case)
    end = Ending(work, bundle, case, tasks, events)
    check_record(events, case)
    of_tasks = [event for event in events if "benefit" not in event.payload]
    check_moves(of_tasks, tasks.values(), MOVES)
    _the_items_are_those_of_the_answers(end)
    for item in tasks:
        _it_ended_with_a_result_or_a_reason(end, item)
        _it_waited_for_what_it_builds_on(end, item)
        _it_lapsed_only_when_nothing_could_come(end, item)
    _people_were_told(end)
    _nobody_has_a_turn(end)
    _nothing_is_left_to_ask(end)


def _the_items_are_those_of_the_answers(end: Ending) -> None:
    with open_case(end.work, SYSTEM, end.case, None) as opened:
        facts, chosen = opened.facts, opened.case.chosen
    active = end.bundle.active_items(facts, chosen)
    assert sorted(end.tasks) == sorted(active), "not the items that were applied for"
    for group in end.bundle.one_of:
        there = [item for item in group if item in end.tasks]
        assert len(there) == 1, f"of {group} there are {there}"


def _it_ended_with_a_result_or_a_reason(end: Ending, item: str) -> None:
    task = end.tasks[item]
    assert task.state in ENDED, f"{item} is still {task.state}"
    assert task.decided_at is not None, f"{item} ended, nobody knows when"
    result = see.result_of(end.work, end.case, item)
    assert (result is not None) == (task.state is TaskState.APPROVED), f"{item}: {task.state}"
    if task.state not in {TaskState.APPROVED, TaskState.WITHDRAWN}:
        remark = ""
        if task.remark_id is not None:
            with end.work.db.reading() as session:
                remark = record.remark(session, task.remark_id)
        assert task.reason or remark.strip(), f"{item} ended without a reason"


def _it_waited_for_what_it_builds_on(end: Ending, item: str) -> None:
    begun = end.at(item, Verb.BEGIN)
    if begun == NEVER:
        return
    for one in end.bundle.items[item].after:
        before = end.alternatives(one)
        done = any(end.there(other) < begun for other in before)
        given_up = one.soft and all(end.gone(other) < begun for other in before)
        assert done or given_up or not before, f"{item} began before any of {before} was done"


def _it_lapsed_only_when_nothing_could_come(end: Ending, item: str) -> None:
    hard = [one for one in end.bundle.items[item].after if not one.soft]
    inputs = [before for one in hard if (before := end.alternatives(one))]
    lost = [before for before in inputs if all(end.gone(b) != NEVER for b in before)]
    task, lapsed = end.tasks[item], end.at(item, Verb.LAPSE)
    if lost and task.state is not TaskState.LAPSED:
        own_end = {TaskState.WITHDRAWN, TaskState.TERMINATED}
        assert task.state in own_end, f"{item} is {task.state}, but {lost} never came"
    if task.state is TaskState.LAPSED:
        assert task.reason == "input_gone"
        at_once = [before for before in lost if all(end.gone(b) < lapsed for b in before)]
        assert at_once, f"{item} lapsed while {inputs} could come"
        named = next(e for e in end.events if e.sequence == lapsed).payload["gone"]
        assert set(named) <= {other for before in at_once for other in before}
        assert named, f"{item} lapsed, and nothing says for want of what"


def _people_were_told(end: Ending) -> None:
    rows = [row for row in see.outbox_rows(end.work) if row.case_id == end.case]
    said = {(row.task_id, row.payload.get("message")) for row in rows if row.kind == "notify"}
    documents = see.documents_of(end.work, end.case)
    written = {(document.task_id, document.template) for document in documents}
    for item, task in end.tasks.items():
        if task.state in TOLD:
            assert (task.id, TOLD[task.state]) in said, f"nobody says that {item} is {task.state}"
        if task.state in WRITTEN:
            assert (task.id, WRITTEN[task.state]) in written, f"{item}: nothing in writing"
    if any(task.state is TaskState.WITHDRAWN for task in end.tasks.values()):
        assert (None, "withdrawn") in said
    numbers = [document.number for document in documents]
    assert len(set(numbers)) == len(numbers), "a number was given twice"


def _nobody_has_a_turn(end: Ending) -> None:
    with end.work.db.reading() as session:
        whole = whole_case(session, end.case)
    assert whole is not None
    assert whole.case.ended_at is not None, "every item has ended, the case has not"
    held = is_held(whole.case.state, whole.case.released_at)
    status = case_status(whole.case.state, list(standings(whole).values()), held=held)
    assert case_turn(status) is Turn.DONE, f"{status}: whose turn is it still?"


def _nothing_is_left_to_ask(end: Ending) -> None:
    """Whatever an item needed was there when it was begun: typed, or made by one that it waited for."""
    with open_case(end.work, SYSTEM, end.case, None) as opened:
        facts = opened.facts
        asked = questions(opened.catalogue, end.bundle, facts, opened.active)
    left = [question.key for question in asked if question.required and question.key not in facts]
    assert not left, f"{left} was never asked"


def check_children(
    work: Casework, bundle: Bundle, cases: Collection[UUID], asked: Mapping[UUID, Collection[str]]
) -> None:
    """Of each child one case with a number and results of its own; what is done once is done once; what the
    form was told of others is not asked again. The cases in the order they were begun. Raises AssertionError.
    """
    first, *others = cases
    numbers = [see.case_of(work, case).number for case in cases]
    assert len(set(numbers)) == len(numbers), "two children have one number"
    if not others:
        return
    assert bundle.repeats is not None
    assert len({see.case_of(work, case).siblings for case in cases}) == 1, "not made together"
    once = {place.item for place in bundle.items.values() if place.once_for_all}
    items = set(see.tasks_of(work, first))
    for case in others:
        assert set(see.tasks_of(work, case)) == items - once, "another child gets other items"
    typed: set[str] = set()
    for case in cases:
        again = {key for key in typed & set(asked[case]) if not _of(bundle.repeats.id, key)}
        assert not again, f"asked twice: {again}"
        typed |= set(asked[case])


def _of(party: str, key: str) -> bool:
    return key.startswith(f"{party}.")
