"""What sources answer: the registries, asked together, and the portal itself."""

from __future__ import annotations

from collections.abc import Sequence

from portal.casework.askings import Question, Told
from portal.casework.context import Casework
from portal.casework.opening import OpenCase
from portal.domain.conditions import applies
from portal.persistence.models import Person
from portal.registries.protocol import Answer, Checked, Outcome

IDENTITY = "identity"
"""The source that gives the checked person's own name and number."""
ACCOUNT = "account"
"""The source that gives the account's phone."""


def ask(work: Casework, questions: Sequence[Question], seconds: float) -> list[Told]:
    """Put the questions, and wait at most so long for all of them. Outside any transaction: no registry can hold a lock."""
    wanted: dict[Checked, list[str]] = {}
    for question in questions:
        wanted.setdefault(question.about, []).append(question.source.registry)
    answers = {
        person: work.asking.ask(work.registries, names, person, seconds / len(wanted))
        for person, names in wanted.items()
    }
    return [
        Told(q.source, q.party, answers[q.about][q.source.registry], q.shown) for q in questions
    ]


def portal_told(opened: OpenCase, person: Person | None, phone: str) -> list[Told]:
    """What the portal itself knows of the person who applies: the phone, and who they were checked to be."""
    told: list[Told] = []
    for source in opened.bundle.sources:
        known: dict[str, str] | None = None
        if source.registry == ACCOUNT:
            known = {"phone": phone}
        elif source.registry == IDENTITY and person is not None:
            known = {"name": person.name, "id_number": person.id_number}
        if known is not None and applies(source.when, opened.facts):
            party = opened.bundle.party(source.about, opened.facts)
            told.append(Told(source, party, Answer(Outcome.FOUND, known), shown=True))
    return told
