"""The form: what is not known yet, saved as it is typed, kept right or wrong."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework.earlier import earlier_answers
from portal.casework.errors import WrongMoment
from portal.casework.save import save
from portal.domain.answers import Fault
from portal.domain.merging import Seen
from portal.domain.permissions import Permission
from portal.domain.questions import REMAINDER, Page, Question
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.citizen.drafts import Draft, own_draft, saved_text
from portal.web.citizen.origins import origin
from portal.web.citizen.way import Screen, after, before, is_elder, screens
from portal.web.citizen.windows import both_page, chosen, seen, shown_now
from portal.web.faults import fault_sentence, moment_text
from portal.web.fields import SHOWN, field_id, field_of, typed_values
from portal.web.house import actor, gettext, house

LATER, SKIP = "later", "skip"
USE = "use."
"""Before the key of a question: take the earlier answer that is offered for it."""
"""Buttons beside going on."""
WRONG = "wrong"
"""Names the questions whose faults a screen shows, in its address."""


@blueprint.route("/cases/<uuid:case_id>/form/<string:page_id>", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def form(case_id: UUID, page_id: str) -> ResponseReturnValue:
    """One page. In 长辈版 it only shows what is known; each question has a screen of its own."""
    draft = own_draft(case_id, typed=request.method == "POST")
    page = _page_of(draft, page_id)
    if page is None:
        return redirect(after(draft, (page_id, None)))
    screen: Screen = (page_id, None)
    # Whoever changed to large print in another window still sends the whole page: nothing of it may be lost.
    if request.method != "POST" and screen not in screens(draft):
        return redirect(after(draft, screen))
    if is_elder() and request.method != "POST":
        return _screen(draft, page, screen, ())
    open_ = tuple(question for question in page.questions if draft.is_open(question.key))
    return _answer(draft, page, screen, open_)


@blueprint.route("/cases/<uuid:case_id>/form/<string:page_id>/<int:n>", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def question(case_id: UUID, page_id: str, n: int) -> ResponseReturnValue:
    """One question alone, also one whose answer came from elsewhere: to change it, or in 长辈版 always."""
    draft = own_draft(case_id, typed=request.method == "POST")
    page = _page_of(draft, page_id)
    if page is None or n >= len(page.questions):
        return redirect(after(draft, (page_id, n)))
    return _answer(draft, page, (page_id, n), (page.questions[n],))


@blueprint.post("/cases/<uuid:case_id>/autosave")
@requires(Permission.CASE_EDIT)
def autosave(case_id: UUID) -> ResponseReturnValue:
    """Save what was typed since the last save; see assets/scripts/autosave.js for what is sent and answered."""
    draft, before_ = own_draft(case_id, typed=True), seen()
    typed = typed_values(draft.asked, request.form, _first(draft, before_))
    try:
        saved = save(house().casework, actor(), case_id, typed, seen=before_)
    except WrongMoment as error:
        return jsonify(error=moment_text(error.code)), 409
    answer = {
        "saved_at_text": saved_text(saved.at),
        "version": str(saved.version),
        "shown": shown_now(saved),
    }
    if not saved.collisions:
        return jsonify(answer)
    names = draft.labels.listed(draft.labels.fact(key) for key in saved.collisions)
    answer["error"] = gettext(
        "You changed this in another window too: %(names)s. Nothing was overwritten.", names=names
    )
    return jsonify(answer), 409


def _first(draft: Draft, shown: Seen) -> dict[str, str]:
    """What the boxes of a page held before anything was typed: as it says, else as it is kept."""
    kept = {key: row.value for key, row in draft.rows.items()}
    return kept | shown.shown


def _answer(
    draft: Draft, page: Page, screen: Screen, open_: tuple[Question, ...]
) -> ResponseReturnValue:
    if request.method != "POST":
        return _screen(draft, page, screen, open_, faults=_still_wrong(draft, open_))
    case_id, then, before_ = draft.case.id, request.form.get("then", ""), seen()
    typed = chosen(typed_values(draft.asked, request.form, _first(draft, before_)))
    try:
        saved = save(house().casework, actor(), case_id, typed, seen=before_)
    except WrongMoment as error:
        flash(moment_text(error.code), "info")
        return redirect(url_for("citizen.case", case_id=case_id))
    if saved.collisions:
        draft = own_draft(case_id)
        return both_page(
            draft.labels,
            draft.asked,
            saved,
            action=request.full_path.rstrip("?"),
            press=("then", then),
            back=_back(draft, page) or before(draft, screen),
            shown=request.form.getlist(SHOWN),
        ), 409
    if then == LATER:
        flash(gettext("Saved. You can go on whenever you like; it is kept here."), "success")
        return redirect(url_for("citizen.cases"))
    draft = own_draft(case_id)
    if then.startswith(USE):
        _use_earlier(draft, open_, then.removeprefix(USE))
        return redirect(_here(draft, screen, then.removeprefix(USE)), HTTPStatus.SEE_OTHER)
    if then != SKIP:
        faults = _faults(draft, open_, saved.faults)
        if faults:
            return redirect(_once_more(draft, screen, faults), HTTPStatus.SEE_OTHER)
        if screen[1] is None and (new := _come_up(draft, page)):
            flash(
                gettext("Because of what you answered, there is a little more to fill in."), "info"
            )
            return redirect(
                url_for("citizen.form", case_id=case_id, page_id=page.id, _anchor=field_id(new))
            )
    return redirect(_back(draft, page) or after(draft, screen))


def _once_more(draft: Draft, screen: Screen, faults: Mapping[str, Fault]) -> str:
    """The address of a screen that shows its faults: what was typed is kept, so going back need not send it again."""
    page_id, n = screen
    values: dict[str, Any] = {"case_id": draft.case.id, "page_id": page_id, WRONG: list(faults)}
    if is_elder() and n is None:
        place = draft.place_of(next(iter(faults)))
        n = place[1] if place is not None else None
    if n is None:
        return url_for("citizen.form", **values)
    return url_for("citizen.question", n=n, after=request.args.get("after"), **values)


def _use_earlier(draft: Draft, open_: tuple[Question, ...], key: str) -> None:
    """Take one earlier answer over, as if it had been typed."""
    work = house().casework
    offered = earlier_answers(work, actor(), draft.labels.bundle, draft.facts, open_)
    if key in offered:
        save(work, actor(), draft.case.id, {key: offered[key]}, version=draft.case.version)


def _here(draft: Draft, screen: Screen, key: str) -> str:
    page_id, n = screen
    values: dict[str, Any] = {
        "case_id": draft.case.id,
        "page_id": page_id,
        "_anchor": field_id(key),
    }
    if n is None:
        return url_for("citizen.form", **values)
    return url_for("citizen.question", n=n, after=request.args.get("after"), **values)


def _still_wrong(draft: Draft, open_: tuple[Question, ...]) -> dict[str, Fault]:
    named = request.args.getlist(WRONG)
    keys = [question.key for question in open_ if question.key in named]
    return {key: draft.faults[key] for key in keys if key in draft.faults}


def _back(draft: Draft, page: Page) -> str | None:
    """Where a question leads back to that was opened to be changed."""
    match request.args.get("after"):
        case "review":
            return url_for("citizen.review", case_id=draft.case.id)
        case "page":
            return url_for("citizen.form", case_id=draft.case.id, page_id=page.id)
    return None


def _faults(
    draft: Draft, open_: tuple[Question, ...], found: Mapping[str, Fault]
) -> dict[str, Fault]:
    """What is wrong on this screen: what the save found, what is wrong between answers, what is empty."""
    keys = [question.key for question in open_ if question.key in request.form.getlist(SHOWN)]
    every = {**draft.faults, **found}
    return {key: every[key] for key in keys if key in every}


def _come_up(draft: Draft, page: Page) -> str | None:
    """The first question that an answer just given has brought onto this page."""
    now = _page_of(draft, page.id)
    shown = request.form.getlist(SHOWN)
    return next(
        (
            question.key
            for question in (now.questions if now else ())
            if question.key not in shown
            and not draft.value(question.key)
            and draft.is_open(question.key)
        ),
        None,
    )


def _page_of(draft: Draft, page_id: str) -> Page | None:
    """A page of the form as it is now. None when it asks nothing any more; 404 when there never was one."""
    known = {section.id for section in draft.labels.bundle.sections} | {REMAINDER}
    if page_id not in known:
        abort(404)
    return next((page for page in draft.pages if page.id == page_id), None)


def _screen(
    draft: Draft,
    page: Page,
    screen: Screen,
    open_: tuple[Question, ...],
    *,
    faults: Mapping[str, Fault] | None = None,
) -> str:
    labels = draft.labels
    errors = {key: fault_sentence(fault, key, labels) for key, fault in (faults or {}).items()}
    fields = [field_of(q, labels, draft.value(q.key), errors.get(q.key)) for q in open_]
    earlier = earlier_answers(
        house().casework, actor(), labels.bundle, draft.facts, () if errors else open_
    )
    for field in fields:
        field["earlier"] = labels.value(field["key"], earlier.get(field["key"], ""), masked=True)
    alone = screen[1] is not None
    if alone:
        fields[0]["heading"] = True
    every = screens(draft)
    return render_template(
        "pages/apply/form.html",
        draft=draft,
        page=page,
        title=labels.section(page.id),
        hint=labels.own(f"sections.{page.id}.hint"),
        fields=fields,
        offers=bool(earlier),
        alone=alone,
        given=[] if alone else _given(draft, page),
        position=(every.index(screen) + 1 if screen in every else 0, len(every)),
        errors=[{"field_id": f["id"], "text": f["error"]} for f in fields if f["error"]],
        was={question.key: draft.value(question.key) for question in open_},
        go_on=after(draft, screen),
        saved_text=saved_text(draft.case.saved_at) if draft.begun else "",
        back=_back(draft, page) or before(draft, screen),
    )


def _given(draft: Draft, page: Page) -> list[dict[str, Any]]:
    """Answers of a page that came from elsewhere, each with the way to change it."""
    return [
        {
            "key": draft.labels.fact(question.key),
            "value": draft.labels.value(question.key, draft.value(question.key)),
            "source": origin(draft, question.key),
            "href": url_for(
                "citizen.question", case_id=draft.case.id, page_id=page.id, n=n, after="page"
            ),
        }
        for n, question in enumerate(page.questions)
        if draft.is_given(question.key)
    ]
