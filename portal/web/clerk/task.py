"""One task: what was filed, what happened, what can be done next. Also claims."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.casework import claim as claims
from portal.casework.errors import WrongMoment
from portal.casework.outcome import STEPS
from portal.domain.limits import REGIMES
from portal.domain.permissions import Permission
from portal.domain.states import OPEN, TaskState, Verb
from portal.persistence.queries import benefits
from portal.web import desk_words
from portal.web.access import requires
from portal.web.clerk import blueprint
from portal.web.clerk.offers import Offer, main_offer, offer
from portal.web.clerk.task_file import TaskFile, open_file
from portal.web.faults import moment_text
from portal.web.house import actor, gettext, house
from portal.web.looking import Purpose


@blueprint.get("/tasks/<uuid:task_id>")
@requires(Permission.TASK_READ)
def task(task_id: UUID) -> ResponseReturnValue:
    """Everything the item needs, and nothing else of the case."""
    file = open_file(task_id)
    decides = file.outlook.is_free(Verb.APPROVE)
    file.note_look(Purpose.DECIDE if decides else Purpose.HANDLE)
    main = main_offer(file)
    return render_template(
        "pages/clerk/task.html",
        file=file,
        state_text=gettext(desk_words.STATES[file.state]),
        state_kind=desk_words.STATE_KINDS[file.state],
        main=main,
        blocked=_blocked(file) if main is None else (),
        correct=offer(file, Verb.ASK_CORRECTION),
        others=_others(file, main),
        result_href=_result_href(file),
        benefit_href=_benefit_href(file),
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


def _blocked(file: TaskFile) -> tuple[str, ...]:
    """What stands in the way of the step that would come next."""
    last = file.stage >= len(file.stages) - 1
    following = {
        TaskState.SUBMITTED: Verb.ACCEPT,
        TaskState.IN_REVIEW: Verb.APPROVE if last else Verb.PASS_STAGE,
    }.get(file.state)
    found = offer(file, following) if following is not None else None
    return found.hindered if found is not None else ()


def _others(file: TaskFile, main: Offer | None) -> list[Offer]:
    found = [offer(file, verb) for verb in file.outlook.verbs if verb is not Verb.ASK_CORRECTION]
    return [one for one in found if one is not None and one != main]


def _result_href(file: TaskFile) -> str | None:
    """Where the next step of the result is recorded, when a person records it."""
    if file.state is not TaskState.APPROVED or file.result is None:
        return None
    if file.item.benefit is not None and file.item.benefit.goes_on:
        return None
    following = STEPS.get(file.result.kind, {})
    if not any(state.value == file.result.state and steps for state, steps in following.items()):
        return None
    return url_for("clerk.result", task_id=file.id)


def _benefit_href(file: TaskFile) -> str | None:
    """Where what goes on after the approval is paid, while this office pays it."""
    benefit = file.item.benefit
    if file.state is not TaskState.APPROVED or benefit is None or not benefit.goes_on:
        return None
    with house().casework.db.reading() as session:
        found = benefits.of_task(session, file.id)
    if found is None or found.office != actor().office:
        return None
    return url_for("clerk.benefit", benefit_id=found.id)


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
