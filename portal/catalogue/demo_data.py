"""The invented records of ``services/demo/registries``, held against what bundles ask of the registries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from portal.catalogue.files import read_split, read_yaml, split_files
from portal.catalogue.problems import Kind, Problem, Severity
from portal.catalogue.saying import did_you_mean, say
from portal.domain.bundles import Catalogue

_ACTING = frozenset({"name", "legal_representative_id", "acting"})
"""What the portal itself reads of a registry that says who acts for a firm (portal/people/act_for_firm.py)."""
_DAYS_AGO, _AT = "_days_ago", "_at"
"""A pair of these is one moment (portal/registries/demo.py)."""


def demo_warnings(catalogue: Catalogue, services: Path) -> Iterator[Problem]:
    """Fields that a bundle takes and no record has, and fields of records that no bundle takes.

    Only of registries that have records at all: a city may have real ones. Raises CatalogueError for a file that cannot be
    read.
    """
    held = _held(services)
    for bundle in catalogue.bundles.values():
        for source in bundle.sources:
            wanted = [(source.registry, name) for _, name in source.gives]
            if source.relation is not None:
                wanted.append((source.relation.registry, source.relation.field))
            for registry, name in wanted:
                if registry in held and name not in held[registry]:
                    yield _look(
                        f"bundles/{bundle.id}.yaml",
                        f"sources.{source.registry}",
                        say(
                            "no demo record of %(registry)s has %(name)r",
                            registry=registry,
                            name=name,
                        ),
                        did_you_mean(name, held[registry], say("add it to demo/registries/")),
                    )
    taken = _taken(catalogue)
    for registry, fields in held.items():
        for name in sorted(fields.keys() - taken[registry]):
            free = taken[registry] - fields.keys()
            yield _look(
                fields[name],
                f"{registry}.{name}",
                say("no bundle takes %(name)r from %(registry)s", name=name, registry=registry),
                did_you_mean(name, sorted(free), say("name it in gives, or leave it out")),
            )


def _held(services: Path) -> dict[str, dict[str, str]]:
    """The fields of every registry's records, each with the first file that has it."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    stem = services / "demo" / "registries"
    # Together first, since whatever is written twice is told then.
    read_split(stem, together_below=True)
    for path in split_files(stem):
        name = path.relative_to(services).as_posix()
        for registry, records in read_yaml(path).items():
            for record in (records or {}).values():
                for field in _fields(record):
                    found[registry].setdefault(field, name)
    return found


def _fields(record: Mapping[str, object]) -> Iterator[str]:
    for name in record:
        if name.endswith(_DAYS_AGO):
            yield name.removesuffix(_DAYS_AGO)
        elif not (name.endswith(_AT) and name.removesuffix(_AT) + _DAYS_AGO in record):
            yield name


def _taken(catalogue: Catalogue) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for rule in catalogue.registries.values():
        if rule.acting:
            found[rule.id] |= _ACTING
    for bundle in catalogue.bundles.values():
        for source in bundle.sources:
            found[source.registry].update(name for _, name in source.gives)
            if source.relation is not None:
                found[source.relation.registry].add(source.relation.field)
    return found


def _look(file: str, where: str, what: str, advice: str) -> Problem:
    return Problem(file, where, what, advice, severity=Severity.WARN, kind=Kind.UNKNOWN_FIELD)
