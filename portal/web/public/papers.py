"""What somebody has to hand in, bring or sign for some items, and what registers spare them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from portal.catalogue.labels import Labels
from portal.catalogue.reasons import reason
from portal.domain.items import Item, MaterialNeed, Provision
from portal.web.because import paper_reasons
from portal.web.public.wording import NECESSITY, OWN_REGISTERS, PROVISIONS


@dataclass(frozen=True, slots=True)
class Paper:
    """One material: how needed it is, how to hand it in, and which registers save handing it in."""

    id: str
    name: str
    hint: str
    how: str
    necessity: str
    necessity_text: str
    provision: str
    proved_by: tuple[str, ...]
    used_in: tuple[str, ...]
    only_if: str
    """What must have been chosen for it to be needed; empty where that is not told in words."""


def papers(labels: Labels, items: Sequence[Item]) -> tuple[Paper, ...]:
    """Every material of some items of a thing once, the needed ones first."""
    needs: dict[str, list[tuple[Item, MaterialNeed]]] = {}
    for item in items:
        for need in item.materials:
            needs.setdefault(need.material, []).append((item, need))
    return _in_order(
        _paper(
            labels,
            material,
            used,
            _necessity(need for item, need in used if _everybody_s(labels, item))
            if any(_everybody_s(labels, item) for item, _ in used)
            else _at_most("sometimes", _necessity(need for _, need in used)),
            labels.either(paper_reasons(labels, [(item.id, need.when) for item, need in used])),
        )
        for material, used in needs.items()
    )


def papers_of_item(every: Sequence[Labels], item: Item) -> tuple[Paper, ...]:
    """The materials of one item, with the registers that prove them in any of the things that have it."""
    made = []
    for need in item.materials:
        each = [
            _paper(one, need.material, [(item, need)], _necessity([need]), reason(one, need.when))
            for one in every
        ]
        proving = dict.fromkeys(name for paper in each for name in paper.proved_by)
        said = next((paper.only_if for paper in each if paper.only_if), "")
        made.append(replace(each[0], proved_by=tuple(proving), only_if=said))
    return _in_order(made)


def _in_order(made: Iterable[Paper]) -> tuple[Paper, ...]:
    order = list(NECESSITY)
    return tuple(sorted(made, key=lambda paper: order.index(paper.necessity)))


def _everybody_s(labels: Labels, item: Item) -> bool:
    """Whether an item belongs to every case of the thing."""
    place = labels.bundle.items[item.id]
    return place.when is None and not place.optional


def _necessity(needs: Iterable[MaterialNeed]) -> str:
    required = [need.when is None for need in needs if need.required]
    if any(required):
        return "required"
    return "sometimes" if required else "optional"


def _at_most(most: str, necessity: str) -> str:
    order = list(NECESSITY)
    return max(most, necessity, key=order.index)


def _paper(
    labels: Labels,
    material: str,
    used: Sequence[tuple[Item, MaterialNeed]],
    necessity: str,
    only_if: str,
) -> Paper:
    provision = next(
        (need.provision for _, need in used if need.provision is Provision.UPLOAD),
        used[0][1].provision,
    )
    proving = {s.registry for s in labels.bundle.sources if material in s.proves}
    return Paper(
        id=material,
        name=labels.material(material),
        hint=labels.material(material, "hint"),
        how=labels.material(material, "how") or labels.gettext(PROVISIONS[provision]),
        necessity=necessity,
        necessity_text=labels.gettext(NECESSITY[necessity]),
        provision=provision.value,
        proved_by=tuple(_register(labels, name) for name in sorted(proving)),
        used_in=tuple(dict.fromkeys(labels.item(item.id) for item, _ in used)),
        only_if=only_if if necessity == "sometimes" else "",
    )


def _register(labels: Labels, name: str) -> str:
    if name in OWN_REGISTERS:
        return labels.gettext(OWN_REGISTERS[name])
    return labels.words.get(f"registry.{name}.name", name)
