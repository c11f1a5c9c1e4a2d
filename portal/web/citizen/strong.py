"""Proving strongly who one is: off to the identity platform, and back once, to this very session."""

from __future__ import annotations

import hmac
from contextlib import suppress

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.domain.permissions import Permission
from portal.people.check_person import IdentityUnavailable, NotConfirmed
from portal.people.prove_strongly import begin_strongly, prove_strongly
from portal.web import limits, login
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.house import actor, gettext, house

STATE = "strong_state"
"""In the session: the state given out and the page to go on to."""
LONGEST = 500


@blueprint.post("/my/identity/strong")
@requires(Permission.ACCOUNT_USE)
@limits.limited(limits.IDENTITY)
def strong() -> ResponseReturnValue:
    """Go to the identity platform."""
    me = actor()
    assert me.id is not None
    following = request.form.get("next")
    try:
        begun = begin_strongly(house().people, me.id, url_for("citizen.strong_back"))
    except IdentityUnavailable:
        flash(
            gettext("The identity platform does not answer just now. Please try again later."),
            "info",
        )
        return redirect(url_for("citizen.account"))
    session[STATE] = [begun.state, following if following and login.is_own_page(following) else ""]
    return redirect(begun.address)


@blueprint.route("/my/identity/strong/back", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
@limits.limited(limits.IDENTITY)
def strong_back() -> ResponseReturnValue:
    """One more press, since a link may change nothing; then act as the person the platform vouches for."""
    came_with = request.values.get("state", "")[:LONGEST]
    assertion = request.values.get("assertion", "")[:LONGEST]
    if request.method != "POST":
        return render_template(
            "pages/account/strong.html", state=came_with, assertion=assertion, failed=False
        )
    state, following = session.pop(STATE, ["", ""])
    me = actor()
    assert me.id is not None
    proven = None
    # A link that somebody else sent must not make this session theirs: the state has to be the one given out here.
    if state and hmac.compare_digest(state.encode(), came_with.encode()):
        with suppress(NotConfirmed, IdentityUnavailable):
            proven = prove_strongly(house().people, me.id, state, assertion)
    if proven is None:
        page = render_template("pages/account/strong.html", state="", assertion="", failed=True)
        return page, 422
    login.act_as(proven)
    flash(gettext("Thank you. We are now quite sure who you are."), "success")
    return redirect(login.safe_next(following, "citizen.account"))
