"""Benefits that go on (待遇): months, states, and the one table of moves between them.

A month is text, ``YYYY-MM``, and so is compared as text. An office owes a month from the day it begins in Shanghai until a payment of it
has arrived. A monthly benefit begins in the month after the approval (次月起); a yearly one is paid once for each year, in the month of
the approval and every twelfth after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from portal.domain.benefit_reasons import SuspendReason
from portal.domain.items import Every
from portal.domain.months import CHECK_OPENS, later, month_of, step
from portal.domain.permissions import Permission

MOST_MONTHS = 240
"""Months that are owed at most at a time; more is a mistake of data, not a debt."""
GRACE = timedelta(days=30)
"""Nothing is suspended for a check within these days of the person having been told."""


class BenefitState(StrEnum):
    """Where a benefit stands."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    """停发: nothing is paid; what is owed for the time may be paid later (补发)."""
    STOPPED = "stopped"
    """Ended (终止); only what is still owed is paid."""


class BenefitVerb(StrEnum):
    """What can be done to a benefit."""

    PAY = "benefit_pay"
    RETURN = "benefit_return"
    """A payment did not arrive, or came back later."""
    CHECK = "benefit_check"
    VOUCH = "benefit_vouch"
    """The office has seen the person; for those who do not do the check themselves."""
    ASK_ACCOUNT = "benefit_ask_account"
    SET_ACCOUNT = "benefit_set_account"
    DECLINE_ACCOUNT = "benefit_decline_account"
    SET_AMOUNT = "benefit_set_amount"
    MOVE = "benefit_move"
    REMIND = "benefit_remind"
    SUSPEND = "benefit_suspend"
    SUSPEND_OVERDUE = "benefit_suspend_overdue"
    RESUME = "benefit_resume"
    RESUME_CHECKED = "benefit_resume_checked"
    STOP = "benefit_stop"
    GIVE_UP = "benefit_give_up"
    REINSTATE = "benefit_reinstate"
    """A stop was a mistake: back to suspended, whence it is resumed."""


class PaymentState(StrEnum):
    """What became of one payment."""

    PAID = "paid"
    RETURNED = "returned"


class CheckState(StrEnum):
    """How near the yearly check is."""

    NONE = "none"
    LATER = "later"
    OPEN = "open"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules look at. ``next_month`` is the first month of which no payment was tried; ``last_month`` the last one owed, None
    while the benefit goes on; ``check_due`` the month at whose end the check must be done; ``reminded`` the one last told of, on that day;
    ``returned`` months whose last payment came back, ``paid`` those whose last arrived.
    """

    state: BenefitState
    every: Every
    next_month: str
    last_month: str | None = None
    check_due: str | None = None
    reminded: str | None = None
    reminded_on: date | None = None
    reason: str | None = None
    account_asked: bool = False
    returned: tuple[str, ...] = ()
    paid: frozenset[str] = frozenset()


def owed(standing: Standing, today: date) -> tuple[str, ...]:
    """Months of which no payment was tried yet and which have begun, the oldest first, whatever the state."""
    return tuple(_owed(standing, month_of(today)))


def _owed(standing: Standing, now: str) -> Iterator[str]:
    month, until = standing.next_month, min(now, standing.last_month or now)
    for _ in range(MOST_MONTHS):
        if month > until:
            return
        yield month
        month = later(month, step(standing.every))


def due(standing: Standing, today: date) -> tuple[str, ...]:
    """Months that can be paid now: what came back first, then what is owed. Nothing while suspended."""
    if standing.state is BenefitState.SUSPENDED:
        return ()
    return (*standing.returned, *owed(standing, today))


def coming(standing: Standing, today: date) -> str | None:
    """The next month to be paid, begun or not; None when nothing more comes as things stand."""
    waiting = due(standing, today)
    if waiting:
        return waiting[0]
    return standing.next_month if standing.state is BenefitState.ACTIVE else None


def check_state(standing: Standing, today: date) -> CheckState:
    """How near the yearly check is."""
    if standing.check_due is None or standing.state is BenefitState.STOPPED:
        return CheckState.NONE
    now = month_of(today)
    if now > standing.check_due:
        return CheckState.OVERDUE
    opens = later(standing.check_due, -CHECK_OPENS)
    return CheckState.OPEN if now >= opens else CheckState.LATER


