"""The steps of a benefit in the office: what each asks for, and the verb it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portal.casework import benefit_account, benefit_change, benefit_check, benefit_states
from portal.casework.benefit_pay import PaymentLine, record_payment
from portal.domain.benefit_reasons import ReturnReason
from portal.domain.benefits import BenefitVerb
from portal.web.house import actor, house
from portal.words import _

Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One step on a page of its own. Words are message ids; ``asks`` names its fields, ``wants`` those that must be filled."""

    slug: str
    verb: BenefitVerb
    title: str
    reads: str
    done: str
    asks: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    warning: bool = False


STEPS = (
    Step(
        "account",
        BenefitVerb.SET_ACCOUNT,
        _("Answer the wish for another account"),
        _("The person is told. What is paid from now on goes to the account you accept."),
        _("Answered. The person is told."),
        asks=("answer", "remark"),
        wants=("answer",),
    ),
    Step(
        "check",
        BenefitVerb.VOUCH,
        _("Record the yearly check"),
        _("You have seen the person, or know for certain that they live and where."),
        _("Recorded. The next check is in a year."),
    ),
    Step(
        "amount",
        BenefitVerb.SET_AMOUNT,
        _("Fix the amount"),
        _("It holds from the next payment on. The person sees it."),
        _("The amount is fixed."),
        asks=("amount",),
        wants=("amount",),
    ),
    Step(
        "returned",
        BenefitVerb.RETURN,
        _("A payment came back"),
        _("The person is told why, and is asked for another account. The month is then due again."),
        _("Recorded. The person is told."),
        asks=("paid_month", "return_reason"),
        wants=("paid_month", "return_reason"),
    ),
    Step(
        "suspend",
        BenefitVerb.SUSPEND,
        _("Suspend payments"),
        _(
            "Nothing is paid for the time. The person is told the reason, reads your words, and what to do."
        ),
        _("Suspended. The person is told."),
        asks=("suspend_reason", "remark"),
        wants=("suspend_reason",),
        warning=True,
    ),
    Step(
        "resume",
        BenefitVerb.RESUME,
        _("Resume payments"),
        _("The person is told that payments go on."),
        _("Resumed. The person is told."),
        asks=("back_pay", "remark"),
        wants=("back_pay",),
    ),
    Step(
        "move",
        BenefitVerb.MOVE,
        _("Hand over to another region"),
        _(
            "From that month on the office of the other place pays, at its own rate. What is owed before stays with you."
        ),
        _("Handed over. The person is told."),
        asks=("region", "month"),
        wants=("region", "month"),
    ),
    Step(
        "stop",
        BenefitVerb.STOP,
        _("Stop for good"),
        _(
            "The person is told the reason and reads your words. Only what is owed up to the last month is still paid."
        ),
        _("Stopped. The person is told."),
        asks=("stop_reason", "last_month", "remark"),
        wants=("stop_reason", "last_month"),
        warning=True,
    ),
    Step(
        "reinstate",
        BenefitVerb.REINSTATE,
        _("Take the stop back"),
        _("It is suspended then; resume it afterwards, with what is owed."),
        _("Taken back. Now resume the payments."),
        asks=("remark",),
        wants=("remark",),
    ),
)
STEPS_BY_SLUG = {step.slug: step for step in STEPS}


def _account(benefit: UUID, typed: Typed, version: int) -> None:
    if typed["answer"] == "yes":
        benefit_account.set_account(house().casework, actor(), benefit, version=version)
    else:
        remark = typed["remark"]
        benefit_account.decline_account(house().casework, actor(), benefit, remark, version=version)


def _amount(benefit: UUID, typed: Typed, version: int) -> None:
    rate = typed["amount"] if typed.get("by_rate") else None
    yuan = None if rate is not None else typed["amount"]
    work = house().casework
    benefit_change.set_amount(work, actor(), benefit, rate=rate, yuan=yuan, version=version)


def _returned(benefit: UUID, typed: Typed, version: int) -> None:
    reason = ReturnReason(typed["return_reason"])
    line = PaymentLine(benefit, typed["paid_month"], version, reason)
    record_payment(house().casework, actor(), line)


_RUN: Mapping[str, Callable[[UUID, Any, int], None]] = {
    "account": _account,
    "check": lambda benefit, typed, version: benefit_check.vouch(
        house().casework, actor(), benefit, version=version
    ),
    "amount": _amount,
    "returned": _returned,
    "suspend": lambda benefit, typed, version: benefit_states.suspend(
        house().casework,
        actor(),
        benefit,
        typed["suspend_reason"],
        remark=typed["remark"],
        version=version,
    ),
    "resume": lambda benefit, typed, version: benefit_states.resume(
        house().casework,
        actor(),
        benefit,
        back_pay=typed["back_pay"] == "yes",
        remark=typed["remark"],
        version=version,
    ),
    "move": lambda benefit, typed, version: benefit_change.move_away(
        house().casework, actor(), benefit, typed["region"], typed["month"], version=version
    ),
    "stop": lambda benefit, typed, version: benefit_states.stop(
        house().casework,
        actor(),
        benefit,
        typed["stop_reason"],
        typed["last_month"],
        remark=typed["remark"],
        version=version,
    ),
    "reinstate": lambda benefit, typed, version: benefit_states.reinstate(
        house().casework, actor(), benefit, typed["remark"], version=version
    ),
}


def take(step: Step, benefit: UUID, typed: Typed, version: int) -> None:
    """Run the verb of a step. Raises what the verb raises."""
    _RUN[step.slug](benefit, typed, version)
