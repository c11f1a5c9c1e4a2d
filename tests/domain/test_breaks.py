"""Each way to tamper with a chain has its name and its place."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.breaks import Break, Fault, Link, breaks
from portal.domain.chain import Head, genesis, link

START = genesis("case-1")
LENGTH = 8
relaxed = settings(deadline=None)
places = st.integers(1, LENGTH)


def chained(verbs: list[str], *, first: int = 1, start: bytes = START) -> list[Link]:
    links: list[Link] = []
    previous = start
    for sequence, verb in enumerate(verbs, first):
        payload = {"sequence": sequence, "verb": verb}
        made = link(previous, payload)
        links.append(Link(sequence, payload, previous, made))
        previous = made
    return links


def a_chain(length: int = LENGTH) -> list[Link]:
    return chained([f"verb{number}" for number in range(1, length + 1)])


def head(links: list[Link], length: int = 0) -> Head:
    end = links[(length or len(links)) - 1]
    return Head(end.sequence, end.hash)


def renumbered(row: Link, sequence: int) -> Link:
    """A row whose number alone was altered; what its hash covers bears the number too."""
    assert row.payload is not None
    return replace(row, sequence=sequence, payload={**row.payload, "sequence": sequence})


def only(fault: Fault, first: int, last: int | None = None) -> list[Break]:
    return [Break(fault, first, last or first)]


@given(st.lists(st.text(max_size=3), max_size=6))
def test_an_untouched_chain_holds(verbs: list[str]) -> None:
    links = chained(verbs)
    assert breaks(links, START) == []
    assert breaks(reversed(links), START, [head(links, n + 1) for n in range(len(links))]) == []


@relaxed
@given(places, st.sampled_from(["payload", "previous", "hash", "unreadable"]))
def test_a_changed_event_is_found_where_it_stands(at: int, column: str) -> None:
    links = a_chain()
    row = links[at - 1]
    links[at - 1] = {
        "payload": replace(row, payload={"sequence": at, "verb": "other"}),
        "previous": replace(row, previous=b"p" * 32),
        "hash": replace(row, hash=b"h" * 32),
        "unreadable": replace(row, payload=None),
    }[column]
    assert breaks(links, START) == only(Fault.CHANGED, at)


@relaxed
@given(places)
def test_an_event_that_was_changed_and_hashed_anew_is_found_by_the_next_or_by_the_head(
    at: int,
) -> None:
    whole = a_chain()
    payload = {"sequence": at, "verb": "other"}
    previous = whole[at - 1].previous
    links = list(whole)
    links[at - 1] = Link(at, payload, previous, link(previous, payload))
    fault = Fault.CHANGED if at < LENGTH else Fault.RECOMPUTED
    found = breaks(links, START, [head(whole)])
    assert [b.fault for b in found] == [fault]
    assert found[0].last == at


@relaxed
@given(places, st.booleans())
def test_a_removed_event_is_found_even_if_the_others_close_ranks(at: int, close: bool) -> None:
    whole = a_chain()
    links = [row for row in whole if row.sequence != at]
    if close:
        links = [renumbered(row, number) for number, row in enumerate(links, 1)]
    fault = Fault.REMOVED if at < LENGTH else Fault.CUT_OFF
    assert breaks(links, START, [head(whole)]) == only(fault, at)


@relaxed
@given(st.integers(1, LENGTH - 1), st.sampled_from(["garbage", "linked", "copied"]))
def test_an_inserted_event_is_found_and_those_that_made_room_are_not_blamed(
    at: int, how: str
) -> None:
    links = a_chain()
    before, payload = links[at - 1].hash, {"sequence": at + 1, "verb": "decided"}
    put_in = {
        "garbage": Link(at + 1, payload, before, b"x" * 32),
        "linked": Link(at + 1, payload, before, link(before, payload)),
        "copied": renumbered(links[-1] if at < 4 else links[0], at + 1),
    }[how]
    shifted = [renumbered(row, row.sequence + 1) for row in links[at:]]
    assert breaks([*links[:at], put_in, *shifted], START) == only(Fault.INSERTED, at + 1)


@pytest.mark.parametrize(("one", "other"), [(2, 3), (2, 7), (1, LENGTH)])
def test_events_that_changed_places_are_found_and_nothing_else(one: int, other: int) -> None:
    links = a_chain()
    links[one - 1], links[other - 1] = (
        renumbered(links[other - 1], one),
        renumbered(links[one - 1], other),
    )
    assert [(b.fault, b.first) for b in breaks(links, START)] == [
        (Fault.REORDERED, one),
        (Fault.REORDERED, other),
    ]


@relaxed
@given(st.integers(1, LENGTH - 1), st.sampled_from([-3, 0, LENGTH + 1, LENGTH + 90]))
def test_an_event_under_another_number_is_out_of_order(at: int, number: int) -> None:
    links = a_chain()
    links[at - 1] = renumbered(links[at - 1], number)
    if at == 1 and number < 1:
        assert breaks(links, START) == only(Fault.UNKNOWN_ORDER, number)
    else:
        assert breaks(links, START) == only(Fault.REORDERED, at)


def test_numbers_that_do_not_run_from_one_are_an_unknown_order() -> None:
    verbs = [f"verb{number}" for number in range(5)]
    assert breaks(chained(verbs, first=3), START) == only(Fault.UNKNOWN_ORDER, 1, 2)
    links = chained(verbs)
    gap = chained(["later"], first=9, start=links[-1].hash)
    assert breaks([*links, *gap], START) == only(Fault.UNKNOWN_ORDER, 6, 8)
    last = renumbered(links[-1], 7)
    assert breaks([*links[:-1], last], START) == only(Fault.UNKNOWN_ORDER, 7)


def test_a_cut_off_end_is_found_only_with_a_sealed_head() -> None:
    links = a_chain()
    assert breaks(links[:5], START) == []
    assert breaks(links[:5], START, [head(links)]) == only(Fault.CUT_OFF, 6, LENGTH)
    assert breaks([], START, [head(links)]) == only(Fault.CUT_OFF, 1, LENGTH)


def test_a_chain_that_grew_since_it_was_sealed_holds() -> None:
    links = a_chain()
    assert breaks(links, START, [head(links, 3), head(links, 6)]) == []


def test_a_chain_hashed_anew_is_found_between_two_sealed_heads() -> None:
    whole = a_chain()
    forged = [*whole[:4], *chained(["refuse"] * 4, first=5, start=whole[3].hash)]
    assert breaks(forged, START) == []
    heads = [head(whole, length) for length in (2, 4, 6, 8)]
    assert breaks(forged, START, heads) == only(Fault.RECOMPUTED, 5, 6)


def test_an_end_cut_off_and_grown_again_is_found_as_hashed_anew() -> None:
    whole = a_chain()
    grown = [*whole[:6], *chained(["other"] * 3, first=7, start=whole[5].hash)]
    assert breaks(grown, START, [head(whole)]) == only(Fault.RECOMPUTED, 1, LENGTH)


def test_the_chain_of_one_case_does_not_hang_from_another_case() -> None:
    assert breaks(a_chain(), genesis("case-2")) == only(Fault.CHANGED, 1)


def test_what_has_no_canonical_form_is_a_change_and_not_a_crash() -> None:
    links = a_chain()
    links[1] = replace(links[1], payload={"sequence": 2.0})
    assert breaks(links, START) == only(Fault.CHANGED, 2)


@relaxed
@given(st.data())
def test_whatever_is_done_to_one_row_is_found(data: st.DataObject) -> None:
    whole = a_chain()
    at = data.draw(st.integers(0, LENGTH - 1))
    row = whole[at]
    others = st.integers(-2, 200).filter(lambda n: not 1 <= n <= LENGTH)
    changed = data.draw(
        st.one_of(
            st.none(),
            st.binary(max_size=40).map(lambda b: replace(row, hash=b)),
            st.binary(max_size=40).map(lambda b: replace(row, previous=b)),
            st.text().map(lambda t: replace(row, payload={"sequence": at + 1, "verb": t})),
            others.map(lambda n: renumbered(row, n)),
        ).filter(lambda made: made != row)
    )
    links = [*whole[:at], *([changed] if changed else []), *whole[at + 1 :]]
    found = breaks(links, START, [head(whole)])
    assert found
    assert all(b.first <= b.last for b in found)
    assert all(a.first <= b.first for a, b in pairwise(found))
