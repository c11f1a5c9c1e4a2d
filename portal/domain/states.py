"""The states of a task and the one table of moves between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.domain.permissions import Permission


class TaskState(StrEnum):
    """Where one item of a case stands."""

    WAITING = "waiting"
    """An input is missing; no clock runs."""
    SUBMITTED = "submitted"
    """All hard inputs are there; this is the day of receipt (收件)."""
    IN_REVIEW = "in_review"
    """Accepted (受理); the promised limit runs."""
    APPROVED = "approved"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    LAPSED = "lapsed"
    """An input can no longer come."""


OPEN = frozenset({TaskState.WAITING, TaskState.SUBMITTED, TaskState.IN_REVIEW})
ENDED = frozenset(TaskState) - OPEN
DEAD = ENDED - {TaskState.APPROVED}
COUNTING = OPEN | {TaskState.APPROVED}
"""What makes a second application for the same item and subject worth a question."""
REOPENABLE = frozenset({TaskState.REFUSED, TaskState.NOT_ACCEPTED, TaskState.TERMINATED})


class CaseState(StrEnum):
    """A case has hardly a state of its own; what people see is computed from its tasks."""

    DRAFT = "draft"
    FILED = "filed"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What can be done to a task."""

    BEGIN = "begin"
    ACCEPT = "accept"
    DEEM_ACCEPTED = "deem_accepted"
    DECLINE = "decline"
    PASS_STAGE = "pass_stage"
    RETURN_STAGE = "return_stage"
    ASK_CORRECTION = "ask_correction"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"
    LAPSE = "lapse"
    REVIVE = "revive"
    REOPEN = "reopen"
    RECEIVE_APPROVAL = "receive_approval"
    """The department's own system answered yes."""
    RECEIVE_REFUSAL = "receive_refusal"
    """The department's own system answered no."""
    ADD_AGAIN = "add_again"
    """The person takes their own withdrawal back, while the case goes on."""
    UPHOLD = "uphold"
    """A decision marked for review stands, by a written act."""


