"""The yearly check (资格认证): done by the person or by the office, told of beforehand, and what its absence leads to."""

from __future__ import annotations

from uuid import UUID

from portal.casework.benefit_hold import Held, hold_benefit
from portal.casework.benefit_states import resume_held
from portal.casework.context import Casework
from portal.domain.actors import SYSTEM, Actor
from portal.domain.benefit_reasons import SuspendReason
from portal.domain.benefits import BenefitCannot, BenefitState, BenefitVerb
from portal.domain.months import last_day, next_check
from portal.persistence.queries import benefits


def do_check(work: Casework, actor: Actor, benefit_id: UUID) -> None:
    """The person shows that they are there. Pressed again the same day, it was done once. Raises NotFound, BenefitCannot."""
    with hold_benefit(work, actor, benefit_id, BenefitVerb.CHECK) as held:
        if held.benefit.checked_on == held.opened.today:
            return
        _done(held, BenefitVerb.CHECK)


def vouch(work: Casework, actor: Actor, benefit_id: UUID, *, version: int | None = None) -> None:
    """The office has seen the person. Raises NotFound, StaleVersion, BenefitCannot."""
    with hold_benefit(work, actor, benefit_id, BenefitVerb.VOUCH, version=version) as held:
        _done(held, BenefitVerb.VOUCH)


def _done(held: Held, verb: BenefitVerb) -> None:
    benefit, due = held.benefit, held.benefit.check_due
    following = next_check(due, held.opened.today) if due is not None else None
    held.move(
        verb, payload={"level": int(held.opened.actor.assurance), "next_check": following or ""}
    )
    benefit.checked_on, benefit.check_due = held.opened.today, following
    waited = benefit.reason == SuspendReason.CHECK_OVERDUE
    if benefit.state is BenefitState.SUSPENDED and waited:
        resume_held(held, BenefitVerb.RESUME_CHECKED, back_pay=True)


def sweep_benefits(work: Casework) -> None:
    """Tell those whose check has come near, and suspend where it is overdue although they were told in time."""
    with work.db.reading() as session:
        found = benefits.for_the_sweep(session, work.today)
    for benefit_id in found:
        _remind_or_suspend(work, benefit_id)


def _remind_or_suspend(work: Casework, benefit_id: UUID) -> None:
    try:
        with hold_benefit(work, SYSTEM, benefit_id, BenefitVerb.SUSPEND_OVERDUE) as held:
            benefit = held.benefit
            if benefit.reminded == benefit.check_due:
                reason = SuspendReason.CHECK_OVERDUE.value
                event = held.move(BenefitVerb.SUSPEND_OVERDUE, reason=reason)
                held.tell("benefit_suspended", event)
                return
            event = held.move(BenefitVerb.REMIND)
            benefit.reminded, benefit.reminded_on = benefit.check_due, held.opened.today
            until = last_day(benefit.check_due or "").isoformat()
            held.tell("benefit_check_due", event, until=until)
    except BenefitCannot:
        # Somebody was faster.
        return
