"""Who is asked about whom, on what ground, with what notice; and what another adult's agreement opens and closes."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from portal.casework.askings import CONSENT, Reader, notice_digest
from portal.casework.compare import compare
from portal.casework.confirm import confirm
from portal.casework.context import Casework
from portal.casework.errors import NotFound, WrongMoment
from portal.casework.move_cases import move_cases
from portal.casework.prefill import prefill
from portal.casework.release import take_back
from portal.casework.share import share
from portal.casework.withdraw_consent import withdraw_consent
from portal.domain.actors import Assurance
from portal.domain.facts import FactCheck, Stream
from portal.domain.permissions import Forbidden
from portal.persistence.models import Consent, Inquiry
from portal.persistence.queries import accounts, cases
from portal.registries.demo import DemoRegistries
from portal.registries.protocol import Answer, Checked
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import CHEN, LIN, XU, Parent, citizen, known_family, staff_of

READER = Reader("zh_Hans_CN", "elder")


@pytest.fixture
def asked(registries: DemoRegistries, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Every question put: the registry and the ID number."""
    put: list[tuple[str, str]] = []
    answer = DemoRegistries.ask

    def ask(self: DemoRegistries, registry: str, person: Checked) -> Answer:
        put.append((registry, person.id_number))
        return answer(self, registry, person)

    monkeypatch.setattr(DemoRegistries, "ask", ask)
    return put


def grounds(work: Casework, case: UUID) -> list[Consent]:
    """Every ground on record, withdrawn ones too."""
    with work.db.reading() as session:
        return [c for c in session.query(Consent).order_by(Consent.given_at) if c.case_id == case]


def inquiries(work: Casework) -> list[Inquiry]:
    """Every asking on record."""
    with work.db.reading() as session:
        return list(session.query(Inquiry).order_by(Inquiry.id))


def check_of(work: Casework, case: UUID, key: str) -> FactCheck:
    """The mark of a value."""
    with work.db.reading() as session:
        rows = cases.facts(session, case)
    return next(r for r in rows if (r.key, r.stream) == (key, Stream.CURRENT)).check


def request_of(work: Casework, case: UUID) -> UUID:
    """The question to the other parent."""
    return see.confirmations_of(work, case)[0].id


def ground_of(work: Casework, case: UUID, source: str, party: str, ground: str) -> Consent:
    """One ground on record."""
    return next(
        c for c in grounds(work, case) if (c.source, c.party, c.ground) == (source, party, ground)
    )


def test_before_filing_only_the_applicant_is_asked_about(
    work: Casework, asked: list[tuple[str, str]]
) -> None:
    make.draft(work)
    assert {number for _, number in asked} == {CHEN.id_number}


def test_after_filing_the_spouse_is_checked_once_a_registry_names_them(
    work: Casework, asked: list[tuple[str, str]]
) -> None:
    case = make.filed_case(work)
    compare(work, case)
    assert [registry for registry, number in asked if number == LIN.id_number] == ["households"]
    assert check_of(work, case, "father.person.nation") is FactCheck.AGREES
    assert not any(key.startswith("father.household") for key in see.facts_of(work, case))


def test_whoever_no_registry_names_is_not_asked_about_at_all(
    work: Casework, asked: list[tuple[str, str]]
) -> None:
    case = make.filed_case(work, answers={"father.person.id_number": XU.id_number})
    compare(work, case)
    assert {number for _, number in asked} == {CHEN.id_number}
    assert {c.party for c in grounds(work, case)} == {"mother"}


def test_each_asking_has_its_ground_its_notice_and_its_elements_on_record(work: Casework) -> None:
    family = known_family(work)
    case = make.empty_draft(work, family, chosen=[make.EXPENSE])
    prefill(work, family.filer, case, {"insured"}, READER)
    found = {c.source: c for c in grounds(work, case)}
    assert {source: c.ground for source, c in found.items()} == {
        "births": "statutory_duty",
        "households": "statutory_duty",
        "marriages": "statutory_duty",
        "insured": CONSENT,
    }
    release = see.case_of(work, case).release_id
    for consent in found.values():
        assert (consent.language, consent.mode, consent.release_id) == (
            "zh_Hans_CN",
            "elder",
            release,
        )
        assert consent.notice == notice_digest(work, release, consent.source, READER)
        assert consent.notice != notice_digest(work, release, consent.source, Reader("en", "elder"))
        assert (consent.person_id, consent.account_id) == (family.filer.person, family.filer.id)
    told = {i.consent_id: i for i in inquiries(work)}
    assert told[found["insured"].id].elements == ["mother.insurance.kind"]
    assert told[found["insured"].id].actor_id == family.filer.id


