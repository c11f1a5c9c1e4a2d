"""What can be done here, by what happens in a life and by whom it is for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.web.house import gettext as _
from portal.web.house import house, service_words
from portal.web.public.wording import AUDIENCES, ELDERS_FIRST, LIFE_EVENTS


@dataclass(frozen=True, slots=True)
class Named:
    """Something by its id and its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing (一件事), as a card: what it covers, and which departments it spares a visit to."""

    id: str
    name: str
    summary: str
    icon: str
    audience: str
    event: str
    items: tuple[Named, ...]
    departments: frozenset[str]


@dataclass(frozen=True, slots=True)
class Matter:
    """What happens in a life, and the things that belong to it."""

    id: str
    name: str
    icon: str
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom some of it is for."""

    id: str
    name: str
    matters: tuple[Matter, ...]


def things() -> tuple[Thing, ...]:
    """Every bundle of the current release."""
    words = service_words()
    catalogue = house().casework.shelf.current
    return tuple(
        Thing(
            id=bundle.id,
            name=words(f"bundle.{bundle.id}.name"),
            summary=words.get(f"bundle.{bundle.id}.summary"),
            icon=bundle.icon,
            audience=bundle.audience,
            event=bundle.life_event,
            items=tuple(
                Named(
                    item,
                    words.get(f"bundle.{bundle.id}.items.{item}.name")
                    or words(f"item.{item}.name"),
                )
                for item in bundle.items
            ),
            departments=frozenset(catalogue.items[item].department for item in bundle.items),
        )
        for bundle in catalogue.bundles.values()
    )


def matters(chosen: Iterable[Thing], *, elders_first: bool = False) -> tuple[Matter, ...]:
    """Things by what happens in a life, in its order, the larger ones first; what has no words yet comes last."""
    found: dict[str, list[Thing]] = {}
    for thing in chosen:
        found.setdefault(thing.event, []).append(thing)
    order = list(LIFE_EVENTS)
    if elders_first:
        order.sort(key=lambda event: event != ELDERS_FIRST)
    known = [event for event in order if event in found]
    return tuple(
        _matter(event, found[event]) for event in [*known, *sorted(found.keys() - set(known))]
    )


def _matter(event: str, chosen: Sequence[Thing]) -> Matter:
    happening = LIFE_EVENTS.get(event)
    largest = tuple(sorted(chosen, key=lambda thing: -len(thing.items)))
    if happening is None:
        return Matter(event, "", "file-text", largest)
    return Matter(event, _(happening.name), happening.icon, largest)


def audiences(chosen: Sequence[Matter]) -> tuple[Audience, ...]:
    """Matters by whom they are for; one that is for several is with each, with the things for them."""
    made = []
    for audience, name in AUDIENCES.items():
        own = [
            (matter, tuple(thing for thing in matter.things if thing.audience == audience))
            for matter in chosen
        ]
        kept = tuple(Matter(m.id, m.name, m.icon, those) for m, those in own if those)
        if kept:
            made.append(Audience(audience, _(name), kept))
    return tuple(made)
