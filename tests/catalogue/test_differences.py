"""What changed between two releases is said in words, each change once."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.catalogue.differences import ChangeKind, differences
from tests.factories.catalogues import Made, drawn, make

Content = dict[str, Any]
ZH = "zh_Hans_CN"


def item(content: Content, name: str) -> dict[str, Any]:
    found: dict[str, Any] = content["items"][name]
    return found


def newborn(content: Content) -> dict[str, Any]:
    bundle: dict[str, Any] = content["bundles"]["newborn"]
    return bundle


CHANGES: dict[str, tuple[Callable[[Content], object], ChangeKind, str]] = {
    "days": (
        lambda c: item(c, "birth_registration").update(promised_days=5),
        ChangeKind.CHANGED,
        "promised working days changed from 10 to 5.",
    ),
    "an item": (
        lambda c: c["items"].update(horoscope={"type": "20"}),
        ChangeKind.ADDED,
        "Item horoscope is new.",
    ),
    "no item": (
        lambda c: c["items"].pop("parenting_guidance"),
        ChangeKind.REMOVED,
        "Item 科学育儿指导服务登记 (parenting_guidance) is gone.",
    ),
    "a need": (
        lambda c: item(c, "parenting_guidance")["needs"].append("baby.card.bank"),
        ChangeKind.CHANGED,
        "(baby.card.bank) is added.",
    ),
    "no need": (
        lambda c: item(c, "parenting_guidance")["needs"].remove("baby.person.name"),
        ChangeKind.CHANGED,
        "(baby.person.name) is taken away.",
    ),
    "what it waits for": (
        lambda c: next(i for i in newborn(c)["items"] if "after" in i).update(after=[]),
        ChangeKind.CHANGED,
        "what it waits for",
    ),
    "a question": (
        lambda c: c["words"][ZH].update({"bundle.newborn.situations.filer.question": "您是谁？"}),
        ChangeKind.REWORDED,
        "question of situations.filer in Chinese reworded from “您是宝宝的什么人？” to “您是谁？”.",
    ),
    "plain English": (
        lambda c: c["words"]["en_plain"].update({"bundle.newborn.name": "Baby"}),
        ChangeKind.REWORDED,
        "name in plain English reworded",
    ),
    "a label of an element": (
        lambda c: c["words"][ZH].update({"element.person.name.label": "名字"}),
        ChangeKind.REWORDED,
        "Element 名字 (person.name): question in Chinese reworded from “姓名” to “名字”.",
    ),
    "the order of pages": (
        lambda c: newborn(c)["sections"].reverse(),
        ChangeKind.CHANGED,
        "pages changed from baby, parents",
    ),
    "a template": (
        lambda c: c["templates"].update(receipt="<p></p>"),
        ChangeKind.CHANGED,
        "Template receipt changed.",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_says(change: str, content: Content, published: Content) -> None:
    plant, kind, said = CHANGES[change]
    plant(content)
    (found,) = differences(published, content)
    assert found.kind is kind
    assert said in found.says
    assert found.as_json()["says"] == found.says


def test_nothing_changed(published: Content) -> None:
    assert differences(published, deepcopy(published)) == []


def test_a_release_of_before_there_were_regions_is_compared(published: Content) -> None:
    old = {key: part for key, part in published.items() if key not in {"regional", "conditions"}}
    assert all(one.kind is ChangeKind.ADDED for one in differences(old, published))


@settings(max_examples=60, deadline=None)
@given(
    st.builds(make, st.randoms(use_true_random=False)),
    st.builds(make, st.randoms(use_true_random=False)),
)
def test_there_and_back_is_the_same_number_of_changes(one: Made, other: Made) -> None:
    old, new = one.content(), other.content()
    there, back = differences(old, new), differences(new, old)
    assert len(there) == len(back)
    assert bool(there) == (old != new)
    assert all(change.says.endswith(".") for change in there)


def test_what_comes_with_a_new_item_is_one_change() -> None:
    old, new = drawn(3), drawn(3)
    new.items["more"] = dict(new.items["b0_i0"])
    assert [one.says for one in differences(old.content(), new.content())] == [
        "Item 单项 (more) is new."
    ]
