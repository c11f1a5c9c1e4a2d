"""Language and mode (长辈版): chosen by POST, kept in the session, remembered by the browser for a year.

The two cookies that remember hold nothing but the choice, so that whoever needs large print need not ask for it at every visit.
"""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, redirect, request, session
from flask.typing import ResponseReturnValue
from werkzeug import Response

from portal.web import login
from portal.web.access import public
from portal.web.house import house
from portal.web.public import blueprint
from portal.words import LOCALES, MODES

REMEMBERED_FOR = timedelta(days=365)
CHOICES = {"language": LOCALES, "mode": MODES}


@blueprint.before_app_request
def recall() -> None:
    """Take up what this browser remembers when the session does not know."""
    for name, allowed in CHOICES.items():
        remembered = request.cookies.get(_cookie(name))
        if name not in session and remembered in allowed:
            session[name] = remembered


@blueprint.post("/language")
@public
def set_language() -> ResponseReturnValue:
    """Read the portal in another language."""
    return _choose("language")


@blueprint.post("/mode")
@public
def set_mode() -> ResponseReturnValue:
    """Read the portal in large print and plain words, or as usual."""
    return _choose("mode")


def _choose(name: str) -> Response:
    answer = redirect(login.safe_next(request.form.get("next"), "public.home"))
    chosen = request.form.get(name)
    if chosen in CHOICES[name]:
        session[name] = chosen
        session.permanent = True
        answer.set_cookie(
            _cookie(name),
            chosen,
            max_age=REMEMBERED_FOR,
            secure=house().settings.secure_cookies,
            httponly=True,
            samesite=current_app.config["SESSION_COOKIE_SAMESITE"],
        )
    return answer


def _cookie(name: str) -> str:
    return f"portal_{name}"
