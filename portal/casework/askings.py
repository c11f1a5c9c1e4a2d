"""Whom a case may ask about whom, on what ground, and the note of every asking (design rule 3).

The verified person is asked about. Another is asked about only when a registry names them as the verified person's own, with the
very ID number that was typed; what is told then is compared and never shown, unless that person has agreed in their own account.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID, uuid4

from portal.casework.context import Casework
from portal.casework.opening import OpenCase
from portal.casework.reading import grounds_in
from portal.casework.represented import is_represented
from portal.domain.actors import ActorKind
from portal.domain.bundles import Bundle, Source
from portal.domain.conditions import Facts, applies
from portal.domain.elements import FactKey, split_key
from portal.domain.identity import IdentityPart, identity_of
from portal.domain.representing import records_deaths
from portal.persistence.models import Consent, Inquiry, Person
from portal.persistence.queries import accounts, cases
from portal.registries.protocol import Answer, Checked, Outcome

CONSENT = "consent"
"""The ground that a person gives and takes back; every other is the law's."""
NOTICE_PARTS = ("name", "how", "basis")
_BY_RELATION = "relation"
"""Stands for a provider where nobody was checked: a registry named them, and they know nothing of the portal yet."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The language and mode in which somebody was told who is asked and why."""

    language: str
    mode: str

    @property
    def plain(self) -> bool:
        """Whether the plain wordings were shown."""
        return self.mode == "elder"


@dataclass(frozen=True, slots=True)
class Question:
    """One source to be asked about one party. ``shown``: the answer may be shown in this case."""

    source: Source
    party: str
    about: Checked
    person: UUID
    ground: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What one source answered, about which party, and whether that may be shown."""

    source: Source
    party: str
    answer: Answer
    shown: bool


def is_own(bundle: Bundle, source: Source, facts: Facts) -> bool:
    """Whether a source is about the person who applies; otherwise it is about somebody else."""
    return bundle.party(source.about, facts) == bundle.party(cases.APPLICANT, facts)


def shown_keys(bundle: Bundle, source: Source, facts: Facts) -> Iterator[tuple[FactKey, str, bool]]:
    """Each fact a source gives: where it goes, the registry's name for it, and whether it is about whom it was asked about.

    What is about another adult is for comparing only.
    """
    about = bundle.party(source.about, facts)
    for key, name in source.gives:
        resolved = bundle.resolve(key, facts)
        party = split_key(resolved)[0]
        yield resolved, name, party == about or bundle.parties[party].is_subject


def given_by(opened: OpenCase, party: str) -> frozenset[str]:
    """The sources that a party has agreed to in this case and not taken back."""
    return frozenset(
        consent.source
        for consent in grounds_in(opened)
        if consent.ground == CONSENT and consent.party == party
    )


def own_questions(
    opened: OpenCase, person: Person | None, agreed: Collection[str]
) -> list[Question]:
    """What is asked about the person who applies; nothing while nobody has checked who that is."""
    if person is None:
        return []
    about = Checked(person.name, person.id_number)
    party = opened.bundle.party(cases.APPLICANT, opened.facts)
    return [
        *_firm_questions(opened),
        *(
            Question(source, party, about, person.id, rule.ground, shown=True)
            for source in _registries(opened)
            if is_own(opened.bundle, source, opened.facts)
            for rule in (opened.catalogue.registries[source.registry],)
            if rule.ground != CONSENT or source.registry in agreed
        ),
    ]


def held_firm(opened: OpenCase) -> UUID | None:
    """The firm that a case is kept for; None where the applicant acts for none."""
    return next((one.person_id for one in opened.people if one.role == cases.FIRM), None)


def _firm_questions(opened: OpenCase) -> Iterator[Question]:
    """What is asked about the firm that the applicant acts for, once a registry has named them as one who may.

    While they fill it in, only for the firm they act for in this very session.
    """
    held = held_firm(opened)
    if opened.actor.kind is ActorKind.CITIZEN and opened.actor.firm != held:
        return
    firm = accounts.person(opened.session, held) if held is not None else None
    party = opened.bundle.firm
    if firm is None or party is None:
        return
    about = Checked(firm.name, firm.id_number)
    for source in _registries(opened):
        if source.about == party.id:
            ground = opened.catalogue.registries[source.registry].ground
            yield Question(source, party.id, about, firm.id, ground, shown=True)


def others_questions(
    opened: OpenCase, told: Collection[Told], *, only_agreed: bool
) -> list[Question]:
    """What is asked about others, once ``told`` of the applicant confirms who they are to them; nothing that is told already.

    ``only_agreed`` leaves out those who have not agreed, so that nothing waits for an answer about them.
    """
    found: list[Question] = []
    known = {(one.source.registry, one.party) for one in told}
    dead = {
        one.party
        for one in told
        if one.answer.outcome is Outcome.FOUND and records_deaths(opened.catalogue, one.source)
    }
    consented = {(c.party, c.source) for c in grounds_in(opened) if c.ground == CONSENT}
    for source in _registries(opened):
        about = None
        if not is_own(opened.bundle, source, opened.facts):
            about = _confirmed(opened, source, told)
        if about is None:
            continue
        party = opened.bundle.party(source.about, opened.facts)
        if (source.registry, party) in known:
            continue
        agreed = (party, source.registry) in consented
        represented = is_represented(opened, source, about, dead)
        ground = CONSENT if agreed else opened.catalogue.registries[source.registry].ground
        if agreed or (ground != CONSENT and (represented or not only_agreed)):
            person = accounts.person_of_number(
                opened.session,
                about.id_number,
                name=about.name,
                provider=_BY_RELATION,
                at=opened.at,
            )
            found.append(Question(source, party, about, person.id, ground, agreed or represented))
    return found


def _registries(opened: OpenCase) -> list[Source]:
    return [
        source
        for source in opened.bundle.sources
        if source.registry in opened.catalogue.registries and applies(source.when, opened.facts)
    ]


def _confirmed(opened: OpenCase, source: Source, told: Iterable[Told]) -> Checked | None:
    """The other, as typed, if a registry has named this very number as the applicant's own."""
    facts = opened.facts
    party = opened.bundle.party(source.about, facts)
    name, number = (
        identity_of(opened.catalogue, opened.bundle, facts, party, part)
        for part in (IdentityPart.NAME, IdentityPart.ID_NUMBER)
    )
    relation = source.relation
    if relation is None or not name or not number:
        return None
    own = opened.bundle.party(cases.APPLICANT, facts)
    named = {
        one.answer.values.get(relation.field)
        for one in told
        if one.source.registry == relation.registry and one.party == own
    }
    return Checked(name, number) if number in named else None


