"""Pay: what the bank did with a month's payment of a benefit: it arrived, or it came back and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from portal.casework.benefit_begin import TAIL
from portal.casework.benefit_hold import Held, hold_benefit
from portal.casework.context import Casework
from portal.casework.errors import NotFound, StaleVersion
from portal.domain import chain
from portal.domain.actors import Actor
from portal.domain.benefit_reasons import ReturnReason
from portal.domain.benefits import BenefitCannot, BenefitVerb, PaymentState
from portal.domain.items import ResultKind
from portal.domain.months import later, step
from portal.domain.results import ResultState
from portal.domain.yuan import in_fen
from portal.persistence.models import BenefitPayment, Event
from portal.persistence.queries import tasks

YUAN = "benefit.yuan"
"""Under which name events vouch for an amount."""


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """One line of a list: a benefit at the version that was seen, a month, and ``reason`` when the money came back."""

    benefit: UUID
    month: str
    version: int
    reason: ReturnReason | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a list: lines recorded, lines recorded before, and lines that could not be."""

    done: int
    before: int
    refused: tuple[PaymentLine, ...]


def record_payments(work: Casework, actor: Actor, lines: Sequence[PaymentLine]) -> Recorded:
    """Record a list. Each line stands by itself: one that cannot be recorded holds up no other, and a list sent twice is
    recorded once.
    """
    done = before = 0
    refused: list[PaymentLine] = []
    counted: Counter[UUID] = Counter()
    for line in lines:
        # Months of one benefit follow each other in a list, and each counts its version up.
        version = line.version + counted[line.benefit]
        try:
            if record_payment(work, actor, replace(line, version=version)):
                done += 1
            else:
                before += 1
        except (BenefitCannot, NotFound, StaleVersion):
            refused.append(line)
        else:
            counted[line.benefit] += 1
    return Recorded(done, before, tuple(refused))


def record_payment(work: Casework, actor: Actor, line: PaymentLine) -> bool:
    """Record one line; False when the very same was recorded since it was seen. Raises NotFound, StaleVersion, BenefitCannot."""
    verb = BenefitVerb.PAY if line.reason is None else BenefitVerb.RETURN
    with hold_benefit(work, actor, line.benefit, verb) as held:
        if held.benefit.version != line.version:
            if _is_repeated(held, line):
                return False
            raise StaleVersion(line.version, held.benefit.version)
        _record(held, verb, line)
    return True


def _is_repeated(held: Held, line: PaymentLine) -> bool:
    wanted = PaymentState.PAID if line.reason is None else PaymentState.RETURNED
    return any(
        one.last and one.month == line.month and (one.state, one.reason) == (wanted, line.reason)
        for one in held.payments
    )


def _record(held: Held, verb: BenefitVerb, line: PaymentLine) -> None:
    opened, benefit = held.opened, held.benefit
    reason = line.reason.value if line.reason is not None else None
    earlier = [one for one in held.payments if one.month == line.month]
    is_next = line.month == benefit.next_month
    # What comes back after it had arrived is what was sent then, not what would be sent today.
    came_back = next((p for p in earlier if p.last and p.state is PaymentState.PAID), None)
    yuan = came_back.yuan if came_back is not None else held.yuan(line.month) or ""
    tail = came_back.account_tail if came_back is not None else (benefit.account or "")[-TAIL:]
    event = held.move(
        verb,
        month=line.month,
        reason=reason,
        payload={"yuan": chain.value_mac(opened.work.record_key, yuan, YUAN)},
    )
    for one in earlier:
        one.last = False
    payment = BenefitPayment(
        id=uuid4(),
        benefit_id=benefit.id,
        case_id=benefit.case_id,
        month=line.month,
        attempt=len(earlier) + 1,
        state=PaymentState.PAID if reason is None else PaymentState.RETURNED,
        reason=reason,
        yuan=yuan,
        account_tail=tail,
        office=benefit.office,
        last=True,
        at=opened.at,
    )
    opened.session.add(payment)
    if is_next:
        benefit.next_month = later(line.month, step(benefit.every))
    held.settle()
    held.tell("payment_sent" if reason is None else "payment_returned", event)
    _bring_result_on(held, payment, event)


def _bring_result_on(held: Held, payment: BenefitPayment, event: Event) -> None:
    """The case's own page tells of the latest payment; with the first that arrived the notice of the result is written."""
    result = next(iter(tasks.results(held.opened.session, [held.task.id])), None)
    if result is None or result.kind is not ResultKind.PAYMENT:
        return
    result.state = ResultState(payment.state.value)
    result.updated_at = held.opened.at
    result.details = {
        **result.details,
        "month": payment.month,
        "amount": in_fen(payment.yuan),
        "account_tail": payment.account_tail,
    }
    arrived = payment.state is PaymentState.PAID
    if arrived and not any(one.state is PaymentState.PAID for one in held.payments):
        held.opened.document("result_notice", event, task=held.task)
