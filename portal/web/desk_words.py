"""The words of the staff side by their codes: states, what happened, what stands in the way. Message ids, translated when shown."""

from __future__ import annotations

from portal.casework.reopen import ReopenGround
from portal.casework.terminate import TerminationReason
from portal.domain.items import DecidedAt, StaffRole
from portal.domain.limits import Lamp, LimitRegime
from portal.domain.states import Guard, TaskState
from portal.web.benefit_words import DESK_EVENTS
from portal.words import _

STATES = {
    TaskState.WAITING: _("Pre-check"),
    TaskState.SUBMITTED: _("To be accepted"),
    TaskState.IN_REVIEW: _("Accepted, in handling"),
    TaskState.APPROVED: _("Approved (decision)"),
    TaskState.REFUSED: _("Refused (decision)"),
    TaskState.NOT_ACCEPTED: _("Declined (not accepted)"),
    TaskState.WITHDRAWN: _("Withdrawn by the applicant"),
    TaskState.TERMINATED: _("Terminated"),
    TaskState.LAPSED: _("Lapsed"),
}
STATE_KINDS = {
    TaskState.WAITING: "waiting",
    TaskState.SUBMITTED: "yours",
    TaskState.IN_REVIEW: "theirs",
    TaskState.APPROVED: "done",
    TaskState.REFUSED: "stopped",
    TaskState.NOT_ACCEPTED: "stopped",
    TaskState.WITHDRAWN: "stopped",
    TaskState.TERMINATED: "stopped",
    TaskState.LAPSED: "stopped",
}

EVENTS = {
    "submit": _("Application filed"),
    "release": _("Handed to the departments"),
    "begin": _("Inputs complete, received"),
    "accept": _("Task accepted"),
    "deem_accepted": _("Deemed accepted by law"),
    "decline": _("Declined"),
    "claim": _("Taken from the pool"),
    "unclaim": _("Put back into the pool"),
    "pass_stage": _("Passed to the next stage"),
    "return_stage": _("Returned one stage"),
    "ask_correction": _("Correction written"),
    "send_corrections": _("Correction list sent to the applicant"),
    "correct": _("Corrections received"),
    "approve": _("Decided: approved"),
    "receive_approval": _("The department's system answered: approved"),
    "refuse": _("Decided: refused"),
    "receive_refusal": _("The department's system answered: refused"),
    "withdraw": _("Task withdrawn"),
    "terminate": _("Handling terminated"),
    "lapse": _("Lapsed: an input can no longer come"),
    "revive": _("Waiting again"),
    "reopen": _("Decision set aside, handled again"),
    "uphold": _("Reviewed: the decision stands"),
    "confirm": _("The person asked has confirmed"),
    "decline_to_confirm": _("The person asked did not confirm"),
    "ask_again": _("Asked to confirm once more"),
    "issue": _("Document issued"),
    "record_number": _("Licence number recorded"),
    "record_step": _("Result brought on"),
    "mark_review": _("Marked for review: something it relied on has changed"),
    "nudge": _("Urged by the supervisor"),
    "add_item": _("Added by the applicant after filing"),
    "add_again": _("Added again by the applicant after withdrawing it"),
    **DESK_EVENTS,
}
"""What happened to a task, as staff read it. Events that are not here are shown by their code."""

GUARDS = {
    Guard.INPUTS_READY: _("What it waits for is not there yet."),
    Guard.INPUTS_IMPOSSIBLE: _("What it waits for can still come."),
    Guard.INPUTS_POSSIBLE: _("What it waits for can no longer come."),
    Guard.NO_OPEN_CORRECTION: _(
        "A correction is still open: the applicant has not answered it yet."
    ),
    Guard.NO_UNVERIFIED_FACT: _(
        "A register has not answered yet about one of the facts; no decision can rest on it."
    ),
    Guard.LAST_STAGE: _(
        "It is not at its last stage, or this stage belongs to a colleague in another role."
    ),
    Guard.NOT_LAST_STAGE: _(
        "There is no next stage, or this stage belongs to a colleague in another role."
    ),
    Guard.NOT_FIRST_STAGE: _(
        "There is no stage before this one, or this stage belongs to a colleague in another role."
    ),
    Guard.REASON_GIVEN: _("A reason must be written."),
    Guard.GROUND_GIVEN: _("The ground must be named."),
    Guard.REGIME_DEEMS: _("The law does not let silence count as acceptance here."),
    Guard.SENT_OVER: _("It is not decided in the department's own system."),
    Guard.DECIDED_HERE: _(
        "It is decided in the department's own system; the answer comes back by itself."
    ),
    Guard.NO_REVIEW_MARK_BEFORE: _(
        "A decision this one builds on is marked for review; it must be settled first."
    ),
    Guard.REVIEW_MARKED: _("It is not marked for review."),
    Guard.OUTPUTS_GIVEN: _("The number that comes out of the other system must be entered."),
}
"""What stands in the way of a move, one sentence for each guard."""

