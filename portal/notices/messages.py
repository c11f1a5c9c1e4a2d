"""Every message by its code, in one table. A text message names at most the service, never the person's data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from portal.words import _


class MessageCode(StrEnum):
    """What a message is about."""

    ONE_TIME_CODE = "one_time_code"
    FILED = "filed"
    RELEASED_TO_DEPARTMENTS = "released_to_departments"
    CORRECTION_SENT = "correction_sent"
    CONFIRMATION_ASKED = "confirmation_asked"
    CONFIRMATION_ANSWERED = "confirmation_answered"
    TASK_APPROVED = "task_approved"
    TASK_REFUSED = "task_refused"
    TASK_NOT_ACCEPTED = "task_not_accepted"
    TASK_TERMINATED = "task_terminated"
    TASK_LAPSED = "task_lapsed"
    TASK_REOPENED = "task_reopened"
    RESULT_READY = "result_ready"
    RESULT_POSTED = "result_posted"
    RESULT_HANDED_OVER = "result_handed_over"
    PAYMENT_SENT = "payment_sent"
    PAYMENT_RETURNED = "payment_returned"
    BENEFIT_CHECK_DUE = "benefit_check_due"
    BENEFIT_SUSPENDED = "benefit_suspended"
    BENEFIT_RESUMED = "benefit_resumed"
    BENEFIT_STOPPED = "benefit_stopped"
    BENEFIT_MOVED = "benefit_moved"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_DECLINED = "account_declined"
    WITHDRAWN = "withdrawn"
    DRAFT_EXPIRING = "draft_expiring"


@dataclass(frozen=True, slots=True)
class Message:
    """The heading in the inbox, and the text, which is also the SMS. Both are English source strings."""

    title: str
    text: str


MESSAGES: Mapping[MessageCode, Message] = MappingProxyType(
    {
        MessageCode.ONE_TIME_CODE: Message(
            _("Your code"),
            _(
                "Your code is %(code)s. It can be used for %(minutes)s minutes. "
                "Do not tell it to anybody, not even to somebody who says they work for us."
            ),
        ),
        MessageCode.FILED: Message(
            _("We have your application"),
            _(
                "We have received your application “%(bundle)s”. Its number is %(number)s. "
                "For a few minutes you can still take it back yourself; after that it goes to the departments."
            ),
        ),
        MessageCode.RELEASED_TO_DEPARTMENTS: Message(
            _("The departments have begun"),
            _(
                "“%(bundle)s” has gone to the departments. You need not do anything now. We tell you what comes next."
            ),
        ),
        MessageCode.CORRECTION_SENT: Message(
            _("Your turn: something must be mended"),
            _(
                "Something in “%(bundle)s” must be mended. Please sign in; everything is on one list."
            ),
        ),
        MessageCode.CONFIRMATION_ASKED: Message(
            _("Your turn: somebody asks you to confirm"),
            _(
                "A matter that concerns you is waiting for your confirmation. Please sign in with this phone to see it. "
                "We never ask for money or passwords."
            ),
        ),
        MessageCode.CONFIRMATION_ANSWERED: Message(
            _("The confirmation was answered"),
            _("The other person has answered in “%(bundle)s”. Sign in to see what happens next."),
        ),
        MessageCode.TASK_APPROVED: Message(
            _("Approved"),
            _("“%(item)s” has been approved. Sign in to see what you get and how."),
        ),
        MessageCode.TASK_REFUSED: Message(
            _("Not approved"),
            _(
                "“%(item)s” was not approved. Sign in to read why, and what you can do if you do not agree."
            ),
        ),
        MessageCode.TASK_NOT_ACCEPTED: Message(
            _("Not accepted"),
            _("“%(item)s” was not accepted. Sign in to read why, and what you can do now."),
        ),
        MessageCode.TASK_TERMINATED: Message(
            _("Ended by the office"),
            _("The office has ended “%(item)s”. Sign in to read why, and what you can do now."),
        ),
        MessageCode.TASK_LAPSED: Message(
            _("One part cannot go on"),
            _(
                "“%(item)s” cannot go on, because something it needs will not come. Sign in to see what else you can do."
            ),
        ),
        MessageCode.TASK_REOPENED: Message(
            _("Taken up again"),
            _(
                "The earlier decision on “%(item)s” was set aside, and it is being handled again. Sign in to read why."
            ),
        ),
        MessageCode.RESULT_READY: Message(
            _("Your result is there"),
            _(
                "The result of “%(item)s” is there. Sign in to see it, or to see where to collect it."
            ),
        ),
        MessageCode.RESULT_POSTED: Message(
            _("Your result is in the post"),
            _(
                "The result of “%(item)s” has been posted to you. Sign in to see how to follow the parcel."
            ),
        ),
        MessageCode.RESULT_HANDED_OVER: Message(
            _("Your result was handed over"),
            _("The result of “%(item)s” has been handed over. If you have not got it, call 12345."),
        ),
        MessageCode.PAYMENT_SENT: Message(
            _("Money is on its way"),
            _(
                "The payment for “%(item)s” has been sent to your account. Sign in to see the details."
            ),
        ),
        MessageCode.PAYMENT_RETURNED: Message(
            _("The bank sent the money back"),
            _("The payment for “%(item)s” did not reach your account. Sign in to see what to do."),
        ),
        MessageCode.BENEFIT_CHECK_DUE: Message(
            _("Your turn: the yearly check"),
            _(
                "“%(item)s” needs your yearly check by %(until)s. Sign in and press one button, or call the office. Without it payments pause."
            ),
        ),
        MessageCode.BENEFIT_SUSPENDED: Message(
            _("Payments pause"),
            _("The payments of “%(item)s” pause for now. Sign in to read why, and what to do."),
        ),
        MessageCode.BENEFIT_RESUMED: Message(
            _("Payments go on"),
            _("The payments of “%(item)s” go on. Sign in to see when the next one comes."),
        ),
        MessageCode.BENEFIT_STOPPED: Message(
            _("Payments have ended"),
            _("The payments of “%(item)s” have ended. Sign in to read why, and what still comes."),
        ),
        MessageCode.BENEFIT_MOVED: Message(
            _("Another office pays"),
            _("“%(item)s” goes to the office of your new place. Sign in to see from which month."),
        ),
        MessageCode.ACCOUNT_CHANGED: Message(
            _("The new account is in use"),
            _("“%(item)s” is paid to your new account from now on."),
        ),
        MessageCode.ACCOUNT_DECLINED: Message(
            _("Your turn: the new account could not be taken"),
            _(
                "The account you named for “%(item)s” could not be taken. Sign in to read why, and name another."
            ),
        ),
        MessageCode.WITHDRAWN: Message(
            _("Withdrawn"),
            _("“%(bundle)s” was withdrawn as you asked. You can apply again at any time."),
        ),
        MessageCode.DRAFT_EXPIRING: Message(
            _("Your draft will be deleted soon"),
            _(
                "Your draft of “%(bundle)s” is kept until %(until)s. Sign in before then if you want to go on with it."
            ),
        ),
    }
)