class Guard(StrEnum):
    """What else must be true for a move; each is checked under the lock on the case."""

    INPUTS_READY = "inputs_ready"
    INPUTS_IMPOSSIBLE = "inputs_impossible"
    INPUTS_POSSIBLE = "inputs_possible"
    NO_OPEN_CORRECTION = "no_open_correction"
    NO_UNVERIFIED_FACT = "no_unverified_fact"
    LAST_STAGE = "last_stage"
    NOT_LAST_STAGE = "not_last_stage"
    NOT_FIRST_STAGE = "not_first_stage"
    REASON_GIVEN = "reason_given"
    GROUND_GIVEN = "ground_given"
    REGIME_DEEMS = "regime_deems"
    SENT_OVER = "sent_over"
    """The item is decided in its department's own system."""
    DECIDED_HERE = "decided_here"
    NO_REVIEW_MARK_BEFORE = "no_review_mark_before"
    """No decision this one builds on is marked for review."""
    REVIEW_MARKED = "review_marked"
    OUTPUTS_GIVEN = "outputs_given"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: from a state, by a verb, to a state, for whom, and under what guards."""

    source: TaskState
    verb: Verb
    target: TaskState
    permission: Permission
    guards: tuple[Guard, ...] = ()


S, V, P, G = TaskState, Verb, Permission, Guard
_READY_TO_DECIDE = (
    G.INPUTS_READY,
    G.LAST_STAGE,
    G.NO_OPEN_CORRECTION,
    G.NO_UNVERIFIED_FACT,
    G.NO_REVIEW_MARK_BEFORE,
)

MOVES: tuple[Move, ...] = (
    Move(S.WAITING, V.BEGIN, S.SUBMITTED, P.SYSTEM_ADVANCE, (G.INPUTS_READY,)),
    Move(S.WAITING, V.LAPSE, S.LAPSED, P.SYSTEM_ADVANCE, (G.INPUTS_IMPOSSIBLE,)),
    Move(S.WAITING, V.ASK_CORRECTION, S.WAITING, P.TASK_HANDLE, (G.REASON_GIVEN,)),
    Move(S.WAITING, V.WITHDRAW, S.WITHDRAWN, P.CASE_WITHDRAW),
    Move(S.WAITING, V.TERMINATE, S.TERMINATED, P.TASK_TERMINATE, (G.REASON_GIVEN,)),
    Move(S.LAPSED, V.REVIVE, S.WAITING, P.SYSTEM_ADVANCE, (G.INPUTS_POSSIBLE,)),
    Move(S.SUBMITTED, V.ACCEPT, S.IN_REVIEW, P.TASK_HANDLE, (G.NO_OPEN_CORRECTION,)),
    Move(S.SUBMITTED, V.DEEM_ACCEPTED, S.IN_REVIEW, P.SYSTEM_ADVANCE, (G.REGIME_DEEMS,)),
    Move(S.SUBMITTED, V.DECLINE, S.NOT_ACCEPTED, P.TASK_HANDLE, (G.REASON_GIVEN,)),
    Move(S.SUBMITTED, V.ASK_CORRECTION, S.SUBMITTED, P.TASK_HANDLE, (G.REASON_GIVEN,)),
    Move(S.SUBMITTED, V.WITHDRAW, S.WITHDRAWN, P.CASE_WITHDRAW),
    Move(S.SUBMITTED, V.TERMINATE, S.TERMINATED, P.TASK_TERMINATE, (G.REASON_GIVEN,)),
    Move(S.IN_REVIEW, V.PASS_STAGE, S.IN_REVIEW, P.TASK_HANDLE, (G.NOT_LAST_STAGE,)),
    Move(
        S.IN_REVIEW, V.RETURN_STAGE, S.IN_REVIEW, P.TASK_HANDLE, (G.NOT_FIRST_STAGE, G.REASON_GIVEN)
    ),
    Move(S.IN_REVIEW, V.ASK_CORRECTION, S.IN_REVIEW, P.TASK_HANDLE, (G.REASON_GIVEN,)),
    Move(
        S.IN_REVIEW,
        V.APPROVE,
        S.APPROVED,
        P.TASK_DECIDE,
        (G.DECIDED_HERE, *_READY_TO_DECIDE, G.OUTPUTS_GIVEN),
    ),
    Move(S.IN_REVIEW, V.REFUSE, S.REFUSED, P.TASK_DECIDE, (G.LAST_STAGE, G.REASON_GIVEN)),
    Move(S.IN_REVIEW, V.WITHDRAW, S.WITHDRAWN, P.CASE_WITHDRAW),
    Move(S.IN_REVIEW, V.TERMINATE, S.TERMINATED, P.TASK_TERMINATE, (G.REASON_GIVEN,)),
    Move(
        S.IN_REVIEW,
        V.RECEIVE_APPROVAL,
        S.APPROVED,
        P.SYSTEM_ADVANCE,
        (G.SENT_OVER, *_READY_TO_DECIDE),
    ),
    Move(
        S.IN_REVIEW, V.RECEIVE_REFUSAL, S.REFUSED, P.SYSTEM_ADVANCE, (G.SENT_OVER, G.REASON_GIVEN)
    ),
    Move(S.APPROVED, V.UPHOLD, S.APPROVED, P.TASK_DECIDE, (G.REVIEW_MARKED, G.REASON_GIVEN)),
    Move(S.WITHDRAWN, V.ADD_AGAIN, S.WAITING, P.CASE_SUBMIT, (G.INPUTS_POSSIBLE,)),
    Move(S.REFUSED, V.REOPEN, S.IN_REVIEW, P.TASK_REOPEN, (G.GROUND_GIVEN,)),
    Move(S.NOT_ACCEPTED, V.REOPEN, S.IN_REVIEW, P.TASK_REOPEN, (G.GROUND_GIVEN,)),
    Move(S.TERMINATED, V.REOPEN, S.IN_REVIEW, P.TASK_REOPEN, (G.GROUND_GIVEN,)),
)

_TABLE = {(move.source, move.verb): move for move in MOVES}


class IllegalMove(Exception):
    """A verb that the table does not allow from this state. Nothing was changed."""

    def __init__(self, source: TaskState, verb: Verb) -> None:
        self.source = source
        self.verb = verb
        targets = sorted({move.target for move in MOVES if move.verb is verb})
        super().__init__(f"{verb} does not lead from {source}; it leads to {', '.join(targets)}")


class GuardFailed(Exception):
    """A move is in the table, but one of its guards does not hold. Nothing was changed."""

    def __init__(self, move: Move, guard: Guard) -> None:
        self.move = move
        self.guard = guard
        super().__init__(f"{move.verb} from {move.source} to {move.target} needs {guard}")


def move_for(state: TaskState, verb: Verb) -> Move:
    """The row for a verb in a state. Raises IllegalMove."""
    try:
        return _TABLE[state, verb]
    except KeyError:
        raise IllegalMove(state, verb) from None


def verbs_from(state: TaskState) -> tuple[Verb, ...]:
    """Every verb that can be tried from a state, in the table's order."""
    return tuple(move.verb for move in MOVES if move.source is state)
