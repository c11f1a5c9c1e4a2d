"""What the ways through a bundle's questions bring about: items nobody gets, rules that never hold, groups with none or two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.catalogue.conditions import CelCondition
from portal.catalogue.names import conditions_of, stands_in
from portal.catalogue.paths import TooManyPaths, paths, situation_facts
from portal.catalogue.possible import Possible, possible
from portal.catalogue.problems import Kind, Problem, Severity
from portal.catalogue.saying import of_error, say
from portal.domain.bundles import Bundle, BundleItem, Catalogue
from portal.domain.conditions import Condition, Facts

_SITUATION = "situation."


@dataclass(frozen=True, slots=True)
class Way:
    """One path of situation answers, and what each item comes to on it."""

    facts: Facts
    active: Mapping[str, Possible]

    @property
    def says(self) -> str:
        """The answers that lead along it."""
        told = ", ".join(
            f"{question.removeprefix(_SITUATION)}={answer}"
            for question, answer in self.facts.items()
        )
        return told or say("the only way there is")


def ways(bundle: Bundle) -> tuple[Way, ...]:
    """Every path of a bundle. Raises TooManyPaths."""
    found = []
    for path in paths(bundle):
        facts = situation_facts(path)
        active = {place.item: possible(place.when, facts) for place in bundle.items.values()}
        found.append(Way(facts, active))
    return tuple(found)


def reach_faults(catalogue: Catalogue) -> Iterator[Problem]:
    """Faults for which a catalogue is refused."""
    yield from _shown_questions(catalogue)
    for bundle in catalogue.bundles.values():
        file = f"bundles/{bundle.id}.yaml"
        yield from _order(bundle, file)
        yield from _groups(bundle, file)
        try:
            walked = ways(bundle)
        except TooManyPaths:
            continue
        if walked:
            yield from _unreachable(bundle, walked, file)
            yield from _exactly_one(bundle, walked, file)
            yield from _never(catalogue, bundle, walked, file)


def reach_warnings(catalogue: Catalogue) -> Iterator[Problem]:
    """What an author should look at, though it may be meant so."""
    open_rules: dict[tuple[str, str, str], bool] = {}
    for bundle in catalogue.bundles.values():
        file = f"bundles/{bundle.id}.yaml"
        try:
            walked = ways(bundle)
        except TooManyPaths as error:
            yield Problem(
                file,
                "situations",
                say("%(why)s, so what they lead to is not checked", why=of_error(error)),
                say("ask fewer questions, or ask some only if others were answered so"),
                severity=Severity.WARN,
                kind=Kind.TOO_MANY_PATHS,
            )
            continue
        yield from _nothing_before(bundle, walked, file)
        for where, condition in conditions_of(catalogue, bundle):
            if where.startswith("item "):
                can = _can_hold(condition, walked)
                place = (*stands_in(catalogue, bundle, where), condition.source)
                open_rules[place] = open_rules.get(place, False) or can
    for place, can in open_rules.items():
        if not can:
            file, part, rule = place
            yield _dead(file, part, rule, say("any bundle"), Severity.WARN)


def _shown_questions(catalogue: Catalogue) -> Iterator[Problem]:
    """Answers that an office wants to see must be asked in some bundle that has its item."""
    asked: dict[str, set[str]] = {}
    for bundle in catalogue.bundles.values():
        for name in bundle.items:
            asked.setdefault(name, set()).update(one.id for one in bundle.situations)
    for name, questions in asked.items():
        item = catalogue.items.get(name)
        for question in sorted(set(item.situations) - questions) if item is not None else ():
            file = f"items/{catalogue.items[name].department}/{name}.yaml"
            what = say("no bundle with this item asks %(question)r", question=question)
            advice = say("name a question of situations")
            yield _fault(file, "situations", what, advice, Kind.UNKNOWN_NAME)


def _order(bundle: Bundle, file: str) -> Iterator[Problem]:
    """A question may hang on answers that were given before it, and on nothing else."""
    before: set[str] = set()
    for situation in bundle.situations:
        named = situation.when.names if isinstance(situation.when, CelCondition) else frozenset()
        known = {one.id for one in bundle.situations}
        for name in sorted(named):
            question = name.removeprefix(_SITUATION)
            if name.startswith(_SITUATION) and question in known - before:
                what = say("hangs on %(question)s, which is asked later", question=question)
                yield _fault(
                    file,
                    f"situations.{situation.id}.when",
                    what,
                    say("put %(question)s before it", question=question),
                    Kind.ASKED_LATER,
                )
            elif not name.startswith(_SITUATION):
                what = say(
                    "hangs on %(name)s, but no fact is known before the questions", name=name
                )
                yield _fault(
                    file,
                    f"situations.{situation.id}.when",
                    what,
                    say("name earlier questions only"),
                    Kind.ASKED_LATER,
                )
        before.add(situation.id)


def _groups(bundle: Bundle, file: str) -> Iterator[Problem]:
    for group in bundle.one_of:
        for item in sorted(set(group) - bundle.items.keys()):
            what = say("%(item)r is not in this bundle", item=item)
            yield _fault(file, "one_of", what, say("add it to items"), Kind.UNKNOWN_NAME)


def _unreachable(bundle: Bundle, walked: Sequence[Way], file: str) -> Iterator[Problem]:
    for place in bundle.items.values():
        if all(way.active[place.item] is False for way in walked):
            what = say(
                "no way through the questions leads to this item: %(rule)s", rule=_source(place)
            )
            advice = say("mend its when, or take it out of the bundle")
            yield _fault(file, f"items.{place.item}.when", what, advice, Kind.UNREACHABLE)


def _exactly_one(bundle: Bundle, walked: Sequence[Way], file: str) -> Iterator[Problem]:
    for group in bundle.one_of:
        members = [bundle.items[item] for item in group if item in bundle.items]
        for way in walked:
            surely = [m.item for m in members if way.active[m.item] is True and not m.optional]
            perhaps = [m.item for m in members if way.active[m.item] is not False]
            if len(surely) > 1 or not perhaps:
                found = _together(surely) if surely else say("none")
                what = say(
                    "of %(items)s there must be exactly one, but on %(way)s there is %(found)s",
                    items=group,
                    way=way.says,
                    found=found,
                )
                yield _fault(
                    file, "one_of", what, say("mend the when of these"), Kind.NOT_EXACTLY_ONE
                )
                break


def _never(
    catalogue: Catalogue, bundle: Bundle, walked: Sequence[Way], file: str
) -> Iterator[Problem]:
    for where, condition in conditions_of(catalogue, bundle):
        own = not where.startswith(("item ", "items."))
        if own and not _can_hold(condition, walked):
            yield _dead(file, where, condition.source, say("this bundle"), Severity.REFUSE)


def _nothing_before(bundle: Bundle, walked: Sequence[Way], file: str) -> Iterator[Problem]:
    """An input whose every supplier is out of the case drops out; an item left with none begins at once."""
    for place in bundle.items.values():
        hard = [one.any_of for one in place.after if not one.soft]
        if not hard:
            continue
        for way in walked:
            if way.active[place.item] is not False and not any(
                way.active.get(name) is not False for any_of in hard for name in any_of
            ):
                names = list(dict.fromkeys(n for any_of in hard for n in any_of))
                yield Problem(
                    file,
                    f"items.{place.item}.after",
                    say(
                        "on %(way)s this item waits for nothing, as none of %(names)s is in the case",
                        way=way.says,
                        names=names,
                    ),
                    say("add an alternative to any_of, or leave it so if that is meant"),
                    severity=Severity.WARN,
                    kind=Kind.NOTHING_BEFORE,
                )
                break


def _can_hold(condition: Condition, walked: Sequence[Way]) -> bool:
    return any(possible(condition, way.facts) is not False for way in walked)


def _together(items: Sequence[str]) -> str:
    told = items[0]
    for other in items[1:]:
        told = say("%(one)s and %(other)s", one=told, other=other)
    return told


def _source(place: BundleItem) -> str:
    return repr(place.when.source) if place.when is not None else say("it has no condition")


def _dead(file: str, where: str, rule: str, among: str, severity: Severity) -> Problem:
    what = say(
        "condition %(rule)r can never hold on any way through the questions of %(among)s",
        rule=rule,
        among=among,
    )
    advice = say("mend it, or take away what hangs on it")
    return Problem(file, where, what, advice, severity=severity, kind=Kind.NEVER_HOLDS)


def _fault(file: str, where: str, what: str, advice: str, kind: Kind) -> Problem:
    return Problem(file, where, what, advice, kind=kind)
