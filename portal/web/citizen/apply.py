"""立即办理: an old draft before a new one, the questions at the beginning, and the draft itself once somebody is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid4

from flask import abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.casework.errors import WrongMoment
from portal.casework.start import check_situation, start
from portal.domain.actors import ActorKind
from portal.domain.bundles import Bundle
from portal.domain.permissions import Permission
from portal.web.access import public, requires
from portal.web.citizen import blueprint
from portal.web.citizen.draft_cards import draft_cards
from portal.web.faults import moment_text
from portal.web.house import actor, house, locale, mode
from portal.web.login import SITUATION
from portal.web.rendering import labels_for

PRESS = "#press"
"""Stands among the answers in the session; no question can bear this name."""


def bundle_of(bundle: str) -> Bundle:
    """A bundle that is offered now; 404 when there is none by this id."""
    offered = house().casework.shelf.current.bundles
    if bundle not in offered:
        abort(404)
    return offered[bundle]


def kept_answers(bundle: str) -> dict[str, str]:
    """The answers given in this session so far, also before signing in."""
    kept = session.get(SITUATION, {})
    return dict(kept.get(bundle, {})) if isinstance(kept, dict) else {}


def keep_answer(bundle: str, question: str, answer: str) -> dict[str, str]:
    """Keep one answer in the session, and give all of them.

    With the first goes the key of the press that will begin the draft: however often it is pressed, it begins one.
    """
    answers = {PRESS: str(uuid4())} | kept_answers(bundle) | {question: answer}
    session[SITUATION] = {bundle: answers}
    return answers


def forget_answers() -> None:
    """Nothing is kept in the session any more: the answers are in a draft now."""
    session.pop(SITUATION, None)


def first_open(bundle: Bundle, answers: Mapping[str, str]) -> int | None:
    """The first question, counted from 1, without an answer that leads on; None when all have one."""
    asked = bundle.asked_situations(answers)
    for step, question in enumerate(bundle.situations, 1):
        given = answers.get(question.id)
        if question in asked and not any(
            option.code == given and option.fast_path for option in question.options
        ):
            return step
    return None


def is_citizen() -> bool:
    """Whether a citizen is signed in."""
    return current_user.is_authenticated and current_user.actor.kind is ActorKind.CITIZEN


@blueprint.get("/apply/<string:bundle>")
@public
def begin(bundle: str) -> ResponseReturnValue:
    """Old drafts first; without any, straight to the first question."""
    offered = bundle_of(bundle)
    drafts = draft_cards(bundle) if is_citizen() else []
    if not drafts:
        return redirect(_first_question(offered))
    return render_template(
        "pages/apply/begin.html",
        labels=labels_for(bundle),
        drafts=drafts,
        anew=_first_question(offered),
    )


@blueprint.get("/apply/<string:bundle>/ready")
@requires(Permission.CASE_START)
def ready(bundle: str) -> ResponseReturnValue:
    """Where signing in leads back to: the answers once more, and one button. GET begins nothing."""
    offered = bundle_of(bundle)
    answers = kept_answers(bundle)
    step = first_open(offered, answers)
    if step is not None:
        return redirect(url_for("citizen.situation", bundle=bundle, step=step))
    labels = labels_for(bundle)
    rows = [
        {
            "key": labels.own(f"situations.{question.id}.question"),
            "value": labels.own(f"situations.{question.id}.answers.{answers[question.id]}.label"),
            "actions": [{"href": url_for("citizen.situation", bundle=bundle, step=step)}],
        }
        for step, question in enumerate(offered.situations, 1)
        if question in offered.asked_situations(answers)
    ]
    return render_template(
        "pages/apply/ready.html",
        labels=labels,
        bundle=bundle,
        rows=rows,
        drafts=draft_cards(bundle),
    )


@blueprint.post("/apply/<string:bundle>/start")
@requires(Permission.CASE_START)
def start_draft(bundle: str) -> ResponseReturnValue:
    """Begin the draft. Pressed twice, the answers are used up and the draft is offered instead."""
    offered = bundle_of(bundle)
    answers = kept_answers(bundle)
    try:
        check_situation(offered, answers)
        return _start(bundle, answers)
    except WrongMoment as error:
        flash(moment_text(error.code), "info")
        return redirect(url_for("citizen.begin", bundle=bundle))


def start_or_sign_in(bundle: str, answers: Mapping[str, str]) -> ResponseReturnValue:
    """After the last question: the draft for somebody who is signed in, else the way to sign in."""
    if is_citizen() and not draft_cards(bundle):
        return _start(bundle, answers)
    return redirect(url_for("citizen.ready", bundle=bundle))


def _start(bundle: str, answers: Mapping[str, str]) -> ResponseReturnValue:
    asked = {question.id for question in bundle_of(bundle).situations}
    case_id = start(
        house().casework,
        actor(),
        bundle,
        {key: answer for key, answer in answers.items() if key in asked},
        language=locale(),
        mode=mode(),
        key=UUID(answers[PRESS]) if PRESS in answers else None,
    )
    forget_answers()
    return redirect(url_for("citizen.plan", case_id=case_id))


def _first_question(bundle: Bundle) -> str:
    if not bundle.situations:
        return url_for("citizen.ready", bundle=bundle.id)
    return url_for("citizen.situation", bundle=bundle.id, step=1)
