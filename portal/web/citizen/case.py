"""The status page: whose turn it is, the relay, what you got, everything that happened."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from functools import cache, partial
from secrets import token_hex
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from portal.casework.errors import NotFound, WrongMoment
from portal.casework.release import release, take_back
from portal.casework.withdraw import withdraw
from portal.catalogue.labels import Labels
from portal.domain.permissions import Permission, allowed
from portal.domain.states import CaseState
from portal.persistence.queries.standing import CaseHead, case_head, case_standing, current_facts
from portal.persistence.queries.whole_case import ReadCase, WholeCase, whole_case
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.citizen.case_view import case_view
from portal.web.citizen.happened import happenings
from portal.web.citizen.left_out import left_out
from portal.web.citizen.shared import shared_lines
from portal.web.citizen.wording import PAPERS
from portal.web.faults import moment_text
from portal.web.headers import csp_nonce
from portal.web.house import actor, gettext, house, locale, mode, pages, reader
from portal.web.rendering import labels_for

if TYPE_CHECKING:
    from portal.persistence.models import Document

REMARK_LENGTH = 500
_FORM_TOKEN, _NONCE = token_hex(16), token_hex(16)
"""Stand in a kept page where each answer has its own form token and nonce; nobody can know them and write them into a case."""


def own_case(case_id: UUID, read: ReadCase = whole_case) -> WholeCase:
    """The case, if it is the actor's own. Raises NotFound."""
    whole = read(reader(), case_id)
    if whole is None or not allowed(Permission.CASE_READ, actor(), whole.scope):
        raise NotFound(f"case {case_id}")
    return whole


def office_phones(whole: WholeCase) -> dict[str, str]:
    """The telephone number of every office that has a part in a case."""
    offices = house().casework.city.offices
    return {t.office: offices[t.office].phone for t in whole.tasks if t.office in offices}


@cache
def provisional_after(years: frozenset[int]) -> date | None:
    """The last day of the years whose holidays are settled."""
    return date(max(years), 12, 31) if years else None


@blueprint.get("/cases/<uuid:case_id>")
@requires(Permission.CASE_READ)
def case(case_id: UUID) -> ResponseReturnValue:
    """One page that says where everything stands. A draft goes on where it was left."""
    # What is said once, and what came with the address, is not of the case alone.
    if not house().settings.cache or "_flashes" in session or request.query_string:
        whole = _own_standing(case_id)
        return _page(whole) if whole.case.state is not CaseState.DRAFT else _go_on(case_id)
    head = _own_head(case_id)
    if head.state is CaseState.DRAFT:
        return _go_on(case_id)
    kept = pages().find(_made_of(case_id, head.revision))
    if kept is not None:
        return kept.replace(_FORM_TOKEN, generate_csrf()).replace(_NONCE, csp_nonce())
    whole = _own_standing(case_id)
    page = _page(whole)
    own_parts_out = page.replace(generate_csrf(), _FORM_TOKEN).replace(csp_nonce(), _NONCE)
    pages().keep(_made_of(case_id, whole.case.revision), own_parts_out)
    return page


def _go_on(case_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("citizen.plan", case_id=case_id))


def _own_standing(case_id: UUID) -> WholeCase:
    """As much of the case as its status page says. Raises NotFound."""
    shelf = house().casework.shelf
    names = shelf.subject_keys
    whole = own_case(case_id, partial(case_standing, names=names))
    # Of an older release nobody may have known before where it keeps the name.
    found = shelf.finds_subject(names, whole.case.release_id, whole.case.bundle)
    return whole if found else own_case(case_id)


def _own_head(case_id: UUID) -> CaseHead:
    """Whose the case is and its last change: asked every time, before anything is shown again."""
    head = case_head(reader(), case_id)
    if head is None or not allowed(Permission.CASE_READ, actor(), head.scope):
        raise NotFound(f"case {case_id}")
    return head


def _made_of(case_id: UUID, revision: int) -> Hashable:
    """Everything that the page depends on."""
    me = actor()
    viewer = (me.id, me.person, me.assurance, current_user.display_name)
    manner = (locale(), mode(), session.get("contrast"))
    return case_id, revision, house().casework.today, viewer, manner


