"""The demonstration's telephone: every text message that would have been sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.domain.plaintext import clean_mobile
from portal.people.telephone import arrived
from portal.web.access import public
from portal.web.demo import blueprint
from portal.web.house import gettext as _
from portal.web.house import house
from portal.web.signin.phone import phone_error
from portal.words import Words


@blueprint.route("/messages", methods=["GET", "POST"])
@public
def sms_inbox() -> ResponseReturnValue:
    """The latest messages to all phones, or to one. The number travels in a form, never in the address."""
    typed = request.form.get("phone", "")[:100]
    checked = clean_mobile(typed)
    wrong = bool(typed) and checked.problem is not None
    phone = checked.value if typed and not wrong else None
    field: dict[str, Any] = {
        "id": "phone",
        "name": "phone",
        "label": _("Only messages to this phone"),
        "autocomplete": "tel-national",
        "inputmode": "tel",
        "width": 20,
        "value": typed if wrong else phone or "",
        "error": phone_error(checked.problem) if wrong and checked.problem else None,
        "required": False,
    }
    messages = [] if wrong else arrived(house().people, phone, _words)
    return render_template("pages/demo/messages.html", field=field, messages=messages, phone=phone)


def _words(language: str, mode: str, release: str | None) -> tuple[Words, Callable[[str], str]]:
    portal = house()
    words = portal.words.pick(language, mode)
    shelf, city = portal.casework.shelf, portal.casework.city
    named = shelf.words(release or shelf.current_id, words.locale, plain=words.plain)
    placed = city.words_in(words.locale, plain=words.plain)
    return words, lambda message: named.get(message) or placed(message)
