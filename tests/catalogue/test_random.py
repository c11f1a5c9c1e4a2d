"""Whatever catalogue is in order loads, and whatever is broken in it is refused by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.catalogue.build import build
from portal.catalogue.checks import check
from portal.catalogue.paths import paths, situation_facts
from portal.catalogue.problems import CatalogueError
from portal.catalogue.promising import longest_chain
from portal.catalogue.release import read_release
from portal.domain.bundles import Bundle, depths, predecessors
from portal.domain.limits import critical_path_days
from portal.domain.questions import pages, questions
from tests.factories.catalogues import DEPARTMENT, Made, drawn, make

CATALOGUES = st.builds(
    make,
    st.randoms(use_true_random=False),
    bundles=st.integers(1, 3),
    items=st.integers(1, 8),
)
EXAMPLES = settings(max_examples=120, deadline=None)


@EXAMPLES
@given(CATALOGUES)
def test_a_catalogue_in_order_loads(made: Made) -> None:
    check(build(made.content()))


@EXAMPLES
@given(CATALOGUES)
def test_every_way_asks_each_fact_once_and_on_a_page(made: Made) -> None:
    catalogue = build(made.content())
    for bundle in catalogue.bundles.values():
        placed = {key for section in bundle.sections for key in section.keys}
        for path in paths(bundle)[:40]:
            facts = situation_facts(path)
            active = bundle.active_items(facts, ())
            asked = questions(catalogue, bundle, facts, active)
            keys = [question.key for question in asked]
            assert len(set(keys)) == len(keys)
            shown = [q.key for page in pages(bundle, asked) for q in page.questions]
            assert sorted(shown) == sorted(keys)
            # What an item makes is asked where that item is not in the case, and may stand on no page then.
            made_here = {o.key for i in bundle.items for o in catalogue.items[i].result.outputs}
            assert set(keys) - placed <= made_here


@EXAMPLES
@given(CATALOGUES)
def test_exactly_one_of_a_group_is_in_every_case(made: Made) -> None:
    for bundle in build(made.content()).bundles.values():
        for path in paths(bundle):
            active = bundle.active_items(situation_facts(path), ())
            assert all(len(set(group) & set(active)) == 1 for group in bundle.one_of)


@EXAMPLES
@given(CATALOGUES)
def test_the_longest_chain_is_as_long_as_the_critical_path(made: Made) -> None:
    catalogue = build(made.content())
    for bundle in catalogue.bundles.values():
        days = {name: catalogue.items[name].promised_days or 0 for name in bundle.items}
        for path in paths(bundle)[:20]:
            active = frozenset(bundle.active_items(situation_facts(path), bundle.items))
            after = {name: predecessors(bundle, name) & active for name in active}
            length, chain = longest_chain(bundle, active, days)
            assert length == critical_path_days({name: days[name] for name in active}, after)
            assert sum(days[name] for name in chain) == length


# ---- broken on purpose --------------------------------------------------------------------------

Breaker = Callable[[Made, Random], str | None]


def bundle_of(made: Made) -> dict[str, Any]:
    found: dict[str, Any] = made.bundles["b0"]
    return found


def first_item(made: Made) -> str:
    name: str = bundle_of(made)["items"][0]["item"]
    return name


def ring(made: Made, random: Random) -> str | None:
    places = bundle_of(made)["items"]
    if len(places) < 2:
        return None
    first, last = places[0], random.choice(places[1:])
    last["after"] = [*last.get("after", []), first["item"]]
    first["after"] = [last["item"]]
    return "wait for each other in a ring"


def dangling(made: Made, random: Random) -> str | None:
    place = random.choice(bundle_of(made)["items"])
    place["after"] = [*place.get("after", []), {"any_of": ["nowhere"]}]
    return f"items.{place['item']}.after: 'nowhere' is not in this bundle"


def unknown_element(made: Made, random: Random) -> str | None:
    made.items[first_item(made)]["needs"].append("applicant.fact.nothing")
    return f"items/{DEPARTMENT}/{first_item(made)}.yaml: applicant.fact.nothing: no such element"


def unreachable(made: Made, random: Random) -> str | None:
    bundle = bundle_of(made)
    if not bundle["situations"]:
        return None
    asked = bundle["situations"][0]
    asked["answers"].append(
        {
            "code": "never",
            "label": "不",
            "fast_path": False,
            "advice": [{"id": "x", "name": "去", "advice_text": "去"}],
        }
    )
    made.items["lost"] = {**made.items[first_item(made)], "result": {"kind": "physical"}}
    made.items["lost"].pop("benefit", None)
    bundle["items"].append({"item": "lost", "when": f"situation.{asked['id']} == 'never'"})
    return "items.lost.when: no way through the questions leads to this item"


def later(made: Made, random: Random) -> str | None:
    asked = bundle_of(made)["situations"]
    if len(asked) < 2:
        return None
    code = asked[-1]["answers"][0]["code"]
    asked[0]["when"] = f"situation.{asked[-1]['id']} == '{code}'"
    return f"hangs on {asked[-1]['id']}, which is asked later"


def two_of_a_group(made: Made, random: Random) -> str | None:
    bundle = bundle_of(made)
    surely = [one["item"] for one in bundle["items"] if "when" not in one and "optional" not in one]
    if len(surely) < 2:
        return None
    bundle["one_of"] = [surely[:2]]
    return f"there is {surely[0]} and {surely[1]}"


def unasked(made: Made, random: Random) -> str | None:
    bundle = bundle_of(made)
    page = random.choice(bundle["sections"])
    key = page["asks"].pop()
    return f"needs {key}, but no page asks it"


def number_as_text(made: Made, random: Random) -> str | None:
    key = next(key for key, entry in made.elements.items() if entry["type"] == "integer")
    need = {"key": "applicant.person.name", "when": f"applicant.{key} > 5"}
    made.items[first_item(made)]["needs"].append(need)
    return f"compares applicant.{key} with the number 5; values are text, so write int("


BREAKERS: list[Breaker] = [
    ring,
    dangling,
    unknown_element,
    unreachable,
    later,
    two_of_a_group,
    unasked,
    number_as_text,
]


@pytest.mark.parametrize("breaker", BREAKERS, ids=lambda one: one.__name__)
@settings(max_examples=30, deadline=None)
@given(CATALOGUES, st.randoms(use_true_random=False))
def test_a_broken_catalogue_is_refused_by_name(
    breaker: Breaker, made: Made, random: Random
) -> None:
    complaint = breaker(made, random)
    if complaint is None:
        return
    with pytest.raises(CatalogueError) as refusal:
        check(build(made.content()))
    assert complaint in str(refusal.value)


def test_a_bundle_in_order_has_no_ring() -> None:
    catalogue = build(drawn(7, bundles=5, items=12).content())
    bundles: list[Bundle] = list(catalogue.bundles.values())
    assert all(depths(bundle, bundle.items) for bundle in bundles)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    made = drawn(11, bundles=4, wordy=True)
    services, translations = tmp_path / "services", tmp_path / "translations"
    services.mkdir()
    made.write(services, translations)
    read, told = read_release(services, translations), made.content()
    assert {kind: read[kind] for kind in told if kind != "words"} == {
        kind: part for kind, part in told.items() if kind != "words"
    }
    assert read["words"]["zh_Hans_CN"] == told["words"]["zh_Hans_CN"]
    assert read["words"]["en"].keys() == told["words"]["zh_Hans_CN"].keys()
