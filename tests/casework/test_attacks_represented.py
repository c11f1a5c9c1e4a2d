"""Acting for a child or the dead opens what registries hold of them, and of nobody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

import pytest

from portal.casework.context import Casework
from portal.casework.prefill import prefill
from portal.casework.save import save
from portal.casework.start import start
from portal.catalogue.paths import paths
from portal.domain.resident_id import make
from portal.registries.demo import DemoRegistries
from portal.registries.protocol import Answer, Checked, Outcome
from tests.factories import looking as see
from tests.factories.families import CHEN, citizen

NUMBER, NAME, ADDRESS = (
    f"child.{element}" for element in ("person.id_number", "person.name", "household.address")
)
CHILD = make("509901", date(2025, 3, 12), 301)
GROWN = make("509901", date(2005, 11, 19), 303)
OTHERS = make("509901", date(2025, 3, 12), 305)

Named = Callable[[Mapping[str, str]], None]


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Named:
    """Lets the registry of relatives say something; of everybody, registries hold an address and much else."""

    def say(relative: Mapping[str, str]) -> None:
        def ask(_: DemoRegistries, registry: str, person: Checked) -> Answer:
            if registry == "relatives":
                return Answer(Outcome.FOUND, relative)
            held = {"address": f"{person.id_number} lives here", "region": "509901001001"}
            return Answer(Outcome.FOUND, held)

        monkeypatch.setattr(DemoRegistries, "ask", ask)

    return say


def looked_up(work: Casework, typed: Mapping[str, str]) -> tuple[dict[str, str], set[str]]:
    """What a draft for a child holds once registries were asked, and which of them are told to have been."""
    actor = citizen(work, CHEN)
    bundle = work.shelf.current.bundles["childcare"]
    path = dict(paths(bundle)[0])
    case: UUID = start(work, actor, bundle.id, path, language="zh_Hans_CN", mode="standard")
    save(work, actor, case, typed)
    told = prefill(work, actor, case, ())
    return see.facts_of(work, case), set(told)


def test_what_is_held_of_ones_own_child_is_shown(work: Casework, named: Named) -> None:
    named({"child_id": CHILD, "child_name": "陈小禾"})
    facts, told = looked_up(work, {})
    assert CHILD in facts[ADDRESS]
    assert "households" in told


@pytest.mark.parametrize(
    ("theirs", "typed"),
    [(CHILD, OTHERS), (GROWN, GROWN), ("", OTHERS), ("", "")],
    ids=["another's child", "a grown child", "nobody's child", "nobody"],
)
def test_what_is_held_of_anybody_else_is_not_even_hinted_at(
    work: Casework, named: Named, theirs: str, typed: str
) -> None:
    named({"child_id": theirs, "child_name": "陈小禾"} if theirs else {})
    facts, told = looked_up(work, {NUMBER: typed, NAME: "陈小禾"} if typed else {})
    assert ADDRESS not in facts
    assert "households" not in told


@pytest.mark.parametrize("odd", ["无", "509901", "K1234567", CHILD[:-1] + "?"])
def test_a_number_that_is_none_in_a_registry_keeps_nobody_from_going_on(
    work: Casework, named: Named, odd: str
) -> None:
    named({"child_id": odd, "child_name": "陈小禾"})
    facts, told = looked_up(work, {})
    assert ADDRESS not in facts
    assert "households" not in told
