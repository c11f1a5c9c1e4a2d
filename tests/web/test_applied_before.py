"""The same for the same person, filed before: shown before it is sent again, to the applicant and to the office."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from portal.casework.release import release
from portal.casework.save import save
from portal.domain.states import CaseState
from portal.wiring import Portal
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import CHEN, Family, known_family, unknown_family
from tests.inspector import Inspector
from tests.web.staff_client import address, main_text, sit_at
from tests.web.two_windows import Window

SignIn = Callable[..., None]


@pytest.fixture
def family(client: Inspector, portal: Portal, sign_in: SignIn) -> Family:
    """The mother, signed in and checked."""
    found = known_family(portal.casework)
    sign_in(checked=CHEN)
    return found


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_the_earlier_case_is_shown_with_number_day_and_where_it_stands(
    client: Inspector, portal: Portal, family: Family, mode: str
) -> None:
    first = make.filed_case(portal.casework, family)
    second = make.draft(portal.casework, family)
    client.post("/mode", data={"mode": mode})
    review = Window(client, f"/cases/{second}/review")
    number = see.case_of(portal.casework, first).number or ""
    for wanted in (number, f'href="/cases/{first}"', "2026年11月"):
        assert wanted in client.get(f"/cases/{second}/review").text
    assert "another" in review.names()
    assert 'href="#another"' in client.get(review.send(truth="yes").location).text
    again = review.again()
    assert again.fields()["truth"] == ["yes"]
    assert again.send(another="yes").location == f"/cases/{second}/receipt"
    assert see.case_of(portal.casework, second).state is CaseState.FILED


def test_nothing_is_asked_where_there_is_no_earlier_case(
    client: Inspector, portal: Portal, family: Family
) -> None:
    other = unknown_family(portal.casework)
    make.filed_case(portal.casework, other)
    case = make.draft(portal.casework, family)
    assert "another" not in Window(client, f"/cases/{case}/review").names()


def test_the_office_sees_a_lamp_with_the_other_number_and_what_the_applicant_said(
    client: Inspector, portal: Portal, family: Family
) -> None:
    first = make.released_case(portal.casework, family)
    second = make.draft(portal.casework, family)
    Window(client, f"/cases/{second}/review").send(truth="yes", another="yes")
    release(portal.casework, second, family.filer)
    task = sit_at(client, portal, second, make.CERTIFICATE)
    page = client.get(address(task)).text
    assert f'href="/staff/cases/{first}"' in page
    assert "可能重复" in main_text(client)
    assert str(see.case_of(portal.casework, first).number) in main_text(client)
    assert "这是另一件" in main_text(client)


def test_an_office_without_the_other_case_sees_no_number(
    client: Inspector, portal: Portal, family: Family
) -> None:
    first = make.released_case(portal.casework, family, answers=AWAY)
    second = make.released_case(portal.casework, family)
    number = str(see.case_of(portal.casework, first).number)
    here = see.task_of(portal.casework, second, make.REGISTRATION)
    assert here.office != see.task_of(portal.casework, first, make.REGISTRATION).office
    client.get(address(sit_at(client, portal, second, make.REGISTRATION)))
    assert number not in main_text(client)


AWAY = {"baby.household.region": "509902001001", "baby.household.follow": "father"}


def test_a_lamp_is_not_lit_for_a_case_that_can_still_be_taken_back(
    client: Inspector, portal: Portal, family: Family
) -> None:
    make.filed_case(portal.casework, family)
    second: UUID = make.released_case(portal.casework, family)
    client.get(address(sit_at(client, portal, second, make.CERTIFICATE)))
    assert "可能重复" not in main_text(client)


def test_one_telephone_for_both_parents_is_asked_about_and_stops_nothing(
    client: Inspector, portal: Portal, family: Family
) -> None:
    case = make.draft(portal.casework, family)
    assert "请再看看这里" not in client.get(f"/cases/{case}/review").text
    save(portal.casework, family.filer, case, {"father.contact.mobile": CHEN.phone})
    review = Window(client, f"/cases/{case}/review")
    assert "请再看看这里" in main_text(client)
    assert review.send(truth="yes").location == f"/cases/{case}/receipt"


def test_numbers_that_seem_mixed_up_are_asked_about(
    client: Inspector, portal: Portal, family: Family
) -> None:
    case = make.draft(portal.casework, family)
    swapped = {"father.contact.mobile": CHEN.phone, "mother.contact.mobile": family.father.phone}
    save(portal.casework, family.filer, case, swapped)
    client.get(f"/cases/{case}/review")
    assert "填反了" in main_text(client)
