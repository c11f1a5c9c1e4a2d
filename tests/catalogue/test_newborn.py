"""The newborn bundle as it is offered, and the invented people who try it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from portal.catalogue.city import City
from portal.catalogue.files import read_split, read_yaml
from portal.domain.bundles import Bundle, Catalogue, depths
from portal.domain.conditions import applies
from portal.domain.items import StaffRole
from portal.domain.questions import materials, questions
from portal.domain.routing import route

TODAY = date(2026, 11, 23)
MANDATORY = (
    "birth_certificate",
    "vaccination_record",
    "birth_registration",
    "resident_insurance",
    "social_security_card",
)
MOTHER = {"situation.filer": "mother"}
FATHER = {"situation.filer": "father"}


@pytest.fixture
def bundle(catalogue: Catalogue) -> Bundle:
    return catalogue.bundles["newborn"]


@pytest.fixture(scope="module")
def people(services: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = read_split(
        services / "demo" / "people", together_below=True
    )["people"]
    return found


@pytest.fixture(scope="module")
def registries(services: Path) -> dict[str, dict[str, dict[str, Any]]]:
    return read_split(services / "demo" / "registries", together_below=True)


def keys(catalogue: Catalogue, bundle: Bundle, facts: dict[str, str]) -> set[str]:
    return {
        question.key
        for question in questions(catalogue, bundle, facts, bundle.active_items(facts, ()))
    }


def papers(catalogue: Catalogue, bundle: Bundle, facts: dict[str, str]) -> set[str]:
    return {
        paper.material
        for paper in materials(catalogue, bundle, facts, bundle.active_items(facts, ()))
    }


def test_the_relay_runs_from_certificate_to_register_to_insurance_and_card(bundle: Bundle) -> None:
    assert bundle.active_items(MOTHER, ()) == MANDATORY
    assert depths(bundle, MANDATORY) == dict(zip(MANDATORY, (0, 1, 1, 2, 2), strict=True))
    assert set(bundle.items) - set(MANDATORY) == {"maternity_expense", "parenting_guidance"}


def test_what_one_item_makes_is_never_asked(catalogue: Catalogue, bundle: Bundle) -> None:
    asked = keys(catalogue, bundle, MOTHER)
    assert asked.isdisjoint({"baby.birth.certificate_number", "baby.person.id_number"})


def test_each_parent_is_asked_about_once_whoever_files(
    catalogue: Catalogue, bundle: Bundle
) -> None:
    for facts, own, other in ((MOTHER, "mother", "father"), (FATHER, "father", "mother")):
        asked = keys(catalogue, bundle, facts)
        assert not {key for key in asked if key.startswith("applicant.")}
        assert {f"{own}.person.name", f"{other}.person.name", f"{other}.contact.mobile"} <= asked
        assert f"{own}.marriage.certificate_number" in asked
        assert f"{other}.marriage.certificate_number" not in asked


def test_an_address_is_asked_only_for_the_post(catalogue: Catalogue, bundle: Bundle) -> None:
    collect = keys(catalogue, bundle, {**MOTHER, "baby.card.delivery": "collect"})
    post = keys(catalogue, bundle, {**MOTHER, "baby.card.delivery": "post"})
    assert post - collect == {"baby.contact.address", "baby.contact.recipient"}


def test_a_declaration_is_wanted_only_when_the_parents_nations_differ(
    catalogue: Catalogue, bundle: Bundle
) -> None:
    same = {"mother.person.nation": "01", "father.person.nation": "01"}
    differ = {"mother.person.nation": "15", "father.person.nation": "01"}
    assert "nation_form" not in papers(catalogue, bundle, {**MOTHER, **same})
    assert "nation_form" in papers(catalogue, bundle, {**MOTHER, **differ})


@pytest.mark.parametrize(
    ("filer", "asked"),
    [
        ("mother", {("birth_registration", "father")}),
        ("father", {("birth_registration", "mother"), ("birth_certificate", "mother")}),
    ],
)
def test_the_other_parent_always_agrees_to_name_and_register(
    filer: str, asked: set[tuple[str, str]], catalogue: Catalogue
) -> None:
    facts = {"situation.filer": filer}
    assert asked == {
        (item.id, rule.by)
        for item in map(catalogue.items.get, catalogue.bundles["newborn"].items)
        if item is not None
        for rule in item.confirmations
        if applies(rule.when, facts)
    }


def test_no_figure_is_invented(catalogue: Catalogue, bundle: Bundle) -> None:
    assert {catalogue.items[name].statutory_days for name in bundle.items} == {None}
    assert {name: catalogue.items[name].promised_days for name in bundle.items} == {
        "birth_certificate": 5,
        "vaccination_record": 1,
        "birth_registration": 10,
        "resident_insurance": 1,
        "social_security_card": 30,
        "maternity_expense": 20,
        "parenting_guidance": 15,
    }
    assert bundle.promised_days == 5


def test_somebody_sits_at_each_desk_that_the_known_families_reach(
    services: Path,
    people: dict[str, dict[str, str]],
    registries: dict[str, dict[str, dict[str, Any]]],
    bundle: Bundle,
    catalogue: Catalogue,
    city: City,
) -> None:
    staff = read_yaml(services / "demo" / "staff.yaml")["staff"]
    at = {(member["office"], StaffRole(member["role"])) for member in staff.values()}
    assert {office for office, _ in at} <= city.offices.keys()
    assert ("zwfw_city", StaffRole.SUPERVISOR) in at
    for filer in ("chen_xiaoyu", "zhou_qiming"):
        number = people[filer]["id_number"]
        places = {
            "institution": registries["births"][number]["institution"],
            "region": registries["households"][number]["region"],
        }
        for item in map(catalogue.items.__getitem__, bundle.items):
            assert item.routed_by is not None
            office = route(
                department=item.department,
                lead_department="wjw",
                place=places[item.routed_by.rpartition(".")[2]],
                day=TODAY,
                regions=city.regions,
                offices=city.offices,
            )
            assert office.certain
            assert {(office.office, stage.role) for stage in item.stages} <= at
