"""Whether a task's inputs are there, can still come, or never will."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.bundles import Bundle
from portal.domain.states import DEAD, TaskState


class InputState(StrEnum):
    """All there; some still to come; one that can no longer come."""

    READY = "ready"
    COMING = "coming"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Inputs:
    """The answer, with the items and confirmations that are missing or will never come."""

    state: InputState
    items: tuple[str, ...] = ()
    confirmations: tuple[str, ...] = ()


def inputs_of(
    bundle: Bundle,
    item: str,
    states: Mapping[str, TaskState],
    produced: Collection[str],
    confirmations: Mapping[str, bool | None],
) -> Inputs:
    """Look at one item's inputs.

    ``states`` are the tasks of the case by item; ``produced`` are the items whose result, with every output, is
    there; ``confirmations`` are this item's rules: True confirmed, False refused, None not answered yet. An item
    that is not part of the case never blocks: what it would have given is asked instead.
    """
    coming: list[str] = []
    gone: list[str] = []
    for dependency in bundle.items[item].after:
        alternatives = [name for name in dependency.any_of if name in states]
        if not alternatives or any(name in produced for name in alternatives):
            continue
        alive = [name for name in alternatives if states[name] not in DEAD]
        if alive:
            coming.extend(alive)
        elif not dependency.soft:
            gone.extend(alternatives)
    refused = tuple(rule for rule, answer in confirmations.items() if answer is False)
    open_rules = tuple(rule for rule, answer in confirmations.items() if answer is None)
    if gone or refused:
        return Inputs(InputState.IMPOSSIBLE, tuple(gone), refused)
    if coming or open_rules:
        return Inputs(InputState.COMING, tuple(coming), open_rules)
    return Inputs(InputState.READY)


def produced_items(
    states: Mapping[str, TaskState], outputs: Mapping[str, Iterable[str]], known: Collection[str]
) -> frozenset[str]:
    """Items that are approved and whose every output is known."""
    return frozenset(
        item
        for item, state in states.items()
        if state is TaskState.APPROVED and all(key in known for key in outputs.get(item, ()))
    )
