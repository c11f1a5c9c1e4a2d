"""The phone, then the code that was sent to it."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.domain.masking import Mask, mask
from portal.domain.plaintext import Problem, clean_mobile
from portal.people.codes import DIGITS, LIFETIME, CodeFault, CodePurpose, CodeRefused
from portal.people.send_code import TooManyCodes, send_code
from portal.people.sign_in import sign_in
from portal.web import limits, login, observing
from portal.web.access import public
from portal.web.formats import clock_time, instant
from portal.web.house import gettext as _
from portal.web.house import house, locale, mode
from portal.web.signin import blueprint

PHONE, FOLLOWING = "signing_in", "following"
AFTER = "citizen.cases"


def _phone_field(value: str = "", error: str | None = None) -> dict[str, Any]:
    return {
        "id": "phone",
        "name": "phone",
        "label": _("Mobile phone number"),
        "hint": _("Eleven digits. We send a code to it; there is no password to remember."),
        "autocomplete": "tel-national",
        "inputmode": "tel",
        "width": 20,
        "value": value,
        "error": error,
    }


def code_field(error: str | None = None) -> dict[str, Any]:
    """The field for a one-time code: pasting and filling in by the phone are welcome."""
    return {
        "id": "code",
        "name": "code",
        "label": _("Code"),
        "hint": _("%(digits)s digits from the text message", digits=DIGITS),
        "autocomplete": "one-time-code",
        "inputmode": "numeric",
        "width": 10,
        "error": error,
    }


def phone_error(problem: Problem) -> str:
    """What is wrong with a phone number, and how to mend it."""
    if problem is Problem.EMPTY:
        return _("Enter your mobile phone number")
    if problem is Problem.LENGTH:
        return _("A mobile phone number has 11 digits. Please count them again.")
    return _("Enter a mobile phone number of 11 digits that begins with 13 to 19")


def code_error(fault: CodeFault) -> str:
    """Why a code was not taken, and what to do."""
    if fault is CodeFault.EXPIRED:
        return _("This code is too old. Ask for a new one below.")
    if fault is CodeFault.USED_UP:
        return _("This code cannot be used any more. Ask for a new one below.")
    return _("This code is not right. Please compare it with the newest message.")


def pause_error(wait: TooManyCodes) -> str:
    """When the next code can be asked for."""
    if wait.for_today:
        return _(
            "This phone has been sent many codes. The next can be sent after %(time)s. If it is urgent, call us.",
            time=instant(wait.again_at),
        )
    return _(
        "A code was sent a moment ago. You can ask for the next one at %(time)s.",
        time=clock_time(wait.again_at),
    )


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@limits.limited(limits.CODES)
def phone() -> ResponseReturnValue:
    """Ask for the phone and send a code to it."""
    following = request.values.get("next")
    if request.method != "POST":
        if current_user.is_authenticated:
            return redirect(login.safe_next(following, "citizen.account"))
        return _phone_page(_phone_field(), following)
    checked = clean_mobile(request.form.get("phone", "")[:100])
    if checked.problem is not None:
        field = _phone_field(checked.value, phone_error(checked.problem))
        return _phone_page(field, following)
    try:
        send_code(
            house().people, checked.value, CodePurpose.SIGN_IN, language=locale(), mode=mode()
        )
    except TooManyCodes as wait:
        # The code that is still on its way is good: whoever pressed twice goes on to the page that asks for it.
        if session.get(PHONE) != checked.value:
            return _phone_page(_phone_field(checked.value, pause_error(wait)), following)
    session[PHONE] = checked.value
    # The session is a cookie: only what will be followed goes into it.
    session[FOLLOWING] = following if following and login.is_own_page(following) else None
    return redirect(url_for("signin.code"))


def _phone_page(field: dict[str, Any], following: str | None) -> ResponseReturnValue:
    return render_template("pages/signin/phone.html", field=field, following=following)


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@public
@limits.limited(limits.CODE_TRIES)
def code() -> ResponseReturnValue:
    """Ask for the code and let the person in."""
    sent_to = session.get(PHONE)
    if sent_to is None:
        return redirect(url_for("signin.phone"))
    if request.method != "POST":
        return _code_page(sent_to, code_field())
    typed = "".join(filter(str.isdigit, request.form.get("code", "")[:100]))
    if not typed:
        return _code_page(sent_to, code_field(_("Enter the code from the text message")))
    try:
        account = sign_in(house().people, sent_to, typed)
    except CodeRefused as refused:
        observing.refused("phone", refused.fault.value)
        return _code_page(sent_to, code_field(code_error(refused.fault)))
    following = session.get(FOLLOWING)
    login.enter_citizen(account)
    return redirect(login.safe_next(following, AFTER))


@blueprint.post("/sign-in/another-code")
@public
@limits.limited(limits.CODES)
def another_code() -> ResponseReturnValue:
    """Send a new code to the same phone; the older one dies."""
    sent_to = session.get(PHONE)
    if sent_to is None:
        return redirect(url_for("signin.phone"))
    try:
        send_code(house().people, sent_to, CodePurpose.SIGN_IN, language=locale(), mode=mode())
    except TooManyCodes as wait:
        return _code_page(sent_to, code_field(pause_error(wait)))
    return _code_page(sent_to, code_field(), sent_again=True)


def _code_page(
    sent_to: str, field: dict[str, Any], *, sent_again: bool = False
) -> ResponseReturnValue:
    return render_template(
        "pages/signin/code.html",
        field=field,
        sent_to=mask(Mask.MOBILE, sent_to),
        minutes=int(LIFETIME.total_seconds() // 60),
        sent_again=sent_again,
    )
