"""Compare: what was filed is held against what registries hold; the worker does it, again while one does not answer."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from portal.casework.askings import (
    Told,
    given_by,
    note,
    others_questions,
    own_questions,
    shown_keys,
)
from portal.casework.context import Casework
from portal.casework.facts import put_fact
from portal.casework.opening import OpenCase, open_case
from portal.casework.told import ask
from portal.domain.actors import SYSTEM
from portal.domain.facts import FactCheck, FactSource, Stream
from portal.domain.permissions import Permission
from portal.persistence.queries import accounts, cases
from portal.registries.asking import WORKER_SECONDS
from portal.registries.protocol import Answer, Outcome


def compare(work: Casework, case_id: UUID) -> bool:
    """Compare what was filed with what registries hold; True when every registry answered.

    Run after filing by the worker, again and again while a registry does not answer: until then the facts stay 核验中
    and no decision can rest on them (design rule 9). What is told of somebody who agreed to it fills what is still empty.
    """
    with open_case(work, SYSTEM, case_id, Permission.SYSTEM_ADVANCE) as opened:
        applicant = next((p.person_id for p in opened.people if p.role == cases.APPLICANT), None)
        person = accounts.person(opened.session, applicant) if applicant else None
        own = given_by(opened, opened.bundle.party(cases.APPLICANT, opened.facts))
        questions = own_questions(opened, person, own)
        note(opened, questions)
    if person is None:
        return True
    told = ask(work, questions, WORKER_SECONDS)
    with open_case(work, SYSTEM, case_id, Permission.SYSTEM_ADVANCE) as opened:
        others = others_questions(opened, told, only_agreed=False)
        note(opened, others)
    told += ask(work, others, WORKER_SECONDS)
    with open_case(work, SYSTEM, case_id, Permission.SYSTEM_ADVANCE) as opened:
        filled = _fill(opened, told)
        changed = _mark(opened, told)
        if changed or filled:
            outcomes = {one.source.registry: one.answer.outcome.value for one in told}
            checks = {key: check.value for key, check in sorted(changed.items())}
            vouched = {key: opened.mac(key) for key in filled}
            opened.record(
                "compare", payload={"registries": outcomes, "checks": checks, "facts": vouched}
            )
    return Outcome.UNAVAILABLE not in {one.answer.outcome for one in told}


def _fill(opened: OpenCase, told: Iterable[Told]) -> list[str]:
    """Put what others agreed to share where nothing stands yet, and give the keys."""
    filled: list[str] = []
    for one in told:
        own = one.party == opened.bundle.party(cases.APPLICANT, opened.facts)
        # They may have taken it back while the registry was thinking.
        if own or not one.shown or one.source.registry not in given_by(opened, one.party):
            continue
        for key, name, about_them in shown_keys(opened.bundle, one.source, opened.facts):
            value = one.answer.values.get(name, "")
            if about_them and value and not opened.facts.get(key):
                registry, current = FactSource.REGISTRY, Stream.CURRENT
                put_fact(opened, key, value, registry, current, FactCheck.AGREES)
                filled.append(key)
    return sorted(filled)


def _mark(opened: OpenCase, told: Iterable[Told]) -> dict[str, FactCheck]:
    """Mark what was typed with what registries say of it, and give what has changed."""
    said = {key: min(found, key=_WEIGHT.index) for key, found in _checks(opened, told).items()}
    changed = {
        key: check
        for key, check in said.items()
        if opened.rows[key, Stream.CURRENT].check is not check
    }
    for key, check in changed.items():
        opened.rows[key, Stream.CURRENT].check = check
    return changed


_WEIGHT = (FactCheck.DIFFERS, FactCheck.AGREES, FactCheck.CHECKING, FactCheck.NONE)
"""What counts when several registries speak of one value, the weightiest first."""


def _checks(opened: OpenCase, told: Iterable[Told]) -> dict[str, list[FactCheck]]:
    """What each registry says of each value a person typed."""
    found: dict[str, list[FactCheck]] = {}
    for one in told:
        for key, name, _ in shown_keys(opened.bundle, one.source, opened.facts):
            row = opened.rows.get((key, Stream.CURRENT))
            if row is not None and row.source is FactSource.PERSON and row.value:
                found.setdefault(key, []).append(_check(one.answer, name, row.value))
    return found


def _check(answer: Answer, name: str, value: str) -> FactCheck:
    if answer.outcome is Outcome.UNAVAILABLE:
        return FactCheck.CHECKING
    if answer.outcome is Outcome.NOTHING or name not in answer.values:
        return FactCheck.NONE
    return FactCheck.AGREES if answer.values[name] == value else FactCheck.DIFFERS
