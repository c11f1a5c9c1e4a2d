"""Prefill: asks the departments for what they already hold, about the checked person only.

What a registry says of the person, or of the child or other subject it names as theirs, is shown. What it says of
another adult is only compared with what was typed, and neither shown nor hinted at, until that adult agrees.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from portal.casework.context import Casework
from portal.casework.derive import derive
from portal.casework.errors import WrongMoment
from portal.casework.facts import put_fact
from portal.casework.opening import OpenCase, open_case
from portal.domain.actors import SYSTEM, Actor, Assurance
from portal.domain.bundles import Bundle, Catalogue, Source
from portal.domain.conditions import applies
from portal.domain.elements import FactKey, split_key
from portal.domain.facts import FactCheck, FactSource, Stream
from portal.domain.permissions import Permission
from portal.domain.questions import proof_key
from portal.domain.states import CaseState
from portal.persistence.models import Consent
from portal.persistence.queries import accounts, cases, consents
from portal.registries.protocol import Answer, Checked
from portal.registries.protocol import Outcome as Outcome

IDENTITY = "identity"
"""The source that gives the checked person's own name and number."""
ACCOUNT = "account"
"""The source that gives the account's phone."""
CONSENT = "consent"
_STAND = frozenset({FactSource.PERSON, FactSource.IDENTITY})


@dataclass(frozen=True, slots=True)
class Told:
    """What one source answered."""

    source: Source
    answer: Answer


def prefill(
    work: Casework, actor: Actor, case_id: UUID, agreed: Collection[str]
) -> dict[str, Outcome]:
    """Ask every source of a draft that may be asked, and keep what may be shown; outcomes by registry.

    ``agreed`` are the registries the person consented to; consent given before and not repeated is withdrawn, and what
    came by it is removed. Registries are asked before the transaction, so none can hold a lock.
    """
    with open_case(work, actor, case_id, Permission.CASE_EDIT) as opened:
        if opened.case.state is not CaseState.DRAFT:
            raise WrongMoment("already_filed")
        bundle, catalogue, facts = opened.bundle, opened.catalogue, opened.facts
        person = accounts.person(opened.session, actor.person) if actor.person else None
        account = accounts.account(opened.session, opened.case.account_id)
    checked = (
        Checked(person.name, person.id_number)
        if person and actor.assurance >= Assurance.CHECKED
        else None
    )
    told = _ask(work, catalogue, bundle, facts, checked, agreed, account.phone)
    with open_case(work, actor, case_id, Permission.CASE_EDIT) as opened:
        if checked is not None:
            _belongs_to(opened, actor)
        _withdraw(opened, agreed)
        for one in told:
            _keep(opened, one)
            if person is not None and one.source.registry in catalogue.registries:
                _note_ground(opened, person.id, one.source.registry)
        derive(opened)
        opened.touch()
    return {one.source.registry: one.answer.outcome for one in told}


def _belongs_to(opened: OpenCase, actor: Actor) -> None:
    """What registries say of a checked person makes the draft theirs: their phone alone opens it no more."""
    for one in cases.people(opened.session, opened.case.id):
        if one.role == cases.APPLICANT and one.person_id is None:
            one.person_id, one.assurance = actor.person, actor.assurance


def _ask(
    work: Casework,
    catalogue: Catalogue,
    bundle: Bundle,
    facts: Mapping[str, str],
    checked: Checked | None,
    agreed: Collection[str],
    phone: str,
) -> list[Told]:
    told: list[Told] = []
    for source in bundle.sources:
        if not applies(source.when, facts):
            continue
        if source.registry == ACCOUNT:
            told.append(Told(source, Answer(Outcome.FOUND, {"phone": phone})))
        elif checked is None:
            continue
        elif source.registry == IDENTITY:
            told.append(
                Told(
                    source,
                    Answer(Outcome.FOUND, {"name": checked.name, "id_number": checked.id_number}),
                )
            )
        elif catalogue.registries[source.registry].ground != CONSENT or source.registry in agreed:
            told.append(Told(source, work.registries.ask(source.registry, checked)))
    return told


def shown_keys(
    bundle: Bundle, source: Source, facts: Mapping[str, str]
) -> Iterable[tuple[FactKey, str, bool]]:
    """Each fact a source gives: where it goes, the registry's name for it, and whether it may be shown."""
    own = _party(bundle, source.about, facts)
    for key, name in source.gives:
        resolved = bundle.resolve(key, facts)
        party = split_key(resolved)[0]
        yield resolved, name, party == own or bundle.parties[party].is_subject


