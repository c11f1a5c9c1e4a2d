"""Which office takes a task."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.routing import NoOffice, Office, Region, Routed, route

DAY = date(2026, 11, 23)
REGIONS = {
    region.code: region
    for region in (
        Region("city", None, "city"),
        Region("east", "city", "district"),
        Region("river", "east", "street"),
        Region("west", "city", "district"),
    )
}


def office(name: str, department: str, region: str, **more: object) -> Office:
    return Office(name, department, region, "12345", **more)  # type: ignore[arg-type]


def routed(
    place: str | None, *offices: Office, department: str = "police", day: date = DAY
) -> Routed:
    return route(
        department=department,
        lead_department="health",
        place=place,
        day=day,
        regions=REGIONS,
        offices={one.id: one for one in (*offices, office("health", "health", "city"))},
    )


def test_the_place_itself_comes_before_what_lies_above_it() -> None:
    assert (
        routed(
            "river", office("district", "police", "east"), office("street", "police", "river")
        ).office
        == "street"
    )


def test_a_place_without_an_office_goes_to_the_nearest_above_it() -> None:
    assert (
        routed(
            "river", office("city", "police", "city"), office("district", "police", "east")
        ).office
        == "district"
    )


def test_an_institution_code_comes_before_any_region() -> None:
    desk = office("desk", "police", "west", codes=("H1",))
    assert routed("H1", office("city", "police", "city"), desk) == Routed("desk", certain=True)


def test_an_institution_never_answers_for_the_region_it_lies_in() -> None:
    hospital = office("hospital", "police", "river", codes=("H1",), institution=True)
    assert routed("river", hospital, office("city", "police", "city")).office == "city"


def test_a_code_of_another_department_is_not_followed() -> None:
    hospital = office("hospital", "clinic", "river", codes=("H1",))
    assert routed("H1", hospital) == Routed("health", certain=False)


@pytest.mark.parametrize(("day", "taker"), [(date(2026, 6, 30), "old"), (date(2026, 7, 1), "new")])
def test_a_merged_office_works_to_its_last_day(day: date, taker: str) -> None:
    old = office(
        "old", "police", "river", codes=("H1",), valid_until=date(2026, 6, 30), merged_into="new"
    )
    new = office("new", "police", "west")
    assert routed("river", old, new, day=day) == Routed(taker, certain=True)
    assert routed("H1", old, new, day=day) == Routed(taker, certain=True)


def test_work_follows_two_mergers_in_a_row() -> None:
    first = office("first", "police", "river", valid_until=date(2020, 1, 1), merged_into="second")
    second = office("second", "police", "east", valid_until=date(2024, 1, 1), merged_into="third")
    assert routed("river", first, second, office("third", "police", "west")).office == "third"


def test_offices_merged_into_each_other_are_passed_over() -> None:
    one = office("one", "police", "river", valid_until=date(2020, 1, 1), merged_into="two")
    two = office("two", "police", "river", valid_until=date(2020, 1, 1), merged_into="one")
    assert routed("river", one, two, office("city", "police", "city")).office == "city"


def test_an_office_closed_without_a_successor_leaves_its_work_to_the_one_above() -> None:
    closed = office("closed", "police", "river", valid_until=date(2020, 1, 1))
    assert routed("river", closed, office("district", "police", "east")).office == "district"


def test_an_office_of_tomorrow_takes_nothing_today() -> None:
    coming = office("coming", "police", "river", valid_from=date(2027, 1, 1))
    assert routed("river", coming, office("district", "police", "east")).office == "district"


@pytest.mark.parametrize("place", [None, "", "moon"])
def test_an_unknown_place_lies_on_the_lead_desk_with_a_lamp(place: str | None) -> None:
    assert routed(place, office("district", "police", "east")) == Routed("health", certain=False)


def test_a_place_where_the_department_is_nowhere_lies_on_the_lead_desk() -> None:
    assert routed("west", office("district", "police", "east")) == Routed("health", certain=False)


def test_without_even_a_lead_desk_it_is_an_error() -> None:
    with pytest.raises(NoOffice):
        route(
            department="police",
            lead_department="health",
            place=None,
            day=DAY,
            regions=REGIONS,
            offices={},
        )