def note(opened: OpenCase, questions: Iterable[Question], reader: Reader | None = None) -> None:
    """Write down each asking with its ground before it is put. ``reader`` is who was told; by default who applied."""
    reader = reader or Reader(opened.case.language, opened.case.mode)
    standing = list(grounds_in(opened))
    for question in questions:
        consent = _ground(standing, question)
        if consent is None:
            consent = give(
                opened,
                source=question.source.registry,
                party=question.party,
                person=question.person,
                ground=question.ground,
                reader=reader,
            )
            standing.append(consent)
        opened.session.add(
            Inquiry(
                consent_id=consent.id,
                at=opened.at,
                actor_kind=opened.actor.kind,
                actor_id=opened.actor.id,
                elements=sorted(
                    key for key, _, _ in shown_keys(opened.bundle, question.source, opened.facts)
                ),
            )
        )


def _ground(standing: Iterable[Consent], question: Question) -> Consent | None:
    wanted = (question.source.registry, question.party, question.person, question.ground)
    return next(
        (
            consent
            for consent in standing
            if (consent.source, consent.party, consent.person_id, consent.ground) == wanted
        ),
        None,
    )


def give(
    opened: OpenCase, *, source: str, party: str, person: UUID, ground: str, reader: Reader
) -> Consent:
    """Keep a ground with the words that were shown for it."""
    consent = Consent(
        id=uuid4(),
        case_id=opened.case.id,
        person_id=person,
        source=source,
        ground=ground,
        party=party,
        account_id=opened.actor.id if opened.actor.kind == "citizen" else None,
        release_id=opened.case.release_id,
        language=reader.language,
        mode=reader.mode,
        notice=notice_digest(opened.work, opened.case.release_id, source, reader),
        given_at=opened.at,
    )
    opened.session.add(consent)
    opened.session.flush()
    return consent


def notice_digest(work: Casework, release: str, source: str, reader: Reader) -> str:
    """SHA-256, in hexadecimal, of the words of a release that tell who is asked and why."""
    words = work.shelf.words(release, reader.language, plain=reader.plain)
    shown = "\n".join(words.get(f"registry.{source}.{part}") for part in NOTICE_PARTS)
    return sha256(shown.encode()).hexdigest()
