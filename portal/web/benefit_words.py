"""Words of benefits that go on: states, reasons, and what to do. Message ids by code, for citizens and for the desk alike."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.actors import ActorKind
from portal.domain.benefit_reasons import ReturnReason, StopReason, SuspendReason
from portal.domain.benefits import BenefitState, BenefitVerb, Guard
from portal.words import _

STATES: Mapping[BenefitState, str] = {
    BenefitState.ACTIVE: _("Being paid"),
    BenefitState.SUSPENDED: _("Paused"),
    BenefitState.STOPPED: _("Ended"),
}
STATE_KINDS: Mapping[BenefitState, str] = {
    BenefitState.ACTIVE: "theirs",
    BenefitState.SUSPENDED: "stopped",
    BenefitState.STOPPED: "done",
}
SUSPENDED: Mapping[str, str] = {
    SuspendReason.CHECK_OVERDUE: _("the yearly check was not done"),
    SuspendReason.PAYMENTS_RETURNED: _("the bank keeps sending the money back"),
    SuspendReason.UNDER_INQUIRY: _("the office is checking whether the conditions still hold"),
    SuspendReason.NOT_REACHED: _("the office could not reach you"),
    SuspendReason.STOPPED_BY_MISTAKE: _("it was ended by mistake and is being put right"),
}
STOPPED: Mapping[str, str] = {
    StopReason.DEATH: _("the person has died"),
    StopReason.MOVED_AWAY: _("the person lives outside the city now"),
    StopReason.NOT_ENTITLED: _("the conditions no longer hold"),
    StopReason.GIVEN_UP: _("it was given up"),
}
RETURNED: Mapping[str, str] = {
    ReturnReason.ACCOUNT_UNKNOWN: _("the bank knows no such account"),
    ReturnReason.ACCOUNT_CLOSED: _("the account was closed"),
    ReturnReason.ACCOUNT_INACTIVE: _("the account has not been activated"),
    ReturnReason.NAME_DIFFERS: _("the account is in another name"),
}
TO_DO: Mapping[str, str] = {
    ReturnReason.ACCOUNT_UNKNOWN: _("Compare the number with the card and name the right account."),
    ReturnReason.ACCOUNT_CLOSED: _("Name an account that is in use."),
    ReturnReason.ACCOUNT_INACTIVE: _(
        "Have the account activated at the bank with your ID card, or name another."
    ),
    ReturnReason.NAME_DIFFERS: _("Name an account that is in your own name."),
}
WHO: Mapping[ActorKind, str] = {
    ActorKind.CITIZEN: _("The person"),
    ActorKind.STAFF: _("An office"),
    ActorKind.SYSTEM: _("The portal, by itself"),
}
GUARDS: Mapping[Guard, str] = {
    Guard.DUE: _("This month cannot be paid now."),
    Guard.DUE_OR_PAID: _("This month was not paid."),
    Guard.AMOUNT_KNOWN: _("The amount has to be fixed first."),
    Guard.CHECK_OPEN: _("The yearly check cannot be done yet."),
    Guard.CHECK_NOT_OVERDUE: _("The yearly check has to be done first."),
    Guard.PROVEN: _("The name has to be checked first."),
    Guard.ACCOUNT_ASKED: _("No other account is asked for."),
    Guard.MONEY_OWED: _("It has ended, and nothing is owed any more."),
    Guard.REASON_GIVEN: _("A reason must be written."),
    Guard.ELSEWHERE: _("Choose another place, for which an office is responsible."),
}
CITIZEN_EVENTS: Mapping[str, str] = {
    "benefit_begin": _("Payments begin."),
    BenefitVerb.PAY: _("A payment was made."),
    BenefitVerb.RETURN: _("The bank sent a payment back."),
    BenefitVerb.CHECK: _("You did the yearly check."),
    BenefitVerb.VOUCH: _("The office did the yearly check."),
    BenefitVerb.ASK_ACCOUNT: _("You asked for another account."),
    BenefitVerb.SET_ACCOUNT: _("The new account is in use."),
    BenefitVerb.DECLINE_ACCOUNT: _("The new account could not be taken."),
    BenefitVerb.SET_AMOUNT: _("The office fixed the amount."),
    BenefitVerb.MOVE: _("The office of your new place takes over the payments."),
    BenefitVerb.SUSPEND: _("Payments pause."),
    BenefitVerb.SUSPEND_OVERDUE: _("Payments pause, because the yearly check was not done."),
    BenefitVerb.RESUME: _("Payments go on."),
    BenefitVerb.RESUME_CHECKED: _("Payments go on, because the check was done."),
    BenefitVerb.STOP: _("Payments have ended."),
    BenefitVerb.GIVE_UP: _("You gave the payments up."),
    BenefitVerb.REINSTATE: _("The end of the payments was taken back."),
}
DESK_EVENTS: Mapping[str, str] = {
    "benefit_begin": _("Benefit begun"),
    BenefitVerb.PAY: _("Payment recorded"),
    BenefitVerb.RETURN: _("Payment returned by the bank"),
    BenefitVerb.CHECK: _("Yearly check done"),
    BenefitVerb.VOUCH: _("Yearly check done by the office"),
    BenefitVerb.ASK_ACCOUNT: _("Another account asked for"),
    BenefitVerb.SET_ACCOUNT: _("Account changed"),
    BenefitVerb.DECLINE_ACCOUNT: _("Change of account declined"),
    BenefitVerb.SET_AMOUNT: _("Amount fixed"),
    BenefitVerb.MOVE: _("Moved to another region"),
    BenefitVerb.REMIND: _("Reminded of the yearly check"),
    BenefitVerb.SUSPEND: _("Suspended"),
    BenefitVerb.SUSPEND_OVERDUE: _("Suspended, check overdue"),
    BenefitVerb.RESUME: _("Resumed"),
    BenefitVerb.RESUME_CHECKED: _("Resumed after the check"),
    BenefitVerb.STOP: _("Stopped"),
    BenefitVerb.GIVE_UP: _("Given up by the person"),
    BenefitVerb.REINSTATE: _("Stop taken back"),
}
