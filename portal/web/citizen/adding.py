"""还可以加办: what was left out of an application that was sent, and can still join it."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework.add_item import add_item
from portal.casework.errors import WrongMoment
from portal.domain.permissions import Permission
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.citizen.case import own_case
from portal.web.citizen.left_out import left_out
from portal.web.faults import moment_text
from portal.web.house import actor, gettext, house
from portal.web.rendering import labels_for


@blueprint.get("/cases/<uuid:case_id>/add")
@requires(Permission.CASE_SUBMIT)
def adding(case_id: UUID) -> ResponseReturnValue:
    """What can be added, each with its own button."""
    whole = own_case(case_id)
    labels = labels_for(whole.case.bundle, whole.case.release_id)
    return render_template(
        "pages/case/add.html",
        case=whole.case,
        labels=labels,
        left_out=left_out(whole, labels, lambda: whole.facts),
    )


@blueprint.post("/cases/<uuid:case_id>/add")
@requires(Permission.CASE_SUBMIT)
def add(case_id: UUID) -> ResponseReturnValue:
    """Add one; then straight to what it still needs, if it needs anything."""
    try:
        wanting = add_item(house().casework, actor(), case_id, request.form.get("item", ""))
    except WrongMoment as error:
        flash(moment_text(error.code), "info")
        return redirect(url_for("citizen.case", case_id=case_id), HTTPStatus.SEE_OTHER)
    if wanting:
        flash(gettext("Added. It still needs what is asked here."), "success")
        return redirect(url_for("citizen.mend", case_id=case_id), HTTPStatus.SEE_OTHER)
    flash(gettext("Added. The office has it now."), "success")
    return redirect(url_for("citizen.case", case_id=case_id), HTTPStatus.SEE_OTHER)
