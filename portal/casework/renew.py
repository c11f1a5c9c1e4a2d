"""Renew: a draft moves to the release that is offered now, with everything answered (design rule 4: filing fixes it)."""

from __future__ import annotations

from uuid import UUID

from portal.casework.context import Casework
from portal.casework.derive import derive
from portal.casework.errors import WrongMoment
from portal.casework.opening import open_case
from portal.casework.shelf import ReleaseShelf
from portal.casework.start import SITUATION
from portal.domain.actors import Actor
from portal.domain.facts import Stream
from portal.domain.permissions import Permission
from portal.domain.states import CaseState
from portal.persistence.models import Case


def is_outdated(shelf: ReleaseShelf, case: Case) -> bool:
    """Whether a draft was begun on a release that is offered no more, while its bundle still is."""
    return (
        case.state is CaseState.DRAFT
        and case.release_id != shelf.current_id
        and case.bundle in shelf.current.bundles
    )


def renew(work: Casework, actor: Actor, case_id: UUID) -> None:
    """Pin a draft to the current release. What was typed stays; answers to questions that are asked no more at the
    beginning, and ticks of items that are gone, go.

    Saying it twice changes nothing more. Raises NotFound, WrongMoment for what was sent.
    """
    with open_case(work, actor, case_id, Permission.CASE_EDIT) as opened:
        if opened.case.state is not CaseState.DRAFT:
            raise WrongMoment("already_filed")
        if not is_outdated(work.shelf, opened.case):
            return
        bundle = work.shelf.current.bundles[opened.case.bundle]
        opened.case.release_id = work.shelf.current_id
        opened.case.chosen = [item for item in opened.case.chosen if item in bundle.items]
        answers = {
            key.removeprefix(f"{SITUATION}."): value
            for key, value in opened.facts.items()
            if key.startswith(f"{SITUATION}.")
        }
        asked = {question.id for question in bundle.asked_situations(answers)}
        for question in answers.keys() - asked:
            opened.drop_row(f"{SITUATION}.{question}", Stream.CURRENT)
        opened.touch()
    with open_case(work, actor, case_id, Permission.CASE_EDIT) as opened:
        # Opened anew: what follows is worked out by the rules of the new release.
        derive(opened)
        opened.touch()
