"""Progress without an account: receipt number, phone and a one-time code open who is at work, and nothing about anybody.

A code is sent whatever number was given, and only after the phone is proven is one thing said or the other; so nobody learns from
this page whether a number exists or whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from portal.domain.case_number import BadCaseNumber, parse
from portal.domain.masking import Mask, mask
from portal.domain.plaintext import clean_mobile, tidy
from portal.people.check_code import check_code
from portal.people.codes import LIFETIME, CodePurpose, CodeRefused
from portal.people.send_code import TooManyCodes, send_code
from portal.persistence.queries import accounts, cases
from portal.persistence.queries.whole_case import WholeCase, whole_case
from portal.web import limits, observing
from portal.web.access import public
from portal.web.citizen.case_view import case_view
from portal.web.house import gettext as _
from portal.web.house import house, locale, mode
from portal.web.public import blueprint
from portal.web.rendering import labels_for
from portal.web.signin.phone import code_error, code_field, pause_error, phone_error

ASKED, OPENED = "progress_asked", "progress_opened"
OPEN_FOR = timedelta(minutes=15)
LONGEST_NUMBER = 80


@dataclass(frozen=True, slots=True)
class Line:
    """One item: its name, its state, the day it is promised by. Nothing about anybody."""

    name: str
    kind: str
    status_text: str
    explanation: str
    department: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Progress:
    """What the page says of a case."""

    number: str
    title: str
    kind: str
    sentence: str
    filed_at: datetime | None
    lines: tuple[Line, ...]


def _number_field(value: str = "", error: str | None = None) -> dict[str, Any]:
    return {
        "id": "number",
        "name": "number",
        "label": _("Receipt number"),
        "hint": _(
            "It stands on the receipt and in the text message we sent. Spaces and small letters are fine."
        ),
        "width": 30,
        "value": value,
        "error": error,
    }


def _phone_field(value: str = "", error: str | None = None) -> dict[str, Any]:
    return {
        "id": "phone",
        "name": "phone",
        "label": _("The phone that was used for the application"),
        "hint": _("We send a code to it."),
        "autocomplete": "tel-national",
        "inputmode": "tel",
        "width": 20,
        "value": value,
        "error": error,
    }


@blueprint.route("/progress", methods=["GET", "POST"])
@public
@limits.limited(limits.PROGRESS)
def progress() -> ResponseReturnValue:
    """Ask for the receipt number and the phone, and send a code."""
    if request.method != "POST":
        return _ask(_number_field(), _phone_field())
    typed_number = tidy(request.form.get("number", "")[:LONGEST_NUMBER])
    typed_phone = tidy(request.form.get("phone", "")[:LONGEST_NUMBER])
    number, phone = _number_field(typed_number), _phone_field(typed_phone)
    try:
        known = str(parse(typed_number).case)
    except BadCaseNumber:
        number["error"] = _("Enter the number as it stands on the receipt: 24 digits and letters")
    checked = clean_mobile(typed_phone)
    if checked.problem is not None:
        phone["error"] = phone_error(checked.problem)
    if number["error"] or phone["error"]:
        return _ask(number, phone)
    if (wait := _send(checked.value)) is not None:
        phone["error"] = wait
        return _ask(number, phone)
    session[ASKED] = [known, checked.value]
    session.pop(OPENED, None)
    return redirect(url_for("public.progress_code"))


def _send(phone: str) -> str | None:
    """Send a code; or say when the next can be sent. One that is still under way is good, so pressing twice leads on."""
    try:
        send_code(house().people, phone, CodePurpose.PROGRESS, language=locale(), mode=mode())
    except TooManyCodes as wait:
        if session.get(ASKED, ["", ""])[1] != phone:
            return pause_error(wait)
    return None


def _ask(number: dict[str, Any], phone: dict[str, Any]) -> str:
    wrong = [{"field_id": f["id"], "text": f["error"]} for f in (number, phone) if f["error"]]
    return render_template(
        "pages/public/progress.html", number=number, phone=phone, wrong_fields=wrong
    )


@blueprint.route("/progress/code", methods=["GET", "POST"])
@public
@limits.limited(limits.CODE_TRIES)
def progress_code() -> ResponseReturnValue:
    """Ask for the code; then open the case, if the number and the phone belong together."""
    if ASKED not in session:
        return redirect(url_for("public.progress"))
    number, phone = session[ASKED]
    if request.method != "POST":
        return _code_page(phone, code_field())
    typed = "".join(filter(str.isdigit, request.form.get("code", "")[:100]))
    if not typed:
        return _code_page(phone, code_field(_("Enter the code from the text message")))
    try:
        check_code(house().people, phone, typed, CodePurpose.PROGRESS)
    except CodeRefused as refused:
        observing.refused("progress", refused.fault.value)
        return _code_page(phone, code_field(code_error(refused.fault)))
    session.pop(ASKED)
    found = _case_of(number, phone)
    session[OPENED] = [str(found) if found else "", house().people.clock().timestamp()]
    return redirect(url_for("public.progress_found"))


def _code_page(phone: str, field: dict[str, Any]) -> Response:
    page = render_template(
        "pages/public/progress_code.html",
        field=field,
        sent_to=mask(Mask.MOBILE, phone),
        minutes=int(LIFETIME.total_seconds() // 60),
    )
    return _unkept(page)


def _case_of(number: str, phone: str) -> UUID | None:
    """The case, if that phone filed it."""
    with house().casework.db.reading() as reading:
        case = cases.by_number(reading, number)
        if case is None:
            return None
        owner = accounts.find_account(reading, case.account_id)
        return case.id if owner is not None and owner.phone == phone else None


@blueprint.get("/progress/found")
@public
def progress_found() -> ResponseReturnValue:
    """Whose turn it is, for a quarter of an hour after the code."""
    opened = session.get(OPENED)
    if opened is None or house().people.clock().timestamp() - opened[1] > OPEN_FOR.total_seconds():
        session.pop(OPENED, None)
        return redirect(url_for("public.progress"))
    whole = _read(opened[0])
    if whole is None or whole.case.number is None:
        return _unkept(render_template("pages/public/progress_none.html"))
    return _unkept(render_template("pages/public/progress_found.html", view=_view(whole)))


def _read(case_id: str) -> WholeCase | None:
    if not case_id:
        return None
    with house().casework.db.reading() as reading:
        return whole_case(reading, UUID(case_id))


def _unkept(page: str) -> Response:
    """A page that no cache keeps."""
    answer = Response(page, mimetype="text/html")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _view(whole: WholeCase) -> Progress:
    labels = labels_for(whole.case.bundle, whole.case.release_id)
    view = case_view(whole, labels, {}, None)
    return Progress(
        number=view.number,
        title=view.title,
        kind=view.kind,
        sentence=view.sentence,
        filed_at=whole.case.filed_at,
        lines=tuple(
            Line(t.name, t.kind, t.status_text, t.explanation, t.department, t.due_on)
            for t in view.tasks
        ),
    )
