"""What a person's things answer to a phone whose owner has not shown in this session who they are.

A number may have changed hands, so nothing tells whether the thing exists, or whose it is: every id is answered alike, and only
after the name was checked does it show, or there is no such page. Told that there is none, its owner would take it for lost.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.domain.permissions import OWN_ONLY
from portal.web.access import access_of

NEEDED = "needed"
"""In the address of the check: what is wanted cannot be had without it."""


def is_unproven() -> bool:
    """Whether this asks for what may be a person's, by a citizen who has not shown who they are."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or access_of(view) not in OWN_ONLY or not current_user.is_authenticated:
        return False
    return not current_user.is_staff and current_user.actor.person is None


def to_the_check(following: str) -> str:
    """The address of the check of the name, and where it leads afterwards."""
    return url_for("citizen.identity", next=following, needed="yes")


def show_the_way() -> ResponseReturnValue:
    """Off to the check, and back to this very page."""
    return redirect(to_the_check(request.full_path.rstrip("?")), HTTPStatus.SEE_OTHER)
