"""What a bundle spares people, computed by the same functions that build the form (design rule 1).

Baseline and bundle count the same active items on the same path of situation answers, with the optional items that are
ticked at first. The baseline is every fact and paper of each item's own form, summed over the items. Asked are the fields
that the person fills in or chooses, the situation questions among them. A registry spares a field only if it is the
authority that the element names; what it says of another adult is only compared, and so still asked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from portal.catalogue.paths import paths, situation_facts
from portal.domain.bundles import Bundle, Catalogue, PartyKind, Source, predecessors
from portal.domain.conditions import Facts, applies
from portal.domain.derivations import following
from portal.domain.elements import split_key
from portal.domain.items import Provision
from portal.domain.limits import critical_path_days
from portal.domain.questions import materials, proof_key, questions
from portal.domain.representing import may_act_for
from portal.insight.worlds import ANY_DAY, fullest

APPLICANT = "applicant"
ACCOUNT, IDENTITY = "account", "identity"
"""What the portal itself knows: the phone of whoever signed in, and who they were checked to be."""


@dataclass(frozen=True, slots=True)
class PathFigures:
    """One path of situation answers: fields and papers, days in working days."""

    answers: Mapping[str, str]
    items: int
    departments: int
    data_items_separate: int
    data_items_asked_known: int
    data_items_confirmed: int
    """Shown ready to a known person, who only looks whether they are right."""
    data_items_asked_unknown: int
    materials_separate: int
    materials_asked_known: int
    materials_asked_unknown: int
    visits: int
    visits_assumed: bool
    promised_days: int | None
    computed_days: int
    separate_days: int
    """The promises of the items one after the other: when each is applied for once the one before it is done."""

    @property
    def saving(self) -> float:
        """The share of the baseline's fields that a known person need not fill in."""
        return 1 - self.data_items_asked_known / self.data_items_separate


@dataclass(frozen=True, slots=True)
class BundleFigures:
    """A bundle over every path: the median one and the worst, by the share that a known person is spared."""

    id: str
    paths: int
    median: PathFigures
    worst: PathFigures

    def as_json(self) -> dict[str, object]:
        """The median path's figures at the top, as the report gives them."""
        return {
            "id": self.id,
            "paths": self.paths,
            **_plain(self.median),
            "worst": _plain(self.worst),
        }


def _plain(figures: PathFigures) -> dict[str, object]:
    return {**asdict(figures), "saving": round(figures.saving, 4)}


def report(catalogue: Catalogue) -> tuple[BundleFigures, ...]:
    """The figures of every bundle, in the order of the catalogue."""
    return tuple(bundle_figures(catalogue, bundle) for bundle in catalogue.bundles.values())


