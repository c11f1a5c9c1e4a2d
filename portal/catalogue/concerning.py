"""Which problems of a catalogue concern one bundle: its author should not have to look for them among all others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from portal.catalogue.names import conditions_of, holders
from portal.catalogue.problems import Problem
from portal.domain.bundles import Bundle, Catalogue
from portal.domain.dates import TODAY
from portal.domain.elements import FactKey

_KINDS = {
    "elements": "element",
    "materials": "material",
    "registries": "registry",
    "conditions": "condition",
    "regional": "regional",
    "demo": "registry",
    "departments": "department",
}
"""What the entries of a file are called at the beginning of the ids of words."""


def concerning(catalogue: Catalogue, bundle: Bundle) -> Callable[[Problem], bool]:
    """Whether a problem lies in the bundle, its items, or anything that these use."""
    used = _used(catalogue, bundle)

    def concerns(problem: Problem) -> bool:
        parts = problem.file.removesuffix(".yaml").split("/")
        if parts[0] in {"bundles", "items"}:
            return parts[-1] in used["bundle" if parts[0] == "bundles" else "item"]
        if parts[-1] == bundle.id:
            return True
        kind, _, rest = problem.where.partition(".")
        if kind not in used and parts[0] in _KINDS:
            kind, rest = _KINDS[parts[0]], problem.where.removeprefix(f"{parts[0]}.")
        if problem.where in used["department"] or _of_office(problem, used["department"]):
            return True
        if kind == "regional":
            return any(f".{name}." in f".{rest}." for name in used["item"])
        mine = any(rest == name or rest.startswith(f"{name}.") for name in used.get(kind, ()))
        # Words of an item that was renamed or taken out.
        left = kind == "item" and rest.startswith(f"{bundle.id}_")
        return mine or left

    return concerns


def _of_office(problem: Problem, departments: set[str]) -> bool:
    """Whether a problem of regions.yaml speaks of an office of one of some departments."""
    named = getattr(problem.what, "params", {}).get("department")
    office = re.sub(r"^offices?\.", "", problem.where)
    # An office's id begins with its department's, where it is not an institution.
    return problem.file == "regions.yaml" and bool({named, office.partition("_")[0]} & departments)


def asked_keys(catalogue: Catalogue, bundle: Bundle) -> set[FactKey]:
    """The facts of a bundle, as those parties have them that they are asked of."""
    return {holder for key in _keys(catalogue, bundle) for holder in holders(bundle, key)}


def _used(catalogue: Catalogue, bundle: Bundle) -> dict[str, set[str]]:
    used = _things(catalogue, bundle)
    used["department"] |= {
        who
        for who in (
            *(
                catalogue.elements[one].authority
                for one in used["element"] & catalogue.elements.keys()
            ),
            *(
                catalogue.registries[one].authority
                for one in used["registry"] & catalogue.registries.keys()
            ),
            *(
                catalogue.materials[one].issuer
                for one in used["material"] & catalogue.materials.keys()
            ),
        )
        if who
    }
    return used


def _things(catalogue: Catalogue, bundle: Bundle) -> dict[str, set[str]]:
    items = [catalogue.items[name] for name in bundle.items if name in catalogue.items]
    keys = asked_keys(catalogue, bundle)
    relations = (one.relation.registry for one in bundle.sources if one.relation is not None)
    advised = (
        advice.department
        for situation in bundle.situations
        for option in situation.options
        for advice in option.advice
        if advice.department
    )
    return {
        "bundle": {bundle.id},
        "item": set(bundle.items),
        "element": {key.partition(".")[2] for key in keys},
        "material": {
            *(name for item in items for name in item.material_ids),
            *(name for source in bundle.sources for name in source.proves),
        },
        "registry": {*(source.registry for source in bundle.sources), *relations},
        "condition": _named(catalogue, bundle),
        "department": {
            bundle.lead_department,
            *(item.department for item in items),
            *(item.result.issuer for item in items if item.result.issuer),
            *advised,
        },
    }


def _keys(catalogue: Catalogue, bundle: Bundle) -> Iterator[FactKey]:
    for name in bundle.items:
        if name in catalogue.items:
            item = catalogue.items[name]
            yield from item.element_keys
            yield from [item.routed_by] if item.routed_by else []
    yield from (key for section in bundle.sections for key in section.keys)
    yield from (key for source in bundle.sources for key, _ in source.gives)
    for rule in bundle.derivations:
        yield from (rule.target, *rule.origins)
    for check in bundle.checks:
        yield from (FactKey(key) for key in (check.fact, check.before) if key != TODAY)


def _named(catalogue: Catalogue, bundle: Bundle) -> set[str]:
    """The named conditions that the bundle or one of its items weighs."""
    weighed = {condition.source for _, condition in conditions_of(catalogue, bundle)}
    return {name for name, one in catalogue.conditions.items() if one.source in weighed}
