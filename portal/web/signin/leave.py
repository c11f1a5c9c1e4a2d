"""Signing out: here, or everywhere."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.domain.permissions import Permission
from portal.people.end_sessions import end_sessions
from portal.web import login
from portal.web.access import public, requires
from portal.web.house import actor, gettext, house
from portal.web.signin import blueprint


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the session and go to where this visitor could begin again."""
    back = "clerk.sign_in" if current_user.is_staff else "public.home"
    login.leave()
    return redirect(url_for(back))


@blueprint.post("/sign-out-everywhere")
@requires(Permission.ACCOUNT_USE)
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of this account, on whatever device, this one too."""
    me = actor()
    assert me.id is not None
    end_sessions(house().people, me.id)
    login.leave()
    flash(gettext("You are signed out on every phone and computer."), "success")
    return redirect(url_for("public.home"))