REGIMES = {
    LimitRegime.ADMINISTRATIVE_LICENCE: _("Administrative licence"),
    LimitRegime.CONFIRMATION: _("Administrative confirmation"),
    LimitRegime.BENEFIT: _("Administrative benefit"),
    LimitRegime.PUBLIC_SERVICE: _("Public service"),
    LimitRegime.OWN_STATUTE: _("Statute of its own"),
}
LAWS = {"administrative_licensing_law": _("Administrative Licensing Law")}
DECIDED_AT = {
    DecidedAt.PORTAL: _("Decided here"),
    DecidedAt.DEPARTMENT_SYSTEM: _("Decided in the department's own system"),
    DecidedAt.BY_HAND: _("Entered by hand in the department's own system"),
}
SOURCES = {
    "person": _("Applicant"),
    "identity": _("Person signed in"),
    "registry": _("Register"),
    "output": _("Output of another item"),
    "derived": _("Follows from another answer"),
}
"""Where a fact comes from."""
CHECKS = {
    "agrees": _("Agrees"),
    "differs": _("Differs"),
    "checking": _("Being verified"),
}
"""What a register said of a fact; nothing is shown for one that was not asked."""
CHECK_KINDS = {"agrees": "done", "differs": "stopped", "checking": "yours"}
CORRECTIONS = {
    "written": _("Written, goes out with the other offices' list"),
    "sent": _("Sent, waiting for the applicant"),
    "answered": _("Answered"),
    "dropped": _("No longer needed"),
}
PROVISIONS = {
    "upload": _("Handed in online"),
    "bring": _("Brought to the window"),
    "sign": _("Signed online"),
}
TERMINATION_REASONS = {
    TerminationReason.NOT_MENDED_IN_TIME: _("Not corrected in time"),
    TerminationReason.APPLICANT_UNREACHABLE: _("The applicant cannot be reached"),
    TerminationReason.SUBJECT_GONE: _("The subject of the matter no longer exists"),
    TerminationReason.DUPLICATE: _("Filed twice"),
    TerminationReason.LAW_CHANGED: _("The law has changed"),
}
ROLES = {
    StaffRole.CLERK: _("clerk"),
    StaffRole.REVIEWER: _("reviewer"),
    StaffRole.CHIEF: _("chief representative"),
    StaffRole.SUPERVISOR: _("supervisor"),
}
REOPEN_GROUNDS = {
    ReopenGround.OWN_ERROR: _("The office's own error"),
    ReopenGround.ADMINISTRATIVE_REVIEW: _("Decision in administrative reconsideration"),
    ReopenGround.COURT_JUDGMENT: _("Judgment of a court"),
}
TERMINATION_CODES = {reason.value: words for reason, words in TERMINATION_REASONS.items()}
EVENT_KINDS = {
    "accept": "theirs",
    "deem_accepted": "theirs",
    "approve": "done",
    "receive_approval": "done",
    "uphold": "done",
    "confirm": "done",
    "issue": "done",
    "refuse": "stopped",
    "receive_refusal": "stopped",
    "decline": "stopped",
    "terminate": "stopped",
    "lapse": "stopped",
    "withdraw": "stopped",
    "decline_to_confirm": "stopped",
    "ask_correction": "yours",
    "send_corrections": "yours",
    "nudge": "yours",
    "mark_review": "yours",
}
"""The colour of a point in the history."""
LAMPS = {
    Lamp.RED: _("Overdue"),
    Lamp.YELLOW: _("Near its limit"),
    Lamp.GREEN: _("On time"),
    Lamp.NONE: _("No clock runs"),
}
STEPS = {
    "being_made": _("Being made"),
    "ready": _("Ready to collect"),
    "handed_over": _("Handed over"),
    "posted": _("Posted"),
    "paid": _("Paid"),
    "returned": _("Returned by the bank"),
}
"""How far a result has come."""
RESULT_STATES = {
    "being_made": _("On its way from the issuer"),
    "ready": _("Issued"),
}
"""The same for results that become ready by themselves."""
