"""Staff sign in by user name and password."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.domain.items import StaffRole
from portal.people.authenticate_staff import LOCKED_FOR, TRIES, StaffRefused, authenticate_staff
from portal.web import limits, login, observing
from portal.web.access import public
from portal.web.clerk import blueprint
from portal.web.house import gettext as _
from portal.web.house import house

LONGEST_INPUT = 300


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
@limits.limited(limits.STAFF_SIGN_IN)
def sign_in() -> ResponseReturnValue:
    """Let a member of staff in."""
    following = request.values.get("next")
    if request.method != "POST":
        if current_user.is_staff:
            return redirect(login.safe_next(following, _desk(current_user.actor.role)))
        return _page(following, idle=login.ended_idle())
    username = request.form.get("username", "")[:LONGEST_INPUT]
    password = request.form.get("password", "")[:LONGEST_INPUT]
    try:
        member = authenticate_staff(house().people, username, password)
    except StaffRefused:
        observing.refused("staff", "refused")
        return _page(following, username, refused=True)
    actor = login.enter_staff(member)
    return redirect(login.safe_next(following, _desk(actor.role)))


def _desk(role: StaffRole | None) -> str:
    return "supervisor.board" if role is StaffRole.SUPERVISOR else "clerk.queue"


def _page(
    following: str | None, typed: str = "", *, refused: bool = False, idle: bool = False
) -> ResponseReturnValue:
    error = None
    if refused:
        error = _(
            "User name and password do not fit, or the entry is locked. After %(tries)s wrong tries it is locked for "
            "%(minutes)s minutes.",
            tries=TRIES,
            minutes=int(LOCKED_FOR.total_seconds() // 60),
        )
    username: dict[str, Any] = {
        "id": "username",
        "name": "username",
        "label": _("User name"),
        "autocomplete": "username",
        "width": 20,
        "value": typed,
        "error": error,
    }
    password: dict[str, Any] = {
        "id": "password",
        "name": "password",
        "label": _("Password"),
        "autocomplete": "current-password",
        "width": 20,
    }
    return render_template(
        "pages/signin/staff.html",
        username=username,
        password=password,
        following=following,
        idle=idle,
    )
