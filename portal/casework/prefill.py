"""Prefill: asks the departments for what they already hold, about the checked person only.

What a registry says of the person, or of the child or other subject it names as theirs, is shown. What it says of
another adult is only compared with what was typed, and neither shown nor hinted at, until that adult agrees.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from portal.casework.askings import CONSENT as CONSENT
from portal.casework.askings import (
    Question,
    Reader,
    Told,
    note,
    others_questions,
    own_questions,
)
from portal.casework.askings import shown_keys as shown_keys
from portal.casework.context import Casework
from portal.casework.derive import derive
from portal.casework.errors import WrongMoment
from portal.casework.facts import put_fact
from portal.casework.opening import OpenCase, open_case
from portal.casework.reading import grounds_in
from portal.casework.told import ACCOUNT as ACCOUNT
from portal.casework.told import IDENTITY as IDENTITY
from portal.casework.told import ask, portal_told
from portal.casework.withdraw_consent import forget
from portal.domain.actors import Actor, Assurance
from portal.domain.facts import FactCheck, FactSource, Stream
from portal.domain.permissions import Permission
from portal.domain.questions import proof_key
from portal.domain.states import CaseState
from portal.persistence.models import CasePerson
from portal.persistence.queries import accounts, cases
from portal.registries.asking import PAGE_SECONDS
from portal.registries.protocol import Outcome as Outcome

_STAND = frozenset({FactSource.PERSON, FactSource.IDENTITY})


def prefill(
    work: Casework,
    actor: Actor,
    case_id: UUID,
    agreed: Collection[str],
    reader: Reader | None = None,
) -> dict[str, Outcome]:
    """Ask every source of a draft that may be asked, and keep what may be shown; outcomes by registry of all that is shown.

    ``agreed`` are the registries the person consented to, in the words shown to ``reader``; consent given before and not
    repeated is withdrawn, and what came by it is removed. Each asking is noted before it is put.
    """
    with open_case(work, actor, case_id, Permission.CASE_EDIT) as opened:
        if opened.case.state is not CaseState.DRAFT:
            raise WrongMoment("already_filed")
        person = None
        if actor.person is not None and actor.assurance >= Assurance.CHECKED:
            person = accounts.person(opened.session, actor.person)
            _belongs_to(opened, actor)
            hold_firm(opened, actor)
        phone = accounts.account(opened.session, opened.case.account_id).phone
        _withdraw(opened, agreed)
        own = own_questions(opened, person, agreed)
        note(opened, own, reader)
        known = portal_told(opened, person, phone)
        others = _somebody_shares(opened) or any(
            party.represented for party in opened.bundle.parties.values()
        )
    told = ask(work, own, PAGE_SECONDS)
    shared: list[Told] = []
    heard = [*known, *told]
    while True:
        with open_case(work, actor, case_id, Permission.CASE_EDIT) as opened:
            for one in heard:
                keep(opened, one)
            derive(opened)
            theirs: list[Question] = []
            if others:
                theirs = others_questions(opened, [*told, *shared], only_agreed=True)
                note(opened, theirs, reader)
            opened.touch()
        if not theirs:
            break
        # One answer may open the next question: who has died may be asked about, once that is known.
        heard = ask(work, theirs, PAGE_SECONDS)
        shared += heard
    spoken = [*known, *told, *(one for one in shared if one.shown)]
    return {one.source.registry: one.answer.outcome for one in spoken}


def _belongs_to(opened: OpenCase, actor: Actor) -> None:
    """What registries say of a checked person makes the draft theirs: their phone alone opens it no more."""
    for one in opened.people:
        if one.role == cases.APPLICANT and one.person_id is None:
            one.person_id, one.assurance = actor.person, actor.assurance


def hold_firm(opened: OpenCase, actor: Actor) -> None:
    """Keep in a draft which firm its applicant acts for in this session; the one said last counts, and none counts too."""
    party = opened.bundle.firm
    if party is None:
        return
    held = next((one for one in opened.people if one.role == cases.FIRM), None)
    if held is not None and held.person_id != actor.firm:
        # What was said of one firm must neither be mixed with another nor be sent by who acts for none.
        for source in opened.bundle.sources:
            if source.about == party.id:
                forget(opened, source.registry, party.id)
    if actor.firm is None:
        if held is not None:
            opened.session.delete(held)
            opened.people.remove(held)
    elif held is not None:
        held.person_id = actor.firm
    else:
        made = CasePerson(
            case_id=opened.case.id,
            role=cases.FIRM,
            party=party.id,
            person_id=actor.firm,
            assurance=actor.assurance,
        )
        opened.session.add(made)
        opened.people.append(made)


def _somebody_shares(opened: OpenCase) -> bool:
    applicants = {one.person_id for one in opened.people}
    return any(
        consent.ground == CONSENT and consent.person_id not in applicants
        for consent in grounds_in(opened)
    )


def _withdraw(opened: OpenCase, agreed: Collection[str]) -> None:
    own = opened.bundle.party(cases.APPLICANT, opened.facts)
    gone = [
        consent
        for consent in grounds_in(opened)
        if consent.party == own and consent.ground == CONSENT and consent.source not in agreed
    ]
    for consent in gone:
        consent.withdrawn_at = opened.at
    for source in sorted({consent.source for consent in gone}):
        forget(opened, source, own)


def keep(opened: OpenCase, told: Told) -> None:
    """Keep what a source gave and what may be shown; what a person typed stands, with a mark of whether it agrees."""
    portal = told.source.registry in {IDENTITY, ACCOUNT}
    origin = FactSource.IDENTITY if portal else FactSource.REGISTRY
    # What the person typed stands, and so does what the check of who they are said of themselves.
    stands = {FactSource.PERSON} if portal else _STAND
    if told.answer.outcome is not Outcome.FOUND or not told.shown:
        return
    for key, name, about_them in shown_keys(opened.bundle, told.source, opened.facts):
        row = opened.rows.get((key, Stream.CURRENT))
        if not about_them or name not in told.answer.values:
            continue
        value = told.answer.values[name]
        if row is None or row.source not in stands or not row.value:
            put_fact(opened, key, value, origin, Stream.CURRENT, FactCheck.AGREES)
        else:
            row.check = FactCheck.AGREES if row.value == value else FactCheck.DIFFERS
    for material in told.source.proves:
        registry = told.source.registry
        put_fact(opened, proof_key(material), registry, origin, Stream.CURRENT, FactCheck.AGREES)