class Guard(StrEnum):
    """What else must be true for a move; each is checked under the lock on the case."""

    DUE = "due"
    """The month can be paid now."""
    DUE_OR_PAID = "due_or_paid"
    AMOUNT_KNOWN = "amount_known"
    CHECK_OPEN = "check_open"
    TOLD_LONG_AGO = "told_long_ago"
    """The check is overdue, and the person was told in time."""
    CHECK_NOT_OVERDUE = "check_not_overdue"
    NOT_REMINDED = "not_reminded"
    WAITS_FOR_CHECK = "waits_for_check"
    PROVEN = "proven"
    """Who does the check is known by more than a phone in this session."""
    ACCOUNT_ASKED = "account_asked"
    MONEY_OWED = "money_owed"
    REASON_GIVEN = "reason_given"
    ELSEWHERE = "elsewhere"
    """The place it goes to is another, and somebody there is responsible."""


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with a verb: the month of a payment, a reason code, and what only the one who runs it can know."""

    today: date
    month: str | None = None
    reason: str | None = None
    proven: bool = False
    amount_known: bool = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: from a state, by a verb, to a state, for whom, and under what guards."""

    source: BenefitState
    verb: BenefitVerb
    target: BenefitState
    permission: Permission
    guards: tuple[Guard, ...] = ()


_A, _S, _E = BenefitState.ACTIVE, BenefitState.SUSPENDED, BenefitState.STOPPED
_V, _P, _G = BenefitVerb, Permission, Guard
_OWN, _OFFICE, _SYSTEM = _P.BENEFIT_USE, _P.BENEFIT_HANDLE, _P.SYSTEM_ADVANCE

MOVES: tuple[Move, ...] = (
    Move(_A, _V.PAY, _A, _OFFICE, (_G.DUE, _G.AMOUNT_KNOWN)),
    Move(_E, _V.PAY, _E, _OFFICE, (_G.DUE, _G.AMOUNT_KNOWN)),
    Move(_A, _V.RETURN, _A, _OFFICE, (_G.DUE_OR_PAID, _G.AMOUNT_KNOWN, _G.REASON_GIVEN)),
    Move(_S, _V.RETURN, _S, _OFFICE, (_G.DUE_OR_PAID, _G.AMOUNT_KNOWN, _G.REASON_GIVEN)),
    Move(_E, _V.RETURN, _E, _OFFICE, (_G.DUE_OR_PAID, _G.AMOUNT_KNOWN, _G.REASON_GIVEN)),
    Move(_A, _V.CHECK, _A, _OWN, (_G.CHECK_OPEN, _G.PROVEN)),
    Move(_S, _V.CHECK, _S, _OWN, (_G.CHECK_OPEN, _G.PROVEN)),
    Move(_A, _V.VOUCH, _A, _OFFICE, (_G.CHECK_OPEN,)),
    Move(_S, _V.VOUCH, _S, _OFFICE, (_G.CHECK_OPEN,)),
    Move(_A, _V.ASK_ACCOUNT, _A, _OWN),
    Move(_S, _V.ASK_ACCOUNT, _S, _OWN),
    Move(_E, _V.ASK_ACCOUNT, _E, _OWN, (_G.MONEY_OWED,)),
    Move(_A, _V.SET_ACCOUNT, _A, _OFFICE, (_G.ACCOUNT_ASKED,)),
    Move(_S, _V.SET_ACCOUNT, _S, _OFFICE, (_G.ACCOUNT_ASKED,)),
    Move(_E, _V.SET_ACCOUNT, _E, _OFFICE, (_G.ACCOUNT_ASKED,)),
    Move(_A, _V.DECLINE_ACCOUNT, _A, _OFFICE, (_G.ACCOUNT_ASKED, _G.REASON_GIVEN)),
    Move(_S, _V.DECLINE_ACCOUNT, _S, _OFFICE, (_G.ACCOUNT_ASKED, _G.REASON_GIVEN)),
    Move(_E, _V.DECLINE_ACCOUNT, _E, _OFFICE, (_G.ACCOUNT_ASKED, _G.REASON_GIVEN)),
    Move(_A, _V.SET_AMOUNT, _A, _OFFICE),
    Move(_S, _V.SET_AMOUNT, _S, _OFFICE),
    Move(_E, _V.SET_AMOUNT, _E, _OFFICE, (_G.MONEY_OWED,)),
    Move(_A, _V.MOVE, _A, _OFFICE, (_G.ELSEWHERE,)),
    Move(_S, _V.MOVE, _S, _OFFICE, (_G.ELSEWHERE,)),
    Move(_A, _V.REMIND, _A, _SYSTEM, (_G.CHECK_OPEN, _G.NOT_REMINDED)),
    Move(_A, _V.SUSPEND, _S, _OFFICE, (_G.REASON_GIVEN,)),
    Move(_A, _V.SUSPEND_OVERDUE, _S, _SYSTEM, (_G.TOLD_LONG_AGO,)),
    Move(_S, _V.RESUME, _A, _OFFICE, (_G.CHECK_NOT_OVERDUE,)),
    Move(_S, _V.RESUME_CHECKED, _A, _SYSTEM, (_G.WAITS_FOR_CHECK, _G.CHECK_NOT_OVERDUE)),
    Move(_A, _V.STOP, _E, _OFFICE, (_G.REASON_GIVEN,)),
    Move(_S, _V.STOP, _E, _OFFICE, (_G.REASON_GIVEN,)),
    Move(_A, _V.GIVE_UP, _E, _OWN),
    Move(_S, _V.GIVE_UP, _E, _OWN),
    Move(_E, _V.REINSTATE, _S, _OFFICE, (_G.REASON_GIVEN,)),
)

