"""What another person filed about me, and whether I agree."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework.confirm import ask_again, confirm, request_for
from portal.casework.errors import WrongMoment
from portal.domain.permissions import Permission
from portal.persistence.queries import cases, tasks
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.faults import moment_text
from portal.web.house import actor, gettext, house
from portal.web.rendering import labels_for


@blueprint.get("/confirmations/<uuid:request_id>")
@requires(Permission.CONFIRMATION_ANSWER)
def confirmation(request_id: UUID) -> ResponseReturnValue:
    """Just what concerns me, and two clear answers."""
    return _page(request_id, ""), 200


def _page(request_id: UUID, error: str) -> str:
    asked = request_for(house().casework, actor(), request_id)
    with house().casework.db.reading() as session:
        case = cases.one(session, asked.case_id)
        task = tasks.one(session, asked.task_id)
    assert case is not None
    labels = labels_for(case.bundle, case.release_id)
    item = asked.shown["item"]
    return render_template(
        "pages/case/confirmation.html",
        asked=asked,
        title=labels.own("name"),
        item=labels.item(item),
        rule=labels.words.get(f"item.{item}.confirmations.{asked.rule}.name"),
        rows=[
            {"key": labels.fact(key) or key, "value": labels.value(key, value)}
            for key, value in asked.shown["values"].items()
            if value
        ],
        office=labels.office(task.office) if task else "",
        error=error,
    )


@blueprint.post("/confirmations/<uuid:request_id>")
@requires(Permission.CONFIRMATION_ANSWER)
def answer_confirmation(request_id: UUID) -> ResponseReturnValue:
    """Say yes or no. Saying no needs no reason."""
    answer = request.form.get("answer")
    if answer not in {"yes", "no"}:
        return _page(request_id, gettext("Choose whether you agree.")), 422
    try:
        confirm(house().casework, actor(), request_id, agrees=answer == "yes")
        flash(
            gettext("Thank you. You have confirmed; the office can begin.")
            if answer == "yes"
            else gettext("You have said no. We have told the applicant."),
            "success",
        )
    except WrongMoment as error:
        flash(moment_text(error.code), "info")
    return redirect(url_for("citizen.cases"))


@blueprint.post("/confirmations/<uuid:request_id>/ask-again")
@requires(Permission.CASE_EDIT)
def ask_confirmation_again(request_id: UUID) -> ResponseReturnValue:
    """The applicant sends the question once more."""
    try:
        ask_again(house().casework, actor(), request_id)
        flash(gettext("We have asked again by text message."), "success")
    except WrongMoment as error:
        flash(moment_text(error.code), "info")
    with house().casework.db.reading() as session:
        found = tasks.confirmation(session, request_id)
    assert found is not None
    return redirect(url_for("citizen.case", case_id=found.case_id))