def _party(bundle: Bundle, party: str, facts: Mapping[str, str]) -> str:
    for other, when in bundle.parties[party].same_as:
        if applies(when, facts):
            return other
    return party


def _keep(opened: OpenCase, told: Told) -> None:
    origin = (
        FactSource.IDENTITY if told.source.registry in {IDENTITY, ACCOUNT} else FactSource.REGISTRY
    )
    for key, name, may_show in shown_keys(opened.bundle, told.source, opened.facts):
        row = opened.rows.get((key, Stream.CURRENT))
        # What the person typed stands, and so does what the check of who they are said of themselves.
        stands = {FactSource.PERSON} if origin is FactSource.IDENTITY else _STAND
        kept = row is not None and row.source in stands and row.value
        if told.answer.outcome is Outcome.FOUND and may_show and name in told.answer.values:
            value = told.answer.values[name]
            if not kept:
                put_fact(opened, key, value, origin, Stream.CURRENT, FactCheck.AGREES)
            elif row is not None:
                row.check = FactCheck.AGREES if row.value == value else FactCheck.DIFFERS

    if told.answer.outcome is Outcome.FOUND:
        for material in told.source.proves:
            put_fact(
                opened,
                proof_key(material),
                told.source.registry,
                origin,
                Stream.CURRENT,
                FactCheck.AGREES,
            )


def _note_ground(opened: OpenCase, person: UUID, registry: str) -> None:
    standing = consents.standing(opened.session, opened.case.id)
    if any(c.source == registry for c in standing):
        return
    opened.session.add(
        Consent(
            id=uuid4(),
            case_id=opened.case.id,
            person_id=person,
            source=registry,
            ground=opened.catalogue.registries[registry].ground,
            given_at=opened.at,
        )
    )


def _withdraw(opened: OpenCase, agreed: Collection[str]) -> None:
    for consent in consents.standing(opened.session, opened.case.id):
        if consent.ground == CONSENT and consent.source not in agreed:
            consent.withdrawn_at = opened.at
            for source in opened.bundle.sources:
                if source.registry == consent.source:
                    _forget(opened, source)


def _forget(opened: OpenCase, source: Source) -> None:
    given = [key for key, _, _ in shown_keys(opened.bundle, source, opened.facts)]
    for key in [*given, *(proof_key(material) for material in source.proves)]:
        row = opened.rows.get((key, Stream.CURRENT))
        if row is not None and row.source is FactSource.REGISTRY:
            opened.drop_row(key, Stream.CURRENT)


def compare(work: Casework, case_id: UUID) -> bool:
    """Compare what was filed with what registries hold; True when every registry answered.

    Run after filing by the worker, again and again while a registry does not answer: until then the facts stay 核验中
    and no decision can rest on them (design rule 9).
    """
    with open_case(work, SYSTEM, case_id, Permission.SYSTEM_ADVANCE) as opened:
        agreed = {c.source for c in consents.standing(opened.session, case_id)}
        applicant = next(
            (p for p in cases.people(opened.session, case_id) if p.role == cases.APPLICANT), None
        )
        person = (
            accounts.person(opened.session, applicant.person_id)
            if applicant and applicant.person_id
            else None
        )
        account = accounts.account(opened.session, opened.case.account_id)
        bundle, catalogue, facts = opened.bundle, opened.catalogue, opened.facts
    if person is None:
        return True
    told = _ask(
        work,
        catalogue,
        bundle,
        facts,
        Checked(person.name, person.id_number),
        agreed,
        account.phone,
    )
    with open_case(work, SYSTEM, case_id, Permission.SYSTEM_ADVANCE) as opened:
        asked = [one for one in told if one.source.registry not in {IDENTITY, ACCOUNT}]
        said = {key: min(found, key=_WEIGHT.index) for key, found in _checks(opened, asked).items()}
        changed = {
            key: check
            for key, check in said.items()
            if opened.rows[key, Stream.CURRENT].check is not check
        }
        for key, check in changed.items():
            opened.rows[key, Stream.CURRENT].check = check
        if changed:
            outcomes = {one.source.registry: one.answer.outcome.value for one in asked}
            checks = {key: check.value for key, check in sorted(changed.items())}
            opened.record("compare", payload={"registries": outcomes, "checks": checks})
    return Outcome.UNAVAILABLE not in {one.answer.outcome for one in told}


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