def bundle_figures(catalogue: Catalogue, bundle: Bundle) -> BundleFigures:
    """Count every path of a bundle's situation answers."""
    counted = sorted(
        (path_figures(catalogue, bundle, path) for path in paths(bundle)),
        key=lambda one: one.saving,
    )
    return BundleFigures(bundle.id, len(counted), counted[(len(counted) - 1) // 2], counted[0])


def path_figures(
    catalogue: Catalogue,
    bundle: Bundle,
    path: Mapping[str, str],
    choices: Mapping[str, str] | None = None,
) -> PathFigures:
    """Count one path, with the ``choices`` made on it; without them, those with which as much as possible is asked."""
    situation = situation_facts(path)
    ticked = [p.item for p in bundle.items.values() if p.optional and p.chosen_at_first]
    active = bundle.active_items(situation, ticked)
    facts = (
        fullest(catalogue, bundle, path, active) if choices is None else {**situation, **choices}
    )
    facts |= following(bundle, facts, ANY_DAY)
    given, proofs = _given(catalogue, bundle, facts)
    asked = {q.key for q in questions(catalogue, bundle, facts, active)}
    by_sign_in = _from(catalogue, bundle, facts, ACCOUNT)
    known = asked & (given | _derived(bundle, facts, given))
    unknown = asked & (by_sign_in | _derived(bundle, facts, asked))
    still = asked - known - _derived(bundle, facts, asked)
    places = [catalogue.items[item] for item in active]
    proved = {**facts, **dict.fromkeys(proofs, "registry")}
    return PathFigures(
        answers=dict(path),
        items=len(active),
        departments=len({item.department for item in places}),
        data_items_separate=_separate(catalogue, bundle, facts, active),
        data_items_asked_known=len(path) + len(still),
        data_items_confirmed=len(known),
        data_items_asked_unknown=len(path) + len(asked - unknown),
        materials_separate=sum(
            len(materials(catalogue, bundle, facts, (item,))) for item in active
        ),
        materials_asked_known=_papers(catalogue, bundle, proved, active),
        materials_asked_unknown=_papers(catalogue, bundle, facts, active),
        visits=sum(item.visits for item in places),
        visits_assumed=any(item.visits_assumed for item in places),
        promised_days=bundle.promised_days,
        separate_days=sum(item.promised_days or 0 for item in places),
        computed_days=critical_path_days(
            {item.id: item.promised_days or 0 for item in places},
            {item: predecessors(bundle, item) & set(active) for item in active},
        ),
    )


def _separate(catalogue: Catalogue, bundle: Bundle, facts: Facts, active: Sequence[str]) -> int:
    """The fields of each item's own form: what it needs on this path, whoever else may make or hold it."""
    seen = bundle.seen(facts)
    return sum(
        len(
            {
                bundle.resolve(need.key, facts)
                for need in catalogue.items[item].needs
                if applies(need.when, seen)
            }
        )
        for item in active
    )


def _papers(catalogue: Catalogue, bundle: Bundle, facts: Facts, active: tuple[str, ...]) -> int:
    return sum(
        paper.provision in set(Provision) for paper in materials(catalogue, bundle, facts, active)
    )


def _given(catalogue: Catalogue, bundle: Bundle, facts: Facts) -> tuple[set[str], set[str]]:
    """The facts that a known person finds filled in, and the papers that registries prove."""
    keys: set[str] = set()
    proofs: set[str] = set()
    for source in bundle.sources:
        if applies(source.when, facts) and _is_shown(catalogue, bundle, source, facts):
            keys |= _keys(catalogue, bundle, source, facts)
            proofs |= {proof_key(material) for material in source.proves}
    return keys, proofs


def _is_shown(catalogue: Catalogue, bundle: Bundle, source: Source, facts: Facts) -> bool:
    about = bundle.parties[bundle.party(source.about, facts)]
    own = about.id == bundle.party(APPLICANT, facts)
    return own or about.kind is PartyKind.FIRM or may_act_for(catalogue, bundle, about.id, facts)


def _keys(catalogue: Catalogue, bundle: Bundle, source: Source, facts: Facts) -> set[str]:
    """What a source may fill in: of whom it speaks, and only what its own authority holds."""
    about = bundle.party(source.about, facts)
    rule = catalogue.registries.get(source.registry)
    found: set[str] = set()
    for key, _ in source.gives:
        resolved = bundle.resolve(key, facts)
        party, element = split_key(resolved)
        held_by = {catalogue.elements[element].authority, *catalogue.elements[element].also_held_by}
        backed = rule is None or None in held_by or rule.authority in held_by
        if backed and (party == about or bundle.parties[party].is_subject):
            found.add(resolved)
    return found


def _from(catalogue: Catalogue, bundle: Bundle, facts: Facts, registry: str) -> set[str]:
    return {
        key
        for source in bundle.sources
        if source.registry == registry and applies(source.when, facts)
        for key in _keys(catalogue, bundle, source, facts)
    }


def _derived(bundle: Bundle, facts: Facts, known: Collection[str]) -> set[str]:
    """What follows once ``known`` are: the conditions of the derivations are weighed with the choices of this path."""
    found: set[str] = set()
    for rule in bundle.derivations:
        origins = {bundle.resolve(origin, facts) for origin in rule.origins}
        if applies(rule.when, facts) and origins <= {*known, *found}:
            found.add(bundle.resolve(rule.target, facts))
    return found