def _page(whole: WholeCase) -> str:
    labels = labels_for(whole.case.bundle, whole.case.release_id)
    answers = cache(lambda: current_facts(reader(), whole.case.id))
    return render_template(
        "pages/case/case.html",
        shared=shared_lines(whole, labels, whole.grounds, answers),
        view=case_view(
            whole,
            labels,
            office_phones(whole),
            provisional_after(house().casework.calendar.settled_years),
        ),
        left_out=left_out(whole, labels, answers),
        happenings=happenings(whole, labels),
        documents=[
            _line(document, whole, labels)
            for document in whole.documents
            if document.void_at is None
        ],
    )


class DocumentLine(NamedTuple):
    """One document in the list; ``size`` in bytes, None while it is being made."""

    id: UUID
    name: str
    number: str
    size: int | None


def _line(document: Document, whole: WholeCase, labels: Labels) -> DocumentLine:
    task = next((t for t in whole.tasks if t.id == document.task_id), None)
    about = labels.item(task.item) if task else ""
    if document.template in PAPERS:
        name = gettext(PAPERS[document.template])
    else:
        name, about = (labels.item(task.item, "result_name") if task else document.template), ""
    return DocumentLine(
        id=document.id,
        name=gettext("%(item)s: %(what)s", item=about, what=name) if about else name,
        number=document.number,
        size=document.size if document.made_at else None,
    )


@blueprint.get("/cases/<uuid:case_id>/withdraw")
@requires(Permission.CASE_WITHDRAW)
def withdrawing(case_id: UUID) -> ResponseReturnValue:
    """Ask what to withdraw, and say what follows from it."""
    whole = own_case(case_id)
    labels = labels_for(whole.case.bundle, whole.case.release_id)
    view = case_view(whole, labels, office_phones(whole), None)
    if not view.can_withdraw:
        flash(gettext("There is nothing left that could be withdrawn."), "info")
        return redirect(url_for("citizen.case", case_id=case_id))
    return render_template("pages/case/withdraw.html", view=view, error="", remark="")


@blueprint.post("/cases/<uuid:case_id>/withdraw")
@requires(Permission.CASE_WITHDRAW)
def withdraw_case(case_id: UUID) -> ResponseReturnValue:
    """Withdraw the chosen items."""
    items = request.form.getlist("item")
    remark = request.form.get("remark", "")[:REMARK_LENGTH]
    if not items:
        whole = own_case(case_id)
        labels = labels_for(whole.case.bundle, whole.case.release_id)
        view = case_view(whole, labels, office_phones(whole), None)
        error = gettext("Choose at least one item, or go back.")
        return render_template(
            "pages/case/withdraw.html", view=view, error=error, remark=remark
        ), 422
    try:
        withdraw(
            house().casework,
            actor(),
            case_id,
            items,
            remark,
        )
        flash(gettext("Withdrawn. What was decided before stays decided."), "success")
    except WrongMoment as error:
        flash(moment_text(error.code), "info")
    return redirect(url_for("citizen.case", case_id=case_id))


@blueprint.post("/cases/<uuid:case_id>/take-back")
@requires(Permission.CASE_WITHDRAW)
def take_case_back(case_id: UUID) -> ResponseReturnValue:
    """Make a filed case a draft again while no department has seen it."""
    try:
        take_back(house().casework, actor(), case_id)
        flash(gettext("Taken back. Change what you like, then send it again."), "success")
    except WrongMoment as error:
        flash(moment_text(error.code), "info")
    return redirect(url_for("citizen.case", case_id=case_id))


@blueprint.post("/cases/<uuid:case_id>/release")
@requires(Permission.CASE_SUBMIT)
def release_now(case_id: UUID) -> ResponseReturnValue:
    """Do not wait out the minutes for taking back; hand the case over now."""
    release(house().casework, case_id, actor())
    flash(gettext("The departments have it now."), "success")
    return redirect(url_for("citizen.case", case_id=case_id))
