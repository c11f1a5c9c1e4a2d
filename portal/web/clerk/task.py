"""One task: what was filed, what happened, what can be done next. Also claims."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.casework import claim as claims
from portal.casework.errors import WrongMoment
from portal.casework.outcome import STEPS
from portal.domain.items import DecidedAt
from portal.domain.limits import REGIMES
from portal.domain.permissions import Permission
from portal.domain.states import OPEN, TaskState, Verb
from portal.web import desk_words
from portal.web.access import requires
from portal.web.clerk import blueprint
from portal.web.clerk.steps import STEPS_BY_VERB
from portal.web.clerk.task_file import TaskFile, open_file
from portal.web.faults import moment_text
from portal.web.house import actor, gettext, house
from portal.web.looking import Purpose

MAIN = (Verb.APPROVE, Verb.PASS_STAGE, Verb.ACCEPT)
"""What the main button does, the first of these that is free."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be done, or why it cannot be done now."""

    text: str
    href: str
    warning: bool
    hindered: tuple[str, ...]


@blueprint.get("/tasks/<uuid:task_id>")
@requires(Permission.TASK_READ)
def task(task_id: UUID) -> ResponseReturnValue:
    """Everything the item needs, and nothing else of the case."""
    file = open_file(task_id)
    decides = file.outlook.is_free(Verb.APPROVE)
    file.note_look(Purpose.DECIDE if decides else Purpose.HANDLE)
    main = _main(file)
    return render_template(
        "pages/clerk/task.html",
        file=file,
        state_text=gettext(desk_words.STATES[file.state]),
        state_kind=desk_words.STATE_KINDS[file.state],
        main=main,
        blocked=_blocked(file) if main is None else (),
        correct=_offer(file, Verb.ASK_CORRECTION),
        others=_others(file, main),
        result_href=_result_href(file),
        regime=gettext(desk_words.REGIMES[file.item.regime]),
        articles=_articles(file),
        decided_at=gettext(desk_words.DECIDED_AT[file.item.decided_at]),
        claim=claim_of(file, house().casework.clock()),
        is_open=file.state in OPEN,
    )


@blueprint.post("/tasks/<uuid:task_id>/claim")
@requires(Permission.TASK_HANDLE)
def claim(task_id: UUID) -> ResponseReturnValue:
    """Take a task out of the pool."""
    return _claimed(task_id, claims.claim, gettext("Taken. Colleagues see that you are at it."))


@blueprint.post("/tasks/<uuid:task_id>/unclaim")
@requires(Permission.TASK_HANDLE)
def unclaim(task_id: UUID) -> ResponseReturnValue:
    """Put a task back into the pool."""
    return _claimed(task_id, claims.unclaim, gettext("Put back into the pool."))


def _claimed(task_id: UUID, verb: Callable[..., None], done: str) -> ResponseReturnValue:
    try:
        verb(house().casework, actor(), task_id)
    except WrongMoment as error:
        flash(moment_text(error.code), "info")
    else:
        flash(done, "success")
    return redirect(url_for("clerk.task", task_id=task_id))


def claim_of(file: TaskFile, now: datetime) -> str:
    """Whose claim stands: ``mine``, ``other`` or ``none``."""
    if file.claimed_by is None or file.claimed_at is None:
        return "none"
    if file.claimed_by == actor().id:
        return "mine"
    return "other" if now < file.claimed_at + claims.CLAIM_LASTS else "none"


def _offer(file: TaskFile, verb: Verb) -> Offer | None:
    if verb not in file.outlook.verbs:
        return None
    hindered = tuple(gettext(desk_words.GUARDS[guard]) for guard in file.outlook.verbs[verb])
    if verb is Verb.ASK_CORRECTION:
        href = url_for("clerk.correction", task_id=file.id)
        return Offer(gettext("Ask for a correction"), href, warning=False, hindered=hindered)
    if verb is Verb.APPROVE and file.item.decided_at is DecidedAt.BY_HAND:
        href = url_for("clerk.by_hand", task_id=file.id)
        return Offer(gettext("Enter by hand and approve"), href, warning=False, hindered=hindered)
    step = STEPS_BY_VERB.get(verb)
    if step is None:
        return None
    href = url_for("clerk.step", task_id=file.id, slug=step.slug)
    return Offer(gettext(step.title), href, warning=step.warning, hindered=hindered)


def _main(file: TaskFile) -> Offer | None:
    for verb in MAIN:
        if file.outlook.is_free(verb):
            return _offer(file, verb)
    return None


def _blocked(file: TaskFile) -> tuple[str, ...]:
    """What stands in the way of the step that would come next."""
    last = file.stage >= len(file.item.stages) - 1
    following = {
        TaskState.SUBMITTED: Verb.ACCEPT,
        TaskState.IN_REVIEW: Verb.APPROVE if last else Verb.PASS_STAGE,
    }.get(file.state)
    offer = _offer(file, following) if following is not None else None
    return offer.hindered if offer is not None else ()


def _others(file: TaskFile, main: Offer | None) -> list[Offer]:
    found = [_offer(file, verb) for verb in file.outlook.verbs if verb is not Verb.ASK_CORRECTION]
    return [offer for offer in found if offer is not None and offer != main]


def _result_href(file: TaskFile) -> str | None:
    """Where the next step of the result is recorded, when a person records it."""
    if file.state is not TaskState.APPROVED or file.result is None:
        return None
    following = STEPS.get(file.result.kind, {})
    if not any(state.value == file.result.state and steps for state, steps in following.items()):
        return None
    return url_for("clerk.result", task_id=file.id)


def _articles(file: TaskFile) -> list[str]:
    """The articles behind the limits of the item's regime; none where none is recorded."""
    found = {
        gettext(
            "%(law)s, article %(number)s",
            law=gettext(desk_words.LAWS[article.law]),
            number=article.number,
        )
        for article in REGIMES[file.item.regime].articles.values()
    }
    return sorted(found)
