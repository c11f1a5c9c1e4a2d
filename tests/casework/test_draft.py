"""Drafts: begun with an answer, saved right or wrong, prefilled, thrown away."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from portal.casework.attach import MOST_FILES, attach, detach
from portal.casework.compare import compare
from portal.casework.context import Casework
from portal.casework.discard import discard
from portal.casework.errors import NotFound, StaleVersion, WrongMoment
from portal.casework.prefill import prefill
from portal.casework.release import take_back
from portal.casework.save import change_plan, save
from portal.casework.start import start
from portal.documents.intake import RefusedFile
from portal.domain.facts import FactCheck, FactSource, Stream
from portal.domain.permissions import Forbidden
from portal.persistence.queries import cases
from portal.registries.demo import DemoRegistries, Trouble
from portal.registries.protocol import Outcome
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import (
    CHEN,
    LIN,
    citizen,
    family_whose_father_files,
    known_family,
    staff_of,
    unknown_family,
)


def test_begins_with_every_situation_answered(work: Casework) -> None:
    family = known_family(work)
    with pytest.raises(WrongMoment) as refused:
        start(work, family.filer, make.BUNDLE, {"filer": "mother"}, language="en", mode="elder")
    assert refused.value.code == "situation_unanswered"


def test_an_answer_off_the_fast_path_begins_nothing(work: Casework) -> None:
    family = known_family(work)
    situation = {**family.situation, "family": "unmarried"}
    with pytest.raises(WrongMoment) as refused:
        start(work, family.filer, make.BUNDLE, situation, language="en", mode="standard")
    assert refused.value.code == "not_fast_path"
    with pytest.raises(NotFound):
        start(work, family.filer, "no_such_thing", situation, language="en", mode="standard")


def test_staff_begin_no_drafts(work: Casework) -> None:
    family = known_family(work)
    clerk = staff_of(work, "hospital_mch")
    with pytest.raises(Forbidden):
        start(work, clerk, make.BUNDLE, family.situation, language="en", mode="standard")


def test_keeps_what_is_wrong_and_says_what_is_wrong(work: Casework) -> None:
    family = unknown_family(work)
    case = make.empty_draft(work, family)
    saved = save(work, family.filer, case, {"baby.birth.weight_grams": "六斤半"})
    assert {k: f.code for k, f in saved.faults.items()} == {
        "baby.birth.weight_grams": "not_a_number"
    }
    assert see.facts_of(work, case)["baby.birth.weight_grams"] == "六斤半"


def test_keeps_no_answer_that_the_case_does_not_ask(work: Casework) -> None:
    family = unknown_family(work)
    case = make.empty_draft(work, family)
    typed = {"mother.bank.account": "6217000010001234561", "baby.birth.certificate_number": "X1"}
    save(work, family.filer, case, typed)
    assert see.facts_of(work, case).keys().isdisjoint(typed)


def test_a_save_that_saw_an_older_version_overwrites_nothing(work: Casework) -> None:
    family = unknown_family(work)
    case = make.empty_draft(work, family)
    seen = see.case_of(work, case).version
    first = save(work, family.filer, case, {"baby.person.name": "许多多"}, version=seen)
    with pytest.raises(StaleVersion) as refused:
        save(work, family.filer, case, {"baby.person.name": "许少少"}, version=seen)
    assert (refused.value.seen, refused.value.current) == (seen, first.version)
    assert see.facts_of(work, case)["baby.person.name"] == "许多多"


def test_nobody_else_finds_a_draft(work: Casework) -> None:
    family = known_family(work)
    case = make.empty_draft(work, family)
    for stranger in (family.other, staff_of(work, "hospital_mch")):
        with pytest.raises(NotFound):
            save(work, stranger, case, {})
        with pytest.raises(NotFound):
            discard(work, stranger, case)


def test_what_is_known_is_not_asked_but_another_adults_is_never_shown(work: Casework) -> None:
    family = known_family(work)
    case = make.empty_draft(work, family)
    outcomes = prefill(work, family.filer, case, set())
    assert outcomes["births"] is Outcome.FOUND
    facts = see.facts_of(work, case)
    assert facts["mother.person.name"] == CHEN.name
    assert facts["baby.birth.institution"] == "PDY50990101"
    assert facts["mother.marriage.certificate_number"] == "J509901-2021-000123"
    assert not any(key.startswith("father.") for key in facts)
    assert "insured" not in outcomes


def test_nobody_is_asked_about_somebody_whose_identity_was_not_checked(work: Casework) -> None:
    family = known_family(work)
    phone_only = citizen(work, CHEN, checked=False)
    case = make.empty_draft(work, replace(family, filer=phone_only))
    outcomes = prefill(work, phone_only, case, {"insured"})
    assert set(outcomes) == {"account"}
    assert see.facts_of(work, case)["mother.contact.mobile"] == CHEN.phone


def test_consent_taken_back_takes_back_what_came_by_it(work: Casework) -> None:
    family = known_family(work)
    case = make.empty_draft(work, family, chosen=[make.EXPENSE])
    prefill(work, family.filer, case, {"insured"})
    assert see.facts_of(work, case)["mother.insurance.kind"] == "employee"
    prefill(work, family.filer, case, set())
    assert "mother.insurance.kind" not in see.facts_of(work, case)


def test_what_a_person_typed_outlives_what_a_registry_says(work: Casework) -> None:
    family = known_family(work)
    case = make.empty_draft(work, family)
    save(work, family.filer, case, {"baby.birth.weight_grams": "3300"})
    prefill(work, family.filer, case, set())
    with work.db.reading() as session:
        row = next(r for r in cases.facts(session, case) if r.key == "baby.birth.weight_grams")
    assert (row.value, row.source, row.check) == ("3300", FactSource.PERSON, FactCheck.DIFFERS)


def test_registries_that_disagree_leave_the_weightier_word(
    work: Casework, registries: DemoRegistries
) -> None:
    case = make.filed_case(work)
    key = "father.person.id_number"

    def check() -> FactCheck:
        compare(work, case)
        with work.db.reading() as session:
            rows = cases.facts(session, case)
        return next(r for r in rows if (r.key, r.stream) == (key, Stream.CURRENT)).check

    assert check() is FactCheck.AGREES
    registries.troubles["marriages"] = Trouble.DOWN
    assert check() is FactCheck.AGREES
    registries.troubles["births"] = Trouble.DOWN
    assert check() is FactCheck.CHECKING
    registries.troubles.clear()
    assert check() is FactCheck.AGREES


def test_what_follows_is_taken_back_when_it_no_longer_follows(work: Casework) -> None:
    family = known_family(work)
    case = make.empty_draft(work, family)
    prefill(work, family.filer, case, set())
    save(work, family.filer, case, {"baby.household.follow": "mother"})
    facts = see.facts_of(work, case)
    assert facts["baby.household.region"] == facts["baby.insurance.region"] == "509901001001"
    save(work, family.filer, case, {"baby.household.follow": "father"})
    after = see.facts_of(work, case).keys()
    assert after.isdisjoint({"baby.household.region", "baby.insurance.region"})


def test_optional_items_come_and_go_with_their_questions(work: Casework) -> None:
    family = known_family(work)
    case = make.draft(work, family, chosen=[make.EXPENSE])
    change_plan(work, family.filer, case, chosen=[make.GUIDANCE, make.CARD])
    assert see.case_of(work, case).chosen == [make.GUIDANCE]
    assert "mother.bank.account" in see.facts_of(work, case)


def test_files_are_checked_counted_and_taken_off_again(work: Casework) -> None:
    family = known_family(work)
    case = make.empty_draft(work, family)
    paper = "parents_id_cards"
    with pytest.raises(RefusedFile):
        attach(work, family.filer, case, paper, b"MZ not a picture", "photo.png")
    with pytest.raises(NotFound):
        attach(work, family.filer, case, "medical_invoice", make.photo(), "photo.png")
    kept = [
        attach(work, family.filer, case, paper, make.photo(shade), "photo.png")
        for shade in range(MOST_FILES)
    ]
    assert attach(work, family.filer, case, paper, make.photo(0), "again.png") == kept[0]
    with pytest.raises(WrongMoment) as refused:
        attach(work, family.filer, case, paper, make.photo(99), "photo.png")
    assert refused.value.code == "too_many_files"
    detach(work, family.filer, case, kept[0])
    with pytest.raises(FileNotFoundError):
        work.files.get(kept[0])
    with pytest.raises(NotFound):
        detach(work, family.filer, case, kept[0])


def test_a_sent_file_cannot_be_taken_off(work: Casework) -> None:
    family = known_family(work)
    case = make.filed_case(work, family)
    with work.db.reading() as session:
        upload = cases.uploads(session, case)[0].id
    with pytest.raises(NotFound):
        detach(work, family.filer, case, upload)
    assert work.files.get(upload)


def test_thrown_away_leaves_nothing(work: Casework) -> None:
    family = known_family(work)
    case = make.draft(work, family)
    with work.db.reading() as session:
        files = [u.id for u in cases.uploads(session, case)]
    discard(work, family.filer, case)
    with work.db.reading() as session:
        for table in ("fact", "upload", "case_person", "consent"):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0  # noqa: S608
    for file in files:
        with pytest.raises(FileNotFoundError):
            work.files.get(file)
    with pytest.raises(NotFound):
        save(work, family.filer, case, {})


def test_what_was_sent_once_cannot_be_thrown_away(work: Casework) -> None:
    family = known_family(work)
    case = make.filed_case(work, family)
    take_back(work, family.filer, case)
    with pytest.raises(WrongMoment):
        discard(work, family.filer, case)


def test_the_father_files_under_his_own_name(work: Casework) -> None:
    family = family_whose_father_files(work)
    case = make.draft(work, family)
    facts = see.facts_of(work, case)
    assert facts["father.person.name"] == family.father.name
    assert facts["mother.person.name"] == family.mother.name
    assert LIN.name not in facts.values()
