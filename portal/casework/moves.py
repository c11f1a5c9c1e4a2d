"""Makes one move of the table: permission, guards, new state, one event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from portal.casework.opening import OpenCase
from portal.casework.reading import all_corrections_in, confirmations_in, events_in
from portal.domain.actors import Actor, ActorKind
from portal.domain.bundles import predecessors
from portal.domain.facts import FactCheck, Stream
from portal.domain.inputs import Inputs, InputState, inputs_of, produced_items
from portal.domain.items import DecidedAt, StaffRole, Stage, stages_taken
from portal.domain.limits import REGIMES
from portal.domain.mending import ConfirmationState, CorrectionState
from portal.domain.permissions import Scope, require
from portal.domain.plaintext import tidy
from portal.domain.states import ENDED, Guard, GuardFailed, Move, TaskState, Verb, move_for
from portal.persistence.models import Event, Task
from portal.persistence.queries import tasks


def make_move(
    opened: OpenCase,
    task: Task,
    verb: Verb,
    *,
    actor: Actor | None = None,
    reason: str | None = None,
    remark: str | None = None,
    ground: str | None = None,
    outputs: Mapping[str, str] | None = None,
    payload: Mapping[str, Any] | None = None,
) -> Event:
    """Move a task. Raises IllegalMove, Forbidden or GuardFailed; then nothing has changed."""
    actor, remark = actor or opened.actor, tidy(remark or "", keep_lines=True)
    move = move_for(task.state, verb)
    require(move.permission, actor, Scope(account=opened.case.account_id, office=task.office))
    given = _Given(opened, task, actor, reason or remark, ground, outputs)
    for guard in move.guards:
        if not GUARDS[guard](given):
            raise GuardFailed(move, guard)
    return _apply(opened, task, move, actor, reason, remark, ground, payload)


def _apply(
    opened: OpenCase,
    task: Task,
    move: Move,
    actor: Actor,
    reason: str | None,
    remark: str | None,
    ground: str | None,
    payload: Mapping[str, Any] | None,
) -> Event:
    before = task.state
    task.state = move.target
    task.version += 1
    body = {
        "item": task.item,
        "from": before.value,
        "to": move.target.value,
        "stage": task.stage,
        **(payload or {}),
    }
    if ground is not None:
        body["ground"] = ground
    event = opened.record(
        move.verb.value, actor=actor, task=task, reason=reason, remark=remark, payload=body
    )
    if reason or remark:
        task.reason, task.remark_id = reason, event.remark_id
    if move.target in ENDED and before is not move.target:
        task.decided_at = opened.at
        task.claimed_by = task.claimed_at = None
        _drop_corrections(opened, task)
    if actor.kind is ActorKind.STAFF and (
        before is not TaskState.APPROVED or move.verb is Verb.UPHOLD
    ):
        task.review_mark = False
    return event


def _drop_corrections(opened: OpenCase, task: Task) -> None:
    for correction in tasks.corrections(opened.session, opened.case.id):
        if correction.task_id == task.id and correction.state in {
            CorrectionState.WRITTEN,
            CorrectionState.SENT,
        }:
            correction.state = CorrectionState.DROPPED


class _Given:
    """What guards look at."""

    def __init__(
        self,
        opened: OpenCase,
        task: Task,
        actor: Actor,
        reason: str | None,
        ground: str | None,
        outputs: Mapping[str, str] | None,
    ) -> None:
        self.opened, self.task, self.actor = opened, task, actor
        self.reason, self.ground, self.outputs = reason, ground, outputs
        self.item = opened.item(task)

    @property
    def stage_before(self) -> int | None:
        """The stage that this task came from; None at the first."""
        return next(
            (n for n in reversed(stages_of(self.opened, self.task)) if n < self.task.stage), None
        )

    @property
    def stage_after(self) -> int | None:
        """The stage that this task goes to next; None at the last."""
        return next((n for n in stages_of(self.opened, self.task) if n > self.task.stage), None)


def stages_of(opened: OpenCase, task: Task) -> tuple[int, ...]:
    """The places of the stages that a task goes through, by what its case says now."""
    return stages_taken(opened.item(task).stages, opened.bundle.seen(opened.facts))


def current_stage(given_task: Task, stages: tuple[Stage, ...]) -> Stage:
    """The stage a task is in."""
    return stages[min(given_task.stage, len(stages) - 1)]


def task_inputs(opened: OpenCase, task: Task) -> Inputs:
    """Whether the inputs of a task are there."""
    states = {item: other.state for item, other in opened.tasks.items()}
    outputs = {
        item: [
            opened.bundle.resolve(o.key, opened.facts)
            for o in opened.catalogue.items[item].result.outputs
        ]
        for item in opened.tasks
    }
    answers: dict[str, bool | None] = {}
    for request in confirmations_in(opened):
        if request.task_id == task.id and request.state is not ConfirmationState.VOID:
            answers[request.rule] = {
                ConfirmationState.ASKED: None,
                ConfirmationState.CONFIRMED: True,
                ConfirmationState.REFUSED: False,
            }[request.state]
    return inputs_of(
        opened.bundle,
        task.item,
        states,
        produced_items(states, outputs, opened.facts.keys()),
        answers,
    )


def _open_correction(given: _Given) -> bool:
    return any(
        c.task_id == given.task.id and c.state in {CorrectionState.WRITTEN, CorrectionState.SENT}
        for c in all_corrections_in(given.opened)
    )


def _unverified(given: _Given) -> bool:
    keys = {given.opened.bundle.resolve(need.key, given.opened.facts) for need in given.item.needs}
    return any(
        row.check is FactCheck.CHECKING
        for (key, stream), row in given.opened.rows.items()
        if stream is Stream.CURRENT and key in keys
    )


def _at_last_stage(given: _Given) -> bool:
    return given.stage_after is None and _may_take(given)


def _may_take(given: _Given) -> bool:
    """Whether the actor has the role of the stage, and is not who passed it on from one that another must follow."""
    if given.actor.kind is not ActorKind.STAFF:
        return True
    stages = given.item.stages
    if given.actor.role not in {current_stage(given.task, stages).role, StaffRole.CHIEF}:
        return False
    before = given.stage_before
    if before is None or stages[before].same_person_may_continue:
        return True
    passed = [
        event.actor_id
        for event in events_in(given.opened)
        if event.task_id == given.task.id
        and event.verb == Verb.PASS_STAGE
        and event.payload["stage"] == before
    ]
    return not passed or passed[-1] != given.actor.id


def _marked_before(given: _Given) -> bool:
    before = predecessors(given.opened.bundle, given.task.item)
    return any(
        task.review_mark and task.state is TaskState.APPROVED
        for item, task in given.opened.tasks.items()
        if item in before
    )


def _outputs_given(given: _Given) -> bool:
    if given.item.decided_at is not DecidedAt.BY_HAND:
        return True
    keys = {
        given.opened.bundle.resolve(o.key, given.opened.facts) for o in given.item.result.outputs
    }
    return all((given.outputs or {}).get(key) for key in keys)


GUARDS: Mapping[Guard, Callable[[_Given], bool]] = {
    Guard.INPUTS_READY: lambda g: task_inputs(g.opened, g.task).state is InputState.READY,
    Guard.INPUTS_IMPOSSIBLE: lambda g: task_inputs(g.opened, g.task).state is InputState.IMPOSSIBLE,
    Guard.INPUTS_POSSIBLE: lambda g: (
        task_inputs(g.opened, g.task).state is not InputState.IMPOSSIBLE
    ),
    Guard.NO_OPEN_CORRECTION: lambda g: not _open_correction(g),
    Guard.NO_UNVERIFIED_FACT: lambda g: not _unverified(g),
    Guard.LAST_STAGE: _at_last_stage,
    Guard.NOT_LAST_STAGE: lambda g: g.stage_after is not None and _may_take(g),
    Guard.NOT_FIRST_STAGE: lambda g: g.stage_before is not None and _may_take(g),
    Guard.REASON_GIVEN: lambda g: bool(g.reason and g.reason.strip()),
    Guard.GROUND_GIVEN: lambda g: bool(g.ground and g.ground.strip()),
    Guard.REGIME_DEEMS: lambda g: REGIMES[g.item.regime].deemed_acceptance,
    Guard.SENT_OVER: lambda g: g.item.decided_at is DecidedAt.DEPARTMENT_SYSTEM,
    Guard.DECIDED_HERE: lambda g: g.item.decided_at is not DecidedAt.DEPARTMENT_SYSTEM,
    Guard.NO_REVIEW_MARK_BEFORE: lambda g: not _marked_before(g),
    Guard.REVIEW_MARKED: lambda g: g.task.review_mark,
    Guard.OUTPUTS_GIVEN: _outputs_given,
}
"""What each guard looks at, under the lock on the case."""

TYPED = frozenset({Guard.REASON_GIVEN, Guard.GROUND_GIVEN, Guard.OUTPUTS_GIVEN})
"""Guards about what is typed together with the verb."""


def hindering_guards(opened: OpenCase, task: Task, verb: Verb) -> tuple[Guard, ...]:
    """The guards that would refuse a move now, whatever is typed. Raises IllegalMove."""
    move = move_for(task.state, verb)
    given = _Given(opened, task, opened.actor, None, None, None)
    return tuple(guard for guard in move.guards if guard not in TYPED and not GUARDS[guard](given))
