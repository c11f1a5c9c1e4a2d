"""The sentences for each status. Kept as message ids here and translated when a page is made."""

from __future__ import annotations

from portal.domain.progress import CaseStatus, TaskStatus
from portal.web.benefit_words import CITIZEN_EVENTS
from portal.words import _

CASE_SENTENCES = {
    CaseStatus.DRAFT: _("You have not sent this yet."),
    CaseStatus.HELD: _("Sent. You can still take it back before the departments begin."),
    CaseStatus.MEND: _("Something needs to be mended by you."),
    CaseStatus.AWAITS_CONFIRMATION: _("A family member still has to confirm."),
    CaseStatus.IN_PROGRESS: _(
        "The departments are working on it. There is nothing for you to do now."
    ),
    CaseStatus.PARTLY_DONE: _(
        "Some of it is done, the departments are working on the rest. Nothing for you to do now."
    ),
    CaseStatus.COLLECT_PART: _(
        "Something is ready for you. The departments are working on the rest."
    ),
    CaseStatus.COLLECT: _(
        "Everything has been decided. Something is waiting for you to receive it."
    ),
    CaseStatus.ALL_DONE: _("Everything is done."),
    CaseStatus.ENDED: _(
        "Everything has come to an end, but not all of it was granted. See below what you can do."
    ),
    CaseStatus.WITHDRAWN: _("You withdrew this application."),
}

CASE_STATUS_NAMES = {
    CaseStatus.DRAFT: _("Draft"),
    CaseStatus.HELD: _("Sent, can be taken back"),
    CaseStatus.MEND: _("To be mended"),
    CaseStatus.AWAITS_CONFIRMATION: _("Waiting for family"),
    CaseStatus.IN_PROGRESS: _("In progress"),
    CaseStatus.PARTLY_DONE: _("Partly done"),
    CaseStatus.COLLECT_PART: _("To be received"),
    CaseStatus.COLLECT: _("To be received"),
    CaseStatus.ALL_DONE: _("All done"),
    CaseStatus.ENDED: _("Ended"),
    CaseStatus.WITHDRAWN: _("Withdrawn"),
}

SAID_NO = _("Your family said no")
SAID_NO_EXPLAINED = _(
    "Your family member did not agree, so this cannot begin. Talk it over, then ask once more."
)

TASK_STATUS_NAMES = {
    TaskStatus.HELD: _("About to be sent"),
    TaskStatus.MEND: _("Please mend"),
    TaskStatus.AWAITS_CONFIRMATION: _("Waiting for family"),
    TaskStatus.AWAITS_ITEM: _("Waits its turn"),
    TaskStatus.RECEIVED: _("Received"),
    TaskStatus.IN_REVIEW: _("Being handled"),
    TaskStatus.CHECKING: _("Checking with a register"),
    TaskStatus.RESULT_COMING: _("Granted, result on its way"),
    TaskStatus.COLLECT: _("Ready for you"),
    TaskStatus.DONE: _("Done"),
    TaskStatus.REFUSED: _("Refused"),
    TaskStatus.NOT_ACCEPTED: _("Not accepted"),
    TaskStatus.WITHDRAWN: _("Withdrawn by you"),
    TaskStatus.TERMINATED: _("Ended by the office"),
    TaskStatus.LAPSED: _("Cannot go on"),
}

TASK_EXPLANATIONS = {
    TaskStatus.HELD: _("It goes to the office as soon as the time for taking it back is over."),
    TaskStatus.MEND: _("The office needs something corrected before it can go on."),
    TaskStatus.AWAITS_CONFIRMATION: _(
        "It begins as soon as your family member has confirmed on their own phone."
    ),
    TaskStatus.AWAITS_ITEM: _(
        "It begins by itself as soon as what it needs is there. You need not do anything."
    ),
    TaskStatus.RECEIVED: _(
        "The office has received it and will look at it within five working days."
    ),
    TaskStatus.IN_REVIEW: _("The office has accepted it and is working on it."),
    TaskStatus.CHECKING: _(
        "A register has not answered yet. The decision waits for it; you need not do anything."
    ),
    TaskStatus.RESULT_COMING: _("It has been granted. The result is being made."),
    TaskStatus.COLLECT: _("It has been granted and is ready for you."),
    TaskStatus.DONE: _("It has been granted."),
    TaskStatus.REFUSED: _(
        "The office has refused it. The decision names the reasons and what you can do."
    ),
    TaskStatus.NOT_ACCEPTED: _(
        "The office could not accept it. It says below where to turn instead."
    ),
    TaskStatus.WITHDRAWN: _(
        "You took this back. While the rest goes on you can add it again below; later you can apply for it anew."
    ),
    TaskStatus.TERMINATED: _("The office has ended this without a decision. It says below why."),
    TaskStatus.LAPSED: _("Something it depended on can no longer come."),
}

EVENTS = {
    "submit": _("You sent the application."),
    "add_item": _("You added it to the application."),
    "add_again": _("You added it again after having taken it back."),
    "take_back": _("You took the application back to change it."),
    "release": _("The application went to the departments."),
    "begin": _("Everything it needs is there; the office has received it."),
    "accept": _("The office accepted it."),
    "deem_accepted": _("The office said nothing in time, so by law it counts as accepted."),
    "decline": _("The office did not accept it."),
    "pass_stage": _("It passed to the next desk."),
    "return_stage": _("It went back one desk."),
    "send_corrections": _("You were told what needs to be mended."),
    "correct": _("You sent what was mended."),
    "approve": _("Granted."),
    "receive_approval": _("Granted."),
    "refuse": _("Refused."),
    "receive_refusal": _("Refused."),
    "withdraw": _("You withdrew this item."),
    "terminate": _("The office ended it."),
    "lapse": _("It cannot go on, because something it needed can no longer come."),
    "revive": _("It can go on again."),
    "reopen": _("The decision was set aside; it is being handled again."),
    "uphold": _("The office looked again; its decision stands."),
    "confirm": _("Your family member confirmed."),
    "decline_to_confirm": _("Your family member did not confirm."),
    "ask_again": _("You asked your family member to confirm."),
    "issue": _("The document was issued."),
    "record_number": _("The issuer's number arrived."),
    "mark_review": _(
        "What this relied on has changed; the office is looking whether its decision still fits."
    ),
    "share": _("Your family member lets the departments’ data about them be used here."),
    "withdraw_consent": _(
        "An agreement to look something up was taken back; it is not looked up any more."
    ),
    "move_account": _("This application went along to your new phone number."),
    "nudge": _("The supervisor asked the office to hurry."),
    **CITIZEN_EVENTS,
}
"""Events people are told of. Others (a clerk taking a task from the pool, say) are not theirs to follow."""

STEPS = {
    "ready": _("It is ready."),
    "handed_over": _("You received it."),
    "posted": _("It was posted."),
    "paid": _("The money was sent."),
    "returned": _("The bank sent the money back. Please check the account."),
}
"""Steps of a result, told as events."""

PAPERS = {
    "receipt": _("Receipt"),
    "correction_notice": _("What needs to be mended"),
    "acceptance_notice": _("Notice of acceptance"),
    "non_acceptance": _("Decision not to accept"),
    "decision_approved": _("Decision: granted"),
    "decision_refused": _("Decision: refused"),
    "result_notice": _("What you got, and where it is"),
    "withdrawal_receipt": _("Receipt for what you withdrew"),
    "lapse_notice": _("Notice that something cannot go on"),
    "termination_notice": _("Notice that handling was ended"),
    "stop_notice": _("Decision to stop paying"),
}
"""The portal's own papers; every other document is an item's result."""