_TABLE = {(move.source, move.verb): move for move in MOVES}


def _told_long_ago(standing: Standing, given: Given) -> bool:
    told = standing.reminded_on if standing.reminded == standing.check_due else None
    overdue = check_state(standing, given.today) is CheckState.OVERDUE
    return overdue and told is not None and given.today > told + GRACE


_GUARDS: Mapping[Guard, Callable[[Standing, Given], bool]] = MappingProxyType(
    {
        Guard.DUE: lambda s, g: g.month in due(s, g.today),
        Guard.DUE_OR_PAID: lambda s, g: g.month in due(s, g.today) or g.month in s.paid,
        Guard.AMOUNT_KNOWN: lambda s, g: g.amount_known,
        Guard.CHECK_OPEN: lambda s, g: (
            check_state(s, g.today) in {CheckState.OPEN, CheckState.OVERDUE}
        ),
        Guard.TOLD_LONG_AGO: _told_long_ago,
        Guard.CHECK_NOT_OVERDUE: lambda s, g: check_state(s, g.today) is not CheckState.OVERDUE,
        Guard.NOT_REMINDED: lambda s, g: s.reminded != s.check_due,
        Guard.WAITS_FOR_CHECK: lambda s, g: s.reason == SuspendReason.CHECK_OVERDUE,
        Guard.PROVEN: lambda s, g: g.proven,
        Guard.ACCOUNT_ASKED: lambda s, g: s.account_asked,
        Guard.MONEY_OWED: lambda s, g: bool(due(s, g.today)),
        Guard.REASON_GIVEN: lambda s, g: bool(g.reason and g.reason.strip()),
        Guard.ELSEWHERE: lambda s, g: g.elsewhere,
    }
)


class BenefitCannot(Exception):
    """A verb that the table, or one of its guards, does not allow now. Nothing was changed."""

    def __init__(self, state: BenefitState, verb: BenefitVerb, guard: Guard | None = None) -> None:
        self.state, self.verb, self.guard = state, verb, guard
        super().__init__(f"{verb} from {state} needs {guard or 'another state'}")


def move_for(standing: Standing, verb: BenefitVerb, given: Given) -> Move:
    """The row for a verb, its guards looked at. Raises BenefitCannot."""
    move = _TABLE.get((standing.state, verb))
    if move is None:
        raise BenefitCannot(standing.state, verb)
    for guard in move.guards:
        if not _GUARDS[guard](standing, given):
            raise BenefitCannot(standing.state, verb, guard)
    return move


def verbs_from(state: BenefitState) -> tuple[BenefitVerb, ...]:
    """Every verb that can be tried from a state, in the table's order."""
    return tuple(move.verb for move in MOVES if move.source is state)


def permission_for(verb: BenefitVerb) -> Permission:
    """Who may use a verb at all; the same from every state."""
    return next(move.permission for move in MOVES if move.verb is verb)
