"""The demonstration's identity platform: stands in for the national one, and says so."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.people.demo_platform import NoPlatform, agree_on_platform, platform_people
from portal.web import login
from portal.web.access import public
from portal.web.demo import blueprint
from portal.web.house import gettext as _
from portal.web.house import house

LONGEST_STATE = 200


@blueprint.route("/identity", methods=["GET", "POST"])
@public
def platform() -> ResponseReturnValue:
    """Choose an invented person, agree, and go back with an assertion that names nobody."""
    desk = house().people
    try:
        people = platform_people(desk)
    except NoPlatform:
        abort(404)
    state = request.values.get("state", "")[:LONGEST_STATE]
    back = request.values.get("back", "")
    if not state or not login.is_own_page(back):
        return _page(people, "", "")
    if request.method != "POST":
        return _page(people, state, back)
    chosen = request.form.get("person", "")
    if chosen not in {str(n) for n in range(len(people))}:
        return _page(people, state, back, error=_("Choose who you are in this demonstration")), 422
    assertion = agree_on_platform(desk, int(chosen), state)
    return redirect(f"{back}?{urlencode({'state': state, 'assertion': assertion})}")


def _page(people: list[str], state: str, back: str, *, error: str | None = None) -> str:
    field: dict[str, Any] = {
        "id": "person",
        "name": "person",
        "label": _("Who are you in this demonstration?"),
        "options": [{"value": str(n), "text": name} for n, name in enumerate(people)],
        "error": error,
    }
    return render_template("pages/demo/identity.html", field=field, state=state, back=back)
