"""What follows from answers and so is never asked: a copy, a part of an ID number, or what a formula works out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from portal.domain.bundles import Bundle, Derivation, Part
from portal.domain.conditions import Facts, applies
from portal.domain.resident_id import BadResidentId, ResidentId


def following(bundle: Bundle, facts: Facts, today: date) -> dict[str, str]:
    """What follows from facts that were told, by key; what follows may itself be followed, in the order of the rules."""
    follows: dict[str, str] = {}
    for rule in bundle.derivations:
        known = {**follows, **facts}
        if applies(rule.when, known):
            value = _value(bundle, rule, known, today)
            if value:
                follows[bundle.resolve(rule.target, known)] = value
    return follows


def will_follow(bundle: Bundle, facts: Facts, still_open: Collection[str]) -> frozenset[str]:
    """The facts that will follow by themselves once those ``still_open`` are told, so that nobody need be asked both.

    A rule counts when its condition holds by what is told already. What two rules would each take from the other is asked.
    """
    rests_on: dict[str, frozenset[str]] = {}
    for rule in bundle.derivations:
        target = bundle.resolve(rule.target, facts)
        if facts.get(target) or not applies(rule.when, facts):
            continue
        origins = {bundle.resolve(origin, facts) for origin in rule.origins}
        coming = {key for key in origins if key in still_open or key in rests_on}
        roots = frozenset[str]().union(*(rests_on.get(key, {key}) for key in coming))
        if coming and target not in roots and all(facts.get(key) for key in origins - coming):
            rests_on[target] = roots
    return frozenset(rests_on)


def _value(bundle: Bundle, rule: Derivation, known: Facts, today: date) -> str:
    if rule.formula is not None:
        return rule.formula.worked_out(bundle.seen(known)) or ""
    told = known.get(bundle.resolve(rule.origins[0], known), "")
    return part_of_number(told, rule.part, today) if rule.part is not None else told


def part_of_number(number: str, part: Part, today: date) -> str:
    """What an ID number says of its holder (GB 11643); empty while it is no such number.

    The birth date as ``YYYY-MM-DD``, the sex by its code of GB/T 2261.1, the age in full years on a day.
    """
    try:
        holder = ResidentId(number)
    except BadResidentId:
        return ""
    born = holder.birth_date
    match part:
        case Part.BIRTH_DATE:
            return born.isoformat()
        case Part.SEX:
            return holder.sex.value
        case Part.AGE:
            return str(today.year - born.year - ((today.month, today.day) < (born.month, born.day)))
