"""The city itself: departments, regions, offices. Not part of a release; it changes on its own days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from portal.catalogue.files import read_yaml
from portal.catalogue.problems import CatalogueError, Kind, Problem
from portal.catalogue.saying import say
from portal.catalogue.wording import ServiceWords
from portal.domain.bundles import Catalogue
from portal.domain.elements import split_key
from portal.domain.items import Routing
from portal.domain.routing import Office, Region


class DepartmentKind(StrEnum):
    """Who decides: an organ of the state takes decisions of law; a company or an institution gives a service."""

    ORGAN = "organ"
    COMPANY = "company"
    INSTITUTION = "institution"


@dataclass(frozen=True, slots=True)
class Department:
    """A department of the city, or a company or institution that does an item. Words under ``department.<id>``.

    ``review_body`` reviews an organ's decisions; of the others it is who watches over them and hears complaints.
    """

    id: str
    code: str
    review_body: str
    kind: DepartmentKind = DepartmentKind.ORGAN

    @property
    def decides(self) -> bool:
        """Whether what it answers is a decision that can be reviewed and brought before a court."""
        return self.kind is DepartmentKind.ORGAN


@dataclass(frozen=True, slots=True)
class City:
    """Everything about the place that is not a service. ``words`` as in a release."""

    id: str
    phone: str
    area_code: str
    departments: Mapping[str, Department]
    regions: Mapping[str, Region]
    offices: Mapping[str, Office]
    words: Mapping[str, Mapping[str, str]]

    def words_in(self, locale: str, *, plain: bool = False) -> ServiceWords:
        """Names of departments, regions and offices in a language."""
        return ServiceWords(self.words, locale, plain=plain)


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None


def read_city(services: Path, words: Mapping[str, Mapping[str, str]]) -> City:
    """Read departments.yaml and regions.yaml. ``words`` are those of :func:`portal.catalogue.wording.read_words`."""
    departments, regions = (
        read_yaml(services / "departments.yaml"),
        read_yaml(services / "regions.yaml"),
    )
    source: dict[str, str] = {
        "city.name": departments["city"]["name"],
        "city.portal": departments["city"]["portal"],
    }
    made_departments: dict[str, Department] = {}
    for key, entry in departments["departments"].items():
        source[f"department.{key}.name"] = entry["name"]
        made_departments[key] = Department(
            key, str(entry["code"]), f"department.{key}.review_body", _kind(key, entry)
        )
        source[f"department.{key}.review_body"] = str(entry.get("review_body") or "")
    made_regions: dict[str, Region] = {}
    for key, entry in regions["regions"].items():
        source[f"region.{key}.name"] = entry["name"]
        parent = entry.get("parent")
        made_regions[str(key)] = Region(
            str(key),
            str(parent) if parent else None,
            entry["level"],
            _day(entry.get("from")),
            _day(entry.get("until")),
        )
    made_offices: dict[str, Office] = {}
    for key, entry in regions["offices"].items():
        for part in ("name", "address", "hours"):
            source[f"office.{key}.{part}"] = entry[part]
        made_offices[key] = Office(
            id=key,
            department=entry["department"],
            region=str(entry["region"]),
            phone=entry["phone"],
            codes=tuple(str(code) for code in entry.get("codes", ())),
            valid_from=_day(entry.get("from")),
            valid_until=_day(entry.get("until")),
            merged_into=entry.get("merged_into"),
            institution=bool(entry.get("institution", False)),
        )
    city = City(
        id=departments["city"]["id"],
        phone=str(departments["city"]["phone"]),
        area_code=str(departments["city"]["area_code"]),
        departments=made_departments,
        regions=made_regions,
        offices=made_offices,
        words={**words, "zh_Hans_CN": {**words.get("zh_Hans_CN", {}), **source}},
    )
    _check(city)
    return city


def _kind(key: str, entry: Mapping[str, Any]) -> DepartmentKind:
    try:
        return DepartmentKind(entry.get("kind", DepartmentKind.ORGAN))
    except ValueError as error:
        raise CatalogueError(
            [
                Problem(
                    "departments.yaml",
                    f"departments.{key}.kind",
                    say("%(value)r is no kind of department", value=entry["kind"]),
                    say("known: %(known)s", known=list(DepartmentKind)),
                )
            ]
        ) from error


def _check(city: City) -> None:
    problems = [*_regions(city), *_offices(city)]
    if problems:
        raise CatalogueError(problems)


def _regions(city: City) -> Iterator[Problem]:
    roots = [region.code for region in city.regions.values() if region.parent is None]
    if len(roots) != 1:
        yield Problem(
            "regions.yaml",
            "regions",
            say("the tree needs exactly one root, not %(roots)d", roots=len(roots)),
        )
    for region in city.regions.values():
        above: set[str] = set()
        current: Region | None = region
        while current is not None and current.parent is not None:
            if current.parent not in city.regions:
                yield Problem(
                    "regions.yaml",
                    f"regions.{current.code}",
                    say("no parent region %(parent)r", parent=current.parent),
                )
                break
            if current.code in above:
                yield Problem("regions.yaml", f"regions.{region.code}", say("lies within itself"))
                break
            above.add(current.code)
            current = city.regions[current.parent]


def _offices(city: City) -> Iterator[Problem]:
    for office in city.offices.values():
        where = f"offices.{office.id}"
        if office.department not in city.departments:
            yield Problem(
                "regions.yaml",
                where,
                say("no department %(department)r", department=office.department),
            )
        if office.region not in city.regions:
            yield Problem("regions.yaml", where, say("no region %(region)r", region=office.region))
        if office.institution and not office.codes:
            yield Problem(
                "regions.yaml",
                where,
                say("an institution is found by its codes, and this one has none"),
            )
        if office.merged_into is not None and office.merged_into not in city.offices:
            yield Problem(
                "regions.yaml",
                where,
                say("no office %(office)r to be merged into", office=office.merged_into),
            )
        if office.merged_into is not None and office.valid_until is None:
            yield Problem(
                "regions.yaml", where, say("merged, but without its last day"), say("add until")
            )


def check_city(catalogue: Catalogue, city: City) -> None:
    """Refuse a city that cannot do what a catalogue offers. Raises CatalogueError with every fault."""
    problems = [
        *_departments(catalogue, city),
        *_remedies(catalogue, city),
        *_desks(catalogue, city),
        *(
            Problem("regional.yaml", region, say("no such region"), say("add it to regions.yaml"))
            for region, _ in catalogue.regional
            if region not in city.regions
        ),
    ]
    if problems:
        raise CatalogueError(problems)


def _departments(catalogue: Catalogue, city: City) -> Iterator[Problem]:
    named: list[tuple[str, str | None]] = [
        (f"bundles/{b.id}.yaml", b.lead_department) for b in catalogue.bundles.values()
    ]
    named += [
        (f"bundles/{bundle.id}.yaml", advice.department or None)
        for bundle in catalogue.bundles.values()
        for situation in bundle.situations
        for option in situation.options
        for advice in option.advice
    ]
    for item in catalogue.items.values():
        named += [
            (f"items/{item.department}/{item.id}.yaml", who)
            for who in (item.department, item.result.issuer)
        ]
    named += [("registries.yaml", registry.authority) for registry in catalogue.registries.values()]
    named += [
        ("elements.yaml", who)
        for element in catalogue.elements.values()
        for who in (element.authority, *element.also_held_by)
    ]
    named += [("materials.yaml", material.issuer) for material in catalogue.materials.values()]
    for file, department in dict.fromkeys(named):
        if department is not None and department not in city.departments:
            yield Problem(
                file, department, say("no such department"), say("add it to departments.yaml")
            )


def _remedies(catalogue: Catalogue, city: City) -> Iterator[Problem]:
    """Whoever decides must say who reviews the decision (行政许可法 38)."""
    words = city.words_in("zh_Hans_CN")
    deciding = {item.department for item in catalogue.items.values()} & city.departments.keys()
    for department in sorted(deciding):
        if not words.get(city.departments[department].review_body):
            yield Problem(
                "departments.yaml",
                f"departments.{department}",
                say("decides on items, but names nobody who reviews its decisions"),
                say("add review_body"),
                kind=Kind.REMEDY,
            )


def _desks(catalogue: Catalogue, city: City) -> Iterator[Problem]:
    roots = {region.code for region in city.regions.values() if region.parent is None}
    with_desk = {
        office.department
        for office in city.offices.values()
        if office.region in roots and not office.institution
    }
    # Whoever is no department at all is told as that.
    leading = {bundle.lead_department for bundle in catalogue.bundles.values()}
    for department in sorted(leading & city.departments.keys() - with_desk):
        yield Problem(
            "departments.yaml",
            f"departments.{department}",
            say("leads a bundle, but has no desk for the whole city"),
            say(
                'add an office with department: %(department)s and region: "%(root)s" to offices in regions.yaml',
                department=department,
                root=sorted(roots),
            ),
        )
    codes = {(office.department, code) for office in city.offices.values() for code in office.codes}
    for item in catalogue.items.values():
        if item.routing is Routing.BIRTH_INSTITUTION and item.routed_by is not None:
            for code in catalogue.elements[split_key(item.routed_by)[1]].options:
                if (item.department, code) not in codes:
                    yield Problem(
                        "regions.yaml",
                        code,
                        say(
                            "no office of %(department)s answers for this institution",
                            department=item.department,
                        ),
                    )
