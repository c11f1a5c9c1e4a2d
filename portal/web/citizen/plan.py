"""The plan: what will be handled, by whom, by when, and what it needs from the person."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework.save import change_plan, situation_of
from portal.domain.permissions import Permission
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.citizen.drafts import Draft, own_draft
from portal.web.citizen.outline import (
    confirmers,
    figures,
    item_lines,
    nodes,
    papers,
    total_visits,
)
from portal.web.citizen.way import go_on
from portal.web.house import actor, house
from portal.web.season import season_of


@blueprint.route("/cases/<uuid:case_id>/plan", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def plan(case_id: UUID) -> ResponseReturnValue:
    """Everything before the first field; the optional items are chosen here."""
    draft = own_draft(case_id)
    if request.method == "POST":
        change_plan(house().casework, actor(), case_id, chosen=request.form.getlist("chosen"))
        target = "plan" if request.form.get("then") == "look" else "sources"
        return redirect(url_for(f"citizen.{target}", case_id=case_id))
    lines = item_lines(draft)
    return render_template(
        "pages/apply/plan.html",
        draft=draft,
        lines=[line for line in lines if line.chosen],
        optional=[line for line in lines if line.optional],
        nodes=nodes(draft, lines),
        figures=figures(draft),
        papers=papers(draft),
        confirmers=confirmers(draft),
        visits=total_visits(draft),
        season=season_of(draft.labels),
        answers=_answers(draft),
        go_on=go_on(draft) if draft.begun else "",
    )


def _answers(draft: Draft) -> list[dict[str, object]]:
    given = situation_of(draft.labels.bundle, draft.facts)
    return [
        {
            "key": draft.labels.own(f"situations.{question.id}.question"),
            "value": draft.labels.own(
                f"situations.{question.id}.answers.{given[question.id]}.label"
            ),
            "actions": [
                {"href": url_for("citizen.change_situation", case_id=draft.case.id, step=step)}
            ],
        }
        for step, question in enumerate(draft.labels.bundle.situations, 1)
        if question.id in given
    ]
