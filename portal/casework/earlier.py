"""One's own earlier answers: offered where nothing better is known, never assumed (the last of the ways an answer comes)."""

from __future__ import annotations

from collections.abc import Collection

from portal.casework.context import Casework
from portal.domain.actors import Actor, Assurance
from portal.domain.bundles import Bundle
from portal.domain.conditions import Facts
from portal.domain.elements import split_key
from portal.domain.questions import Question
from portal.persistence.queries import cases
from portal.persistence.queries.earlier import earlier_cases


def earlier_answers(
    work: Casework, actor: Actor, bundle: Bundle, facts: Facts, asked: Collection[Question]
) -> dict[str, str]:
    """What the checked person themselves wrote last time, by the key of the question now asked about them.

    Only about oneself, only for whoever was checked in this session, and only what is not answered yet. Choices of the
    thing itself, such as how a card is to be delivered, are made anew each time: they are not facts about a person.
    """
    own = bundle.party(cases.APPLICANT, facts)
    wanted = {
        split_key(question.key)[1]: question.key
        for question in asked
        if split_key(question.key)[0] == own
        and question.element.offered_again
        and not facts.get(question.key)
    }
    if (
        not wanted
        or actor.person is None
        or actor.id is None
        or actor.assurance < Assurance.CHECKED
    ):
        return {}
    found: dict[str, str] = {}
    with work.db.reading() as session:
        for one in earlier_cases(session, actor.id, actor.person):
            then = work.shelf.get(one.release_id).bundles[one.bundle]
            me = then.party(cases.APPLICANT, one.situation)
            for key, value in one.typed.items():
                party, element = split_key(key)
                if party == me and element in wanted and value:
                    found.setdefault(wanted[element], value)
    return found
