"""The city can do what the catalogue offers, and a broken one is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from portal.catalogue.city import City, check_city, read_city
from portal.catalogue.problems import CatalogueError
from portal.domain.bundles import Catalogue
from portal.domain.routing import Routed, route

TODAY = date(2026, 11, 23)


def test_the_city_fits_the_catalogue(catalogue: Catalogue, city: City) -> None:
    check_city(catalogue, city)


@pytest.mark.parametrize(
    ("department", "place", "office"),
    [
        ("wjw", "PDY50990101", "hospital_mch"),
        ("wjw", "509901001001", "wjw_chunjiang"),
        ("jk", "PDY50990101", "jk_chunjiang"),
        ("ga", "509901001001", "ga_wangjiang"),
        ("ga", "509902001001", "ga_tingsong"),
        ("ga", "509902", "ga_yunlu"),
        ("yb", "509902001001", "yb_yunlu"),
        ("rs", "509921101201", "rs_qingxi"),
        ("rs", "509900", "rs_city"),
    ],
)
def test_each_place_finds_its_desk(department: str, place: str, office: str, city: City) -> None:
    assert routed(city, department, place) == Routed(office, certain=True)


@pytest.mark.parametrize(
    ("day", "office"), [(date(2025, 6, 30), "ga_shibanqiao"), (date(2025, 7, 1), "ga_wutong")]
)
def test_a_merged_police_station_hands_its_work_on(day: date, office: str, city: City) -> None:
    assert routed(city, "ga", "509901003001", day) == Routed(office, certain=True)


@pytest.mark.parametrize("place", [None, "", "000000", "PDY00000000"])
def test_an_unknown_place_lies_on_the_lead_desk(place: str | None, city: City) -> None:
    assert routed(city, "ga", place) == Routed("wjw_city", certain=False)


def routed(city: City, department: str, place: str | None, day: date = TODAY) -> Routed:
    return route(
        department=department,
        lead_department="wjw",
        place=place,
        day=day,
        regions=city.regions,
        offices=city.offices,
    )


CITY_FAULTS: dict[str, tuple[str, Callable[[str], str], str]] = {
    "a region in no region": (
        "regions.yaml",
        lambda t: t.replace(
            'level: street, parent: "509901"', 'level: street, parent: "999999"', 1
        ),
        "no parent region '999999'",
    ),
    "a region within itself": (
        "regions.yaml",
        lambda t: t.replace(
            'level: district, parent: "509900"', 'level: district, parent: "509901001"', 1
        ),
        "lies within itself",
    ),
    "a second root": (
        "regions.yaml",
        lambda t: t.replace(
            '{name: 云麓区, level: district, parent: "509900"}', "{name: 云麓区, level: district}"
        ),
        "exactly one root, not 2",
    ),
    "an office of no department": (
        "regions.yaml",
        lambda t: t.replace("department: mz", "department: moon", 1),
        "no department 'moon'",
    ),
    "an office in no region": (
        "regions.yaml",
        lambda t: t.replace('region: "509901001"', 'region: "999999"', 1),
        "no region '999999'",
    ),
    "an institution without a code": (
        "regions.yaml",
        lambda t: t.replace("    codes: [PDY50990101]\n", ""),
        "found by its codes, and this one has none",
    ),
    "merged into nothing": (
        "regions.yaml",
        lambda t: t.replace("merged_into: ga_wutong", "merged_into: ga_moon"),
        "no office 'ga_moon'",
    ),
    "merged on no day": (
        "regions.yaml",
        lambda t: t.replace("    until: 2025-06-30\n", ""),
        "merged, but without its last day",
    ),
}


@pytest.mark.parametrize("fault", CITY_FAULTS)
def test_refuses(fault: str, services: Path, tmp_path: Path) -> None:
    name, plant, complaint = CITY_FAULTS[fault]
    folder = Path(copytree(services, tmp_path / "services"))
    before = (folder / name).read_text(encoding="utf-8")
    after = plant(before)
    assert after != before
    (folder / name).write_text(after, encoding="utf-8")
    with pytest.raises(CatalogueError) as refusal:
        read_city(folder, {})
    assert complaint in str(refusal.value)


def test_refuses_a_catalogue_whose_department_is_not_there(
    catalogue: Catalogue, city: City
) -> None:
    without = replace(city, departments={k: d for k, d in city.departments.items() if k != "rs"})
    with pytest.raises(
        CatalogueError, match=r"items/rs/social_security_card\.yaml: rs: no such department"
    ):
        check_city(catalogue, without)


def test_refuses_a_lead_department_without_a_desk_for_the_whole_city(
    catalogue: Catalogue, city: City
) -> None:
    without = replace(city, offices={k: o for k, o in city.offices.items() if k != "wjw_city"})
    with pytest.raises(CatalogueError, match="leads a bundle, but has no desk"):
        check_city(catalogue, without)


def test_refuses_a_hospital_that_nobody_answers_for(catalogue: Catalogue, city: City) -> None:
    without = replace(
        city, offices={k: o for k, o in city.offices.items() if k != "hospital_yunlu"}
    )
    with pytest.raises(CatalogueError, match="no office of wjw answers for this institution"):
        check_city(catalogue, without)


def test_names_stand_in_the_readers_language(city: City) -> None:
    assert city.words_in("zh_Hans_CN")("office.ga_wangjiang.name") == "望江派出所"
    assert city.words_in("en")("office.ga_wangjiang.name") == "Wangjiang Police Station"
    assert (
        city.words_in("en")(city.departments["ga"].review_body)
        == "Yunjiang Municipal People's Government"
    )


def test_companies_and_institutions_take_no_decisions(city: City) -> None:
    others = {one.id for one in city.departments.values() if not one.decides}
    assert {"gd", "gs", "rq", "tx", "gb", "yh", "bdk"} == others


def test_an_unknown_kind_of_department_is_refused(services: Path, tmp_path: Path) -> None:
    folder = Path(copytree(services, tmp_path / "services"))
    file = folder / "departments.yaml"
    file.write_text(file.read_text("utf-8").replace("kind: company", "kind: club", 1), "utf-8")
    with pytest.raises(CatalogueError, match="'club'"):
        read_city(folder, {})
