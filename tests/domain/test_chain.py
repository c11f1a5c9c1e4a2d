from __future__ import annotations

import json
from datetime import date
from enum import IntEnum, StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.domain.chain import (
    HASH_BYTES,
    NotCanonical,
    canonical_bytes,
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
