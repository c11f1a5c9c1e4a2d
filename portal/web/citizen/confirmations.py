"""What another person filed about me, whether I agree, and what departments may tell of me for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework.askings import Reader
from portal.casework.confirm import ask_again, confirm, is_own_account, request_for
from portal.casework.errors import WrongMoment
from portal.casework.prefill import CONSENT
from portal.casework.share import sharable, share
from portal.catalogue.labels import Labels
from portal.domain.permissions import Permission
from portal.persistence.queries import tasks
from portal.persistence.queries.asked_about import asked_about
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.faults import moment_text
from portal.web.house import actor, gettext, house, locale, mode, reader
from portal.web.rendering import labels_for

if TYPE_CHECKING:
    from portal.persistence.models import ConfirmationRequest


@dataclass(frozen=True, slots=True)
class Sharable:
    """What one registry would tell of me, were I to agree; ``checked`` by law it is compared in any case, and shown to nobody."""

    registry: str
    name: str
    how: str
    department: str
    basis: str
    gives: str
    shared: bool
    checked: bool


@blueprint.get("/confirmations/<uuid:request_id>")
@requires(Permission.CONFIRMATION_ANSWER)
def confirmation(request_id: UUID) -> ResponseReturnValue:
    """Just what concerns me, and two clear answers."""
    return _page(request_id, ""), 200


def _page(request_id: UUID, error: str) -> str:
    asked = request_for(house().casework, actor(), request_id)
    me = actor().person
    assert me is not None
    about = asked_about(reader(), asked.case_id, asked.task_id, me)
    assert about is not None
    case, task = about.case, about.task
    given = {consent.source for consent in about.grounds if consent.ground == CONSENT}
    labels = labels_for(case.bundle, case.release_id)
    own_account = is_own_account(case, actor())
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
        own_account=own_account,
        sharing=_sharing(labels, asked, about.facts, given),
    )


def _sharing(
    labels: Labels, asked: ConfirmationRequest, facts: dict[str, str], given: set[str]
) -> list[Sharable]:
    bundle = labels.bundle
    party = bundle.party(asked.party, facts)
    return [
        Sharable(
            registry=source.registry,
            name=labels.words.get(f"registry.{source.registry}.name"),
            how=labels.words.get(f"registry.{source.registry}.how"),
            department=labels.department(labels.catalogue.registries[source.registry].authority),
            basis=labels.words.get(f"registry.{source.registry}.basis"),
            gives=labels.listed(labels.fact(key) for key, _ in source.gives),
            shared=source.registry in given,
            checked=labels.catalogue.registries[source.registry].ground != CONSENT,
        )
        for source in sharable(bundle, party, facts)
    ]


@blueprint.post("/confirmations/<uuid:request_id>")
@requires(Permission.CONFIRMATION_ANSWER)
def answer_confirmation(request_id: UUID) -> ResponseReturnValue:
    """Say yes or no. Saying no needs no reason."""
    answer = request.form.get("answer")
    if answer not in {"yes", "no"}:
        return _page(request_id, gettext("Choose whether you agree.")), 422
    try:
        confirm(house().casework, actor(), request_id, agrees=answer == "yes")
        if answer == "yes":
            _share(request_id)
        flash(
            gettext("Thank you. You have confirmed; the office can begin.")
            if answer == "yes"
            else gettext("You have said no. We have told the applicant."),
            "success",
        )
    except WrongMoment as error:
        flash(moment_text(error.code), "info")
    return redirect(url_for("citizen.cases"))


@blueprint.post("/confirmations/<uuid:request_id>/share")
@requires(Permission.CONFIRMATION_ANSWER)
def share_about_me(request_id: UUID) -> ResponseReturnValue:
    """Agree, after having answered, that departments tell of me for this one application."""
    try:
        if _share(request_id):
            flash(
                gettext("Thank you. You can take this back at any time in your account."), "success"
            )
    except WrongMoment as error:
        flash(moment_text(error.code), "info")
    return redirect(url_for("citizen.confirmation", request_id=request_id))


def _share(request_id: UUID) -> bool:
    ticked = frozenset(request.form.getlist("share"))
    work, told = house().casework, Reader(locale(), mode())
    return bool(share(work, actor(), request_id, ticked, told))


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
