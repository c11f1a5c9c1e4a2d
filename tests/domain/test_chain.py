from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from enum import IntEnum, StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.chain import (
    HASH_BYTES,
    Head,
    Link,
    NotCanonical,
    canonical_bytes,
    first_break,
    genesis,
    link,
    value_mac,
)

CODES = st.text(max_size=8)
PAYLOADS = st.dictionaries(
    CODES,
    st.recursive(
        st.none() | st.booleans() | st.integers() | CODES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(CODES, inner, max_size=3),
        max_leaves=5,
    ),
    max_size=4,
)
START = genesis("case-1")
KEY = bytes(range(32))
relaxed = settings(deadline=None)


def chained(payloads: Sequence[dict[str, object]], start: bytes = START) -> list[Link]:
    links: list[Link] = []
    previous = start
    for payload in payloads:
        previous = link(previous, payload)
        links.append(Link(payload, previous))
    return links


def events(count: int) -> list[dict[str, object]]:
    return [{"sequence": n, "verb": "accept"} for n in range(1, count + 1)]


def test_an_event_has_one_ascii_form_whatever_order_it_was_written_in() -> None:
    form = b'{"actor":null,"n":1,"verb":"\\u5f20"}'
    assert canonical_bytes({"verb": "张", "n": 1, "actor": None}) == form
    assert canonical_bytes({"actor": None, "n": 1, "verb": "张"}) == form


@relaxed
@given(PAYLOADS)
def test_the_canonical_form_loses_nothing(payload: dict[str, object]) -> None:
    form = canonical_bytes(payload)
    assert form.isascii()
    assert json.loads(form) == payload
    assert canonical_bytes(dict(reversed(payload.items()))) == form


class Verb(StrEnum):
    ACCEPT = "accept"


class Level(IntEnum):
    STRONG = 2


def test_an_enum_member_is_written_as_its_code() -> None:
    members = {"verb": Verb.ACCEPT, "level": Level.STRONG, Verb.ACCEPT: ("a", "b")}
    plain = {"verb": "accept", "level": 2, "accept": ["a", "b"]}
    assert canonical_bytes(members) == canonical_bytes(plain)


@pytest.mark.parametrize(
    "payload", [{"n": 1.5}, {"n": [{"m": date(2026, 1, 1)}]}, {"n": b"x"}, {"n": {1: "x"}}]
)
def test_what_has_no_single_form_is_refused_by_its_place(payload: dict[str, object]) -> None:
    with pytest.raises(NotCanonical, match=r"event\.n"):
        canonical_bytes(payload)


@relaxed
@given(st.lists(PAYLOADS, max_size=6))
def test_an_untouched_chain_holds(payloads: list[dict[str, object]]) -> None:
    links = chained(payloads)
    assert first_break(links, START) is None
    if links:
        assert first_break(links, START, Head(len(links), links[-1].hash)) is None


@relaxed
@given(st.integers(0, 5))
def test_a_changed_removed_inserted_or_reordered_event_is_found_where_it_stands(at: int) -> None:
    links = chained(events(6))
    changed = [*links[:at], Link({**links[at].payload, "verb": "refuse"}, links[at].hash)]
    assert first_break([*changed, *links[at + 1 :]], START) == at
    inserted = Link({"sequence": 0}, links[at].hash)
    assert first_break([*links[:at], inserted, *links[at:]], START) == at
    if at < 5:
        assert first_break(links[:at] + links[at + 1 :], START) == at
        swapped = [*links[:at], links[at + 1], links[at], *links[at + 2 :]]
        assert first_break(swapped, START) == at


def test_a_float_slipped_into_an_event_is_a_break_and_not_a_crash() -> None:
    links = chained(events(3))
    links[1] = Link({"sequence": 2.0}, links[1].hash)
    assert first_break(links, START) == 1


def test_a_cut_off_end_is_found_only_with_the_recorded_head() -> None:
    links = chained(events(6))
    head = Head(6, links[-1].hash)
    assert first_break(links[:4], START) is None
    assert first_break(links[:4], START, head) == 4
    assert first_break([], START, head) == 0


def test_a_chain_that_grew_since_its_head_was_recorded_holds() -> None:
    links = chained(events(6))
    assert first_break(links, START, Head(4, links[3].hash)) is None


def test_a_chain_hashed_anew_differs_from_its_recorded_head() -> None:
    links = chained(events(6))
    forged = chained([{**event, "verb": "refuse"} for event in events(6)])
    assert first_break(forged, START) is None
    assert first_break(forged, START, Head(6, links[-1].hash)) == 5


def test_the_chain_of_one_case_does_not_hang_from_another_case() -> None:
    assert first_break(chained(events(2)), genesis("case-2")) == 0


def test_a_link_needs_a_hash_before_it() -> None:
    assert len(START) == HASH_BYTES
    with pytest.raises(ValueError, match="32 bytes"):
        link(b"short", {})


@relaxed
@given(st.text(), st.text(), CODES)
def test_a_value_is_known_again_by_its_mac_and_only_by_it(one: str, other: str, at: str) -> None:
    assert (value_mac(KEY, one, "name") == value_mac(KEY, other, "name")) == (one == other)
    assert (value_mac(KEY, one, at) == value_mac(KEY, one, "name")) == (at == "name")
    assert len(value_mac(KEY, one)) == 2 * HASH_BYTES


def test_the_border_between_context_and_value_cannot_be_moved() -> None:
    assert value_mac(KEY, "bc", "a") != value_mac(KEY, "c", "ab")


def test_another_key_gives_another_mac_and_a_short_key_is_refused() -> None:
    assert value_mac(KEY, "x") != value_mac(bytes(32), "x")
    with pytest.raises(ValueError, match="at least 32"):
        value_mac(b"short", "x")