def test_an_asking_is_on_record_before_it_is_put(
    work: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = known_family(work)
    case = make.empty_draft(work, family)

    def gone(*_: object) -> Answer:
        raise ConnectionError

    monkeypatch.setattr(DemoRegistries, "ask", gone)
    with pytest.raises(ConnectionError):
        prefill(work, family.filer, case, set())
    assert len(inquiries(work)) == 3


def test_what_the_other_agrees_to_is_asked_filled_in_and_told(work: Casework) -> None:
    family = known_family(work)
    case = make.filed_case(work, family)
    compare(work, case)
    assert share(work, family.other, request_of(work, case), ["households", "nonsense"], READER)
    compare(work, case)
    facts = see.facts_of(work, case)
    assert facts["father.household.head_name"] == LIN.name
    shared = ground_of(work, case, "households", "father", CONSENT)
    assert (shared.person_id, shared.account_id) == (family.other.person, family.other.id)
    assert "share" in [event.verb for event in see.events_of(work, case)]
    assert not share(work, family.other, request_of(work, case), ["households"], READER)


def test_taken_back_it_is_asked_no_more_and_what_no_decision_needs_goes(
    work: Casework, asked: list[tuple[str, str]]
) -> None:
    family = known_family(work)
    case = make.filed_case(work, family)
    share(work, family.other, request_of(work, case), ["households"], READER)
    compare(work, case)
    shared = ground_of(work, case, "households", "father", CONSENT)
    withdraw_consent(work, family.other, shared.id)
    withdraw_consent(work, family.other, shared.id)
    facts = see.facts_of(work, case)
    assert not any(key.startswith("father.household") for key in facts)
    assert facts["father.person.nation"] == "01", "what was typed stands"
    events = [event for event in see.events_of(work, case) if event.verb == "withdraw_consent"]
    assert len(events) == 1
    compare(work, case)
    assert not any(key.startswith("father.household") for key in see.facts_of(work, case))


def test_in_a_draft_that_was_taken_back_what_was_shared_is_filled_in(work: Casework) -> None:
    family = known_family(work)
    case = make.filed_case(work, family)
    share(work, family.other, request_of(work, case), ["households"], READER)
    take_back(work, family.filer, case)
    outcomes = prefill(work, family.filer, case, set())
    assert see.facts_of(work, case)["father.household.head_name"] == LIN.name
    assert set(outcomes) == {"identity", "account", "births", "households", "marriages"}
    shared = ground_of(work, case, "households", "father", CONSENT)
    withdraw_consent(work, family.other, shared.id)
    assert "father.household.head_name" not in see.facts_of(work, case)


def test_after_filing_a_consent_of_ones_own_stops_the_asking_and_keeps_what_is_decided_on(
    work: Casework, asked: list[tuple[str, str]]
) -> None:
    family = known_family(work)
    case = make.filed_case(work, family, chosen=[make.EXPENSE])
    withdraw_consent(work, family.filer, ground_of(work, case, "insured", "mother", CONSENT).id)
    assert see.facts_of(work, case)["mother.insurance.kind"] == "employee"
    asked.clear()
    compare(work, case)
    assert "insured" not in {registry for registry, _ in asked}


def test_only_ones_own_consent_can_be_taken_back_and_nothing_that_is_the_laws(
    work: Casework,
) -> None:
    family = known_family(work)
    case = make.filed_case(work, family, chosen=[make.EXPENSE])
    consent = ground_of(work, case, "insured", "mother", CONSENT)
    for other in (family.other, citizen(work, CHEN, checked=False)):
        with pytest.raises(NotFound):
            withdraw_consent(work, other, consent.id)
    law = ground_of(work, case, "births", "mother", "statutory_duty")
    with pytest.raises(WrongMoment, match="ground_is_the_laws"):
        withdraw_consent(work, family.filer, law.id)


def test_nobody_shares_for_another(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    request = request_of(work, case)
    with pytest.raises(NotFound):
        share(work, family.filer, request, ["households"], READER)
    pretending = replace(family.filer, person=family.other.person)
    with pytest.raises(WrongMoment, match="own_account"):
        share(work, pretending, request, ["households"], READER)
    assert share(
        work, replace(pretending, assurance=Assurance.STRONG), request, ["households"], READER
    )
    confirm(work, family.other, request, agrees=True)
    make.answer_confirmations(work, family.other, case)


def test_a_refused_question_shares_nothing(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    request = request_of(work, case)
    confirm(work, family.other, request, agrees=False)
    with pytest.raises(WrongMoment, match="already_answered"):
        share(work, family.other, request, ["households"], READER)


def test_cases_go_along_to_a_new_number_and_those_of_others_stay(work: Casework) -> None:
    family = known_family(work)
    case, draft = make.released_case(work, family), make.draft(work, family)
    new = citizen(work, Parent(CHEN.name, CHEN.id_number, "19944440001"))
    clerk = staff_of(work, next(iter(work.city.offices)))
    person, old = family.filer.person, family.filer.id
    assert person is not None
    assert old is not None
    assert new.id is not None
    with pytest.raises(Forbidden):
        move_cases(work, family.filer, person, old, new.id)
    assert move_cases(work, clerk, person, old, new.id) == 2
    assert {see.case_of(work, each).account_id for each in (case, draft)} == {new.id}
    assert see.events_of(work, case)[-1].verb == "move_account"
    with work.db.reading() as session:
        assert {p.phone for p in cases.people(session, case) if p.phone} == {"19944440001"}
        assert accounts.persons_of(session, old)
    assert move_cases(work, clerk, person, old, new.id) == 0
