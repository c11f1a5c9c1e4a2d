"""Everything that is offered: a dozen bundles with their items, and the invented people and firms who try them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from portal.catalogue.files import read_split, read_yaml
from portal.domain.bundles import Catalogue, PartyKind
from portal.domain.credit_code import BadCreditCode
from portal.domain.credit_code import parse as parse_code
from portal.domain.items import ResultKind
from portal.domain.masking import Mask
from portal.domain.resident_id import parse

TODAY = date(2026, 11, 23)
Records = dict[str, dict[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def people(services: Path) -> dict[str, dict[str, str]]:
    """The invented people by id."""
    found = read_split(services / "demo" / "people", together_below=True)["people"]
    return dict(found)


@pytest.fixture(scope="module")
def registries(services: Path) -> Records:
    """What each registry of the demonstration holds."""
    return read_split(services / "demo" / "registries", together_below=True)


def test_every_item_names_its_law_and_its_stages_keep_its_promise(catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        assert item.legal_basis, item.id
        assert all(ground.startswith("《") for ground in item.legal_basis), item.id
        if item.promised_days is not None:
            taken = sum(stage.limit_days or 0 for stage in item.stages)
            assert taken <= max(item.promised_days, len(item.stages)), item.id


def test_a_document_made_here_says_what_a_certificate_may_not(catalogue: Catalogue) -> None:
    licences = {
        item.id for item in catalogue.items.values() if item.result.kind is ResultKind.ISSUED_HERE
    }
    assert "vaccination_record" in licences
    assert licences.isdisjoint({"birth_certificate", "food_licence", "disability_certificate"})


def test_masks_exist_and_cover_what_is_sensitive(catalogue: Catalogue) -> None:
    for element in catalogue.elements.values():
        assert Mask(element.mask)
    assert {
        name: catalogue.elements[name].mask
        for name in ("person.id_number", "bank.account", "contact.mobile")
    } == {
        "person.id_number": "resident_id",
        "bank.account": "bank_account",
        "contact.mobile": "mobile",
    }


def test_the_invented_people_have_sound_numbers_and_phones_of_their_own(
    people: dict[str, dict[str, str]],
) -> None:
    for person in people.values():
        assert parse(person["id_number"], TODAY).sex == person["sex"]
    for part in ("id_number", "phone", "name"):
        assert len({person[part] for person in people.values()}) == len(people)


def test_registries_speak_only_of_invented_people_and_firms(
    people: dict[str, dict[str, str]], registries: Records, catalogue: Catalogue
) -> None:
    assert registries.keys() == catalogue.registries.keys()
    known = {person["id_number"] for person in people.values()}
    # The dead are in no list of those who can sign in; a relative's record names them.
    known |= {r["deceased_id"] for r in registries["relatives"].values() if "deceased_id" in r}
    for name, records in registries.items():
        for number, record in records.items():
            assert number in known or is_code(number) or is_minor(number), (name, number)
            others = {
                str(v) for k, v in record.items() if k in {"mother_id", "father_id", "spouse_id"}
            }
            assert others <= known


def is_code(number: str) -> bool:
    """Whether a number is the credit code of a firm."""
    try:
        return parse_code(number).code == number
    except BadCreditCode:
        return False


def is_minor(number: str) -> bool:
    """Whether a number is that of somebody too young to sign in."""
    return parse(number, TODAY).birth_date.year > TODAY.year - 18


def test_registries_answer_with_the_fields_that_the_bundles_take(
    registries: Records, catalogue: Catalogue
) -> None:
    for bundle in catalogue.bundles.values():
        for source in bundle.sources:
            if source.registry in registries:
                fields = {
                    name.replace("_days_ago", "")
                    for record in registries[source.registry].values()
                    for name in record
                }
                assert {name for _, name in source.gives} <= fields, (bundle.id, source.registry)


def test_one_person_is_in_no_registry(
    people: dict[str, dict[str, str]], registries: Records
) -> None:
    number = people["sun_wangshu"]["id_number"]
    assert all(number not in records for records in registries.values())


def test_every_bundle_can_be_tried_by_somebody_whom_its_registries_know(
    people: dict[str, dict[str, str]], registries: Records, catalogue: Catalogue
) -> None:
    for bundle in catalogue.bundles.values():
        of_persons = {
            source.registry
            for source in bundle.sources
            if source.registry in registries
            and bundle.parties[source.about].kind is not PartyKind.FIRM
        }
        asked = {name: registries[name].keys() for name in of_persons}
        known = [p for p in people.values() if any(p["id_number"] in k for k in asked.values())]
        assert known or not of_persons, bundle.id
        if bundle.firm is not None:
            acting = registries[next(r.id for r in catalogue.registries.values() if r.acting)]
            assert any(record["acting"] for record in acting.values()), bundle.id


def test_no_password_is_written_down(services: Path) -> None:
    for member in read_yaml(services / "demo" / "staff.yaml")["staff"].values():
        assert member.keys() == {"name", "office", "role", "note"}
