"""What can be done with a task now, each with where it is done and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from portal.domain.items import DecidedAt
from portal.domain.states import Verb
from portal.web import desk_words
from portal.web.clerk.steps import STEPS_BY_VERB
from portal.web.clerk.task_file import TaskFile
from portal.web.house import gettext

MAIN = (Verb.APPROVE, Verb.PASS_STAGE, Verb.ACCEPT)
"""What the main button does, the first of these that is free."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be done, or why it cannot be done now."""

    text: str
    href: str
    warning: bool
    hindered: tuple[str, ...]


def offer(file: TaskFile, verb: Verb) -> Offer | None:
    """What is offered for a verb; None when the state does not allow it, or no page is for it."""
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


def main_offer(file: TaskFile) -> Offer | None:
    """What comes next, if nothing stands in its way."""
    for verb in MAIN:
        if file.outlook.is_free(verb):
            return offer(file, verb)
    return None
