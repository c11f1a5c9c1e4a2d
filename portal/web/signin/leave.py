"""Signing out."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.web import login
from portal.web.access import public
from portal.web.signin import blueprint


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the session and go to where this visitor could begin again."""
    back = "clerk.sign_in" if current_user.is_staff else "public.home"
    login.leave()
    return redirect(url_for(back))
