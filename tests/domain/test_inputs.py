"""Inputs: there, still to come, or never."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.bundles import Bundle, BundleItem, Dependency
from portal.domain.inputs import InputState, inputs_of, produced_items
from portal.domain.states import DEAD, TaskState

S = TaskState


def bundle(*after: Dependency) -> Bundle:
    """A bundle in which ``last`` comes after something, and ``one`` and ``two`` stand alone."""
    items = {name: BundleItem(name) for name in ("one", "two")}
    items["last"] = BundleItem("last", after)
    return Bundle("b", "person", "d", {}, (), items, (), (), None)


EITHER = Dependency(("one", "two"))
SOFT = Dependency(("one",), soft=True)


def test_nothing_before_it_is_ready() -> None:
    assert inputs_of(bundle(), "last", {}, (), {}).state is InputState.READY


@pytest.mark.parametrize(
    ("one", "two", "produced", "state"),
    [
        (S.IN_REVIEW, S.WAITING, (), InputState.COMING),
        (S.APPROVED, S.WAITING, (), InputState.COMING),
        (S.APPROVED, S.WAITING, ("one",), InputState.READY),
        (S.REFUSED, S.WAITING, (), InputState.COMING),
        (S.REFUSED, S.APPROVED, ("two",), InputState.READY),
        (S.REFUSED, S.LAPSED, (), InputState.IMPOSSIBLE),
    ],
)
def test_any_one_alternative_will_do(
    one: TaskState, two: TaskState, produced: tuple[str, ...], state: InputState
) -> None:
    found = inputs_of(bundle(EITHER), "last", {"one": one, "two": two}, produced, {})
    assert found.state is state


def test_an_item_that_was_not_chosen_never_blocks() -> None:
    assert inputs_of(bundle(EITHER), "last", {"last": S.WAITING}, (), {}).state is InputState.READY


@pytest.mark.parametrize("dead", sorted(DEAD))
def test_a_soft_input_is_waited_for_but_not_insisted_on(dead: TaskState) -> None:
    waits = inputs_of(bundle(SOFT), "last", {"one": S.SUBMITTED}, (), {})
    assert (waits.state, waits.items) == (InputState.COMING, ("one",))
    assert inputs_of(bundle(SOFT), "last", {"one": dead}, (), {}).state is InputState.READY


def test_the_other_person_is_waited_for_and_a_no_ends_it() -> None:
    open_one = inputs_of(bundle(), "last", {}, (), {"mother": None, "father": True})
    assert (open_one.state, open_one.confirmations) == (InputState.COMING, ("mother",))
    refused = inputs_of(bundle(), "last", {}, (), {"mother": None, "father": False})
    assert (refused.state, refused.confirmations) == (InputState.IMPOSSIBLE, ("father",))
    assert inputs_of(bundle(), "last", {}, (), {"mother": True}).state is InputState.READY


def test_a_result_counts_when_every_output_is_known() -> None:
    states = {"one": S.APPROVED, "two": S.APPROVED, "last": S.IN_REVIEW}
    outputs = {"one": ["a.b", "a.c"], "two": []}
    assert produced_items(states, outputs, {"a.b"}) == {"two"}
    assert produced_items(states, outputs, {"a.b", "a.c"}) == {"one", "two"}


@given(
    st.dictionaries(st.sampled_from(["one", "two"]), st.sampled_from(TaskState)),
    st.sets(st.sampled_from(["one", "two"])),
    st.dictionaries(st.sampled_from(["m", "f"]), st.none() | st.booleans()),
    st.booleans(),
)
def test_impossible_never_turns_ready_by_one_more_result(
    states: dict[str, TaskState],
    produced: set[str],
    answers: dict[str, bool | None],
    soft: bool,
) -> None:
    made = bundle(Dependency(("one", "two"), soft=soft))
    found = inputs_of(made, "last", states, produced, answers)
    if found.state is InputState.READY:
        assert inputs_of(made, "last", states, {"one", "two"}, answers).state is InputState.READY
    if False in answers.values():
        assert found.state is InputState.IMPOSSIBLE
    if found.state is InputState.IMPOSSIBLE:
        assert found.items or found.confirmations
