"""People find what they mean by what they say: in a sentence, by its sound, with a slip, in English; and at once."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from portal.web.public.finding import find, one_slip
from portal.web.public.search import index
from portal.wiring import Portal
from tests.factories.sayings import SAYINGS
from tests.inspector import Inspector

AMONG = 3
MOST_MS = 20.0


def said() -> Iterator[tuple[str, str]]:
    """Each saying with the thing it means."""
    for thing, sayings in SAYINGS.items():
        for saying in sayings:
            yield saying, thing


def test_every_thing_is_said_in_several_ways(portal: Portal) -> None:
    assert set(SAYINGS) == set(portal.casework.shelf.current.bundles)
    assert min(len(sayings) for sayings in SAYINGS.values()) >= 5
    assert sum(len(sayings) for sayings in SAYINGS.values()) >= 40


def test_each_saying_finds_its_thing_among_the_first_and_in_time(portal: Portal) -> None:
    shelf = portal.casework.shelf
    things = index(shelf.current_id, shelf.current, portal.words)
    missed, slow = [], []
    for saying, thing in said():
        times = []
        for _ in range(3):
            began = time.perf_counter()
            found = find(saying, things)
            times.append((time.perf_counter() - began) * 1000)
        if f"bundle.{thing}" not in found[:AMONG]:
            missed.append(f"{saying} → {thing}: {found[:5]}")
        if min(times) > MOST_MS:
            slow.append(f"{saying}: {min(times):.1f} ms")
    assert missed == []
    assert slow == []


@pytest.mark.parametrize(
    ("saying", "thing"),
    [
        ("退休", "retire"),
        ("社保卡丢了", "social_card"),
        ("育儿补贴", "childcare"),
        ("大学生落户", "talent"),
        ("tuixiu", "retire"),
    ],
)
def test_what_is_meant_most_stands_first_on_the_page(
    client: Inspector, saying: str, thing: str
) -> None:
    client.get("/search", query_string={"q": saying})
    cards = [li for li in client.page.all("li") if li.get("class") == "card"]
    assert next(cards[0].iter("a")).get("href") == f"/guide/{thing}"


@pytest.mark.parametrize(
    ("asked", "phrase", "alike"),
    [
        ("退修", "退休", True),
        ("退", "退休", True),
        ("退休了", "退休", True),
        ("休退", "退休", True),
        ("退休", "退休", True),
        ("resturant", "restaurant", True),
        ("restuarant", "restaurant", True),
        ("退修金", "退休", False),
        ("abcd", "badc", False),
        ("", "退休", False),
        ("abc", "xbz", False),
    ],
)
def test_one_slip_is_forgiven_and_two_are_not(asked: str, phrase: str, alike: bool) -> None:
    assert one_slip(asked, phrase) is alike
    assert one_slip(phrase, asked) is alike
