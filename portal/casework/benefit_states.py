"""Suspend, resume, stop, give up and reinstate a benefit (停发、恢复、终止、放弃)."""

from __future__ import annotations

from uuid import UUID

from portal.casework.benefit_hold import Held, hold_benefit
from portal.casework.context import Casework
from portal.casework.errors import WrongMoment
from portal.domain.actors import SYSTEM, Actor
from portal.domain.benefit_reasons import StopReason, SuspendReason
from portal.domain.benefits import BenefitVerb, owed
from portal.domain.months import later, month_of, step

BY_OFFICE = frozenset(SuspendReason) - {SuspendReason.STOPPED_BY_MISTAKE}
"""Reasons that an office can suspend for."""
STOPPED_BY_OFFICE = frozenset(StopReason) - {StopReason.GIVEN_UP}

STOP_NOTICE = "stop_notice"


def suspend(
    work: Casework,
    actor: Actor,
    benefit_id: UUID,
    reason: str,
    *,
    remark: str = "",
    version: int | None = None,
) -> None:
    """Pay nothing for the time. Raises WrongMoment for a reason that is not in the list, NotFound, StaleVersion, BenefitCannot."""
    if reason not in BY_OFFICE:
        raise WrongMoment("reason_unknown")
    with hold_benefit(work, actor, benefit_id, BenefitVerb.SUSPEND, version=version) as held:
        event = held.move(BenefitVerb.SUSPEND, reason=reason, remark=remark)
        held.tell("benefit_suspended", event)


def resume(
    work: Casework,
    actor: Actor,
    benefit_id: UUID,
    *,
    back_pay: bool,
    remark: str = "",
    version: int | None = None,
) -> None:
    """Pay again, with what is owed for the time (补发) or from this month on. Raises NotFound, StaleVersion, BenefitCannot."""
    with hold_benefit(work, actor, benefit_id, BenefitVerb.RESUME, version=version) as held:
        resume_held(held, BenefitVerb.RESUME, back_pay=back_pay, remark=remark)


def resume_held(held: Held, verb: BenefitVerb, *, back_pay: bool, remark: str = "") -> None:
    """Resume a benefit that is held already; the portal itself does so when it only waited for the check."""
    benefit, today = held.benefit, held.opened.today
    missed = [month for month in owed(held.standing, today) if month < month_of(today)]
    actor = SYSTEM if verb is BenefitVerb.RESUME_CHECKED else None
    event = held.move(
        verb,
        actor=actor,
        remark=remark,
        payload={"back_pay": back_pay, "missed": missed},
    )
    if not back_pay and missed:
        benefit.next_month = later(missed[-1], step(benefit.every))
        held.settle()
    held.tell("benefit_resumed", event)


def stop(
    work: Casework,
    actor: Actor,
    benefit_id: UUID,
    reason: str,
    last_month: str,
    *,
    remark: str = "",
    version: int | None = None,
) -> None:
    """End it after the last month that is owed. Raises WrongMoment for a reason that is not in the list, NotFound, StaleVersion,
    BenefitCannot.
    """
    if reason not in STOPPED_BY_OFFICE:
        raise WrongMoment("reason_unknown")
    with hold_benefit(work, actor, benefit_id, BenefitVerb.STOP, version=version) as held:
        event = held.move(
            BenefitVerb.STOP, reason=reason, remark=remark, payload={"last_month": last_month}
        )
        held.benefit.last_month = last_month
        held.tell("benefit_stopped", event)
        if reason != StopReason.DEATH:
            # Whoever has died is sent nothing; whoever lives can contest it.
            held.opened.document(STOP_NOTICE, event, task=held.task)


def give_up(work: Casework, actor: Actor, benefit_id: UUID) -> None:
    """The person gives it up after the present month; what is owed until then still comes. Twice is once.

    Raises NotFound, BenefitCannot.
    """
    with hold_benefit(work, actor, benefit_id, BenefitVerb.GIVE_UP) as held:
        if held.benefit.reason == StopReason.GIVEN_UP:
            return
        last = month_of(held.opened.today)
        event = held.move(
            BenefitVerb.GIVE_UP, reason=StopReason.GIVEN_UP.value, payload={"last_month": last}
        )
        held.benefit.last_month = last
        held.tell("benefit_stopped", event)


def reinstate(
    work: Casework,
    actor: Actor,
    benefit_id: UUID,
    remark: str,
    *,
    version: int | None = None,
) -> None:
    """A stop was a mistake: suspended, from where it is resumed with what is owed. Raises NotFound, StaleVersion, BenefitCannot."""
    with hold_benefit(work, actor, benefit_id, BenefitVerb.REINSTATE, version=version) as held:
        reason = SuspendReason.STOPPED_BY_MISTAKE.value if remark.strip() else None
        held.move(BenefitVerb.REINSTATE, reason=reason, remark=remark)
        held.opened.void(STOP_NOTICE, task=held.task)
        held.benefit.last_month = None
