"""Save: what is typed is kept, right or wrong; what is wrong is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.casework.context import Casework
from portal.casework.derive import derive, told
from portal.casework.errors import WrongMoment
from portal.casework.facts import put_fact
from portal.casework.marks import open_marks
from portal.casework.opening import OpenCase, open_case
from portal.casework.start import SITUATION, check_situation
from portal.domain.actors import Actor
from portal.domain.answers import LONGEST_INPUT, BadAnswer, Fault, check_answer
from portal.domain.bundles import Bundle
from portal.domain.derivations import following
from portal.domain.facts import FactSource, Stream
from portal.domain.merging import Collision, Seen, Side, side_of
from portal.domain.permissions import Permission
from portal.domain.questions import Question, questions
from portal.domain.states import CaseState


@dataclass(frozen=True, slots=True)
class Saved:
    """When it was kept, the new version, what is wrong by fact key, and what another window had changed meanwhile.

    ``collisions`` were left as they are kept, for the person to choose; ``theirs`` are fields that only the other window
    had changed; ``values`` is what is kept now for everything that was typed.
    """

    at: datetime
    version: int
    faults: Mapping[str, Fault]
    collisions: Mapping[str, Collision]
    theirs: frozenset[str]
    values: Mapping[str, str]


def save(
    work: Casework,
    actor: Actor,
    case_id: UUID,
    typed: Mapping[str, str],
    *,
    version: int | None = None,
    seen: Seen | None = None,
) -> Saved:
    """Keep answers of a draft, or of a correction (as pending). Keys the case does not ask are ignored.

    With ``seen`` each answer is merged with what another window has kept since that page was made; with ``version`` the
    whole is refused when anything has changed. A draft makes no event: nobody but its owner may look at it, and it can be
    thrown away. Raises NotFound, StaleVersion, WrongMoment.
    """
    with open_case(work, actor, case_id, Permission.CASE_EDIT, version=version) as opened:
        stream = editable_stream(opened)
        faults: dict[str, Fault] = {}
        collisions: dict[str, Collision] = {}
        theirs: set[str] = set()
        asked = [question for question in editable_questions(opened) if question.key in typed]
        for question in asked:
            here, fault = _tidied(opened, question, typed[question.key])
            side = Side.HERE if seen is None else _side(opened, question, here, stream, seen)
            if side is Side.NEITHER:
                collisions[question.key] = Collision(here, kept_value(opened, question.key, stream))
                continue
            if side is Side.THERE:
                theirs.add(question.key)
                here, fault = _tidied(opened, question, kept_value(opened, question.key, stream))
            _keep(opened, question, here, stream)
            if fault is not None:
                faults[question.key] = fault
        derive(opened)
        opened.touch()
        values = {str(question.key): kept_value(opened, question.key, stream) for question in asked}
        return Saved(opened.at, opened.case.version, faults, collisions, frozenset(theirs), values)


def change_plan(
    work: Casework,
    actor: Actor,
    case_id: UUID,
    *,
    situation: Mapping[str, str] | None = None,
    chosen: Sequence[str] | None = None,
) -> None:
    """Change what a draft is about: its situation answers and the optional items. Answers are kept."""
    with open_case(work, actor, case_id, Permission.CASE_EDIT) as opened:
        if opened.case.state is not CaseState.DRAFT:
            raise WrongMoment("already_filed")
        if situation is not None:
            check_situation(opened.bundle, situation)
            _answer_situation(opened, situation)
        if chosen is not None:
            optional = {place.item for place in opened.bundle.items.values() if place.optional}
            opened.case.chosen = [item for item in chosen if item in optional]
            opened.asked = None
        derive(opened)
        opened.touch()


def _answer_situation(opened: OpenCase, situation: Mapping[str, str]) -> None:
    """Keep the answers to what is asked now; what is asked no more is forgotten."""
    asked = {question.id for question in opened.bundle.asked_situations(situation)}
    for question in opened.bundle.situations:
        key = f"{SITUATION}.{question.id}"
        if question.id in asked:
            put_fact(opened, key, situation[question.id], FactSource.PERSON, Stream.CURRENT)
        elif (key, Stream.CURRENT) in opened.rows:
            opened.drop_row(key, Stream.CURRENT)


def editable_stream(opened: OpenCase) -> Stream:
    """Where an edit goes now. Raises WrongMoment when nothing can be edited."""
    if opened.case.state is CaseState.DRAFT:
        return Stream.CURRENT
    if opened.case.state is CaseState.FILED:
        return Stream.PENDING
    raise WrongMoment("ended")


def editable_questions(opened: OpenCase) -> tuple[Question, ...]:
    """What may be edited: everything asked in a draft; in a correction what was marked, and what is asked because of
    how that was mended.
    """
    if opened.case.state is CaseState.DRAFT:
        return asked_questions(opened)
    marked = {mark.reference for mark in open_marks(opened)}
    if not marked:
        return ()
    mended = _as_mended(opened)
    asked = questions(opened.catalogue, opened.bundle, mended, opened.active)
    before = {question.key for question in asked_questions(opened)}
    return tuple(
        question
        for question in asked
        if question.key in marked
        or (question.required and (question.key not in before or question.key not in mended))
    )


def _as_mended(opened: OpenCase) -> dict[str, str]:
    """What the case will say once the correction is sent."""
    pending = {key: row.value for (key, s), row in opened.rows.items() if s is Stream.PENDING}
    facts = {key: value for key, value in {**told(opened), **pending}.items() if value}
    return {**following(opened.bundle, facts, opened.today), **facts}


def asked_questions(opened: OpenCase) -> tuple[Question, ...]:
    """Every question of the case, held answers included."""
    if opened.asked is None:
        opened.asked = questions(opened.catalogue, opened.bundle, opened.facts, opened.active)
    return opened.asked


def kept_value(opened: OpenCase, key: str, stream: Stream) -> str:
    """What is kept for a question where it would be edited now: what is pending, else what counts."""
    row = opened.rows.get((key, stream)) or opened.rows.get((key, Stream.CURRENT))
    return row.value if row is not None else ""


def _side(opened: OpenCase, question: Question, here: str, stream: Stream, seen: Seen) -> Side:
    there = kept_value(opened, question.key, stream)
    first, *sent = seen.values.get(question.key) or (
        # A page that does not say what it showed is believed only while nothing at all has changed since.
        there if seen.version == opened.case.version else "",
    )
    return side_of(
        here,
        there,
        shown={first, _tidied(opened, question, first)[0]},
        sent={_tidied(opened, question, value)[0] for value in sent},
    )


def _tidied(opened: OpenCase, question: Question, typed: str) -> tuple[str, Fault | None]:
    try:
        return check_answer(question.element, typed, opened.today), None
    except BadAnswer as error:
        return typed[:LONGEST_INPUT].replace("\x00", ""), error.fault


def _keep(opened: OpenCase, question: Question, value: str, stream: Stream) -> None:
    row = opened.rows.get((question.key, stream))
    if row is not None and row.value == value:
        return
    if row is not None and row.source in {FactSource.REGISTRY, FactSource.IDENTITY} and not value:
        return
    put_fact(opened, question.key, value, FactSource.PERSON, stream)


def situation_of(bundle: Bundle, facts: Mapping[str, str]) -> dict[str, str]:
    """The situation answers among a case's facts."""
    return {
        q.id: facts[f"{SITUATION}.{q.id}"]
        for q in bundle.situations
        if f"{SITUATION}.{q.id}" in facts
    }
