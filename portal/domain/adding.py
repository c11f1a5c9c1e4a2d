"""加办: what may still join a case that was sent, and why it cannot just now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.bundles import Bundle, BundleItem
from portal.domain.conditions import Facts, applies
from portal.domain.inputs import Inputs, InputState, inputs_of
from portal.domain.states import CaseState, TaskState


class Hindrance(StrEnum):
    """Why nothing can be added to a case at the moment, or ever."""

    HELD = "held"
    """No department has it yet: it is changed by taking it back."""
    MENDING = "mending"
    """Something is sent back: one list at a time."""
    ENDED = "ended"
    """Everything in it has come to its end."""


@dataclass(frozen=True, slots=True)
class Addition:
    """One item that is put off (暂不办) or was withdrawn, and could be part of the case by what was answered."""

    item: str
    withdrawn: bool
    gone: tuple[str, ...] = ()
    """Items it needs the result of that came to nothing; then it would lapse at once, so it cannot be added."""


def hindrance(state: CaseState, *, released: bool, ended: bool, mending: bool) -> Hindrance | None:
    """What keeps anything from being added. ``mending``: a list of what must be mended has gone out to the person."""
    if ended or state is CaseState.WITHDRAWN:
        return Hindrance.ENDED
    if state is not CaseState.FILED or not released:
        return Hindrance.HELD
    return Hindrance.MENDING if mending else None


def may_lack(bundle: Bundle, states: Mapping[str, TaskState]) -> bool:
    """Whether some item could be missing, whatever was answered; without one nobody need read the answers."""
    return any(_is_missing(place, states) for place in bundle.items.values())


def additions(
    bundle: Bundle, facts: Facts, states: Mapping[str, TaskState]
) -> tuple[Addition, ...]:
    """Items that the answers allow and the case does not have, in bundle order. ``states`` are its tasks by item."""
    seen = bundle.seen(facts)
    return tuple(
        Addition(
            place.item,
            place.item in states,
            _gone(inputs_of(bundle, place.item, states, (), {})),
        )
        for place in bundle.items.values()
        if _is_missing(place, states) and applies(place.when, seen)
    )


def _is_missing(place: BundleItem, states: Mapping[str, TaskState]) -> bool:
    return states[place.item] is TaskState.WITHDRAWN if place.item in states else place.optional


def _gone(inputs: Inputs) -> tuple[str, ...]:
    return inputs.items if inputs.state is InputState.IMPOSSIBLE else ()
