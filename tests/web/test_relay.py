"""The picture of the relay: every station once, lines that end at cards, joints and lanes where many lines would cross."""

from __future__ import annotations

import re
from itertools import pairwise

from portal.catalogue.labels import Labels
from portal.catalogue.wording import ServiceWords
from portal.web.public.offer import nodes
from portal.web.relay import CELL, HALF_ROW, MOST_LARGE, Node, picture
from portal.wiring import Portal
from portal.words import LOCALES


def node(name: str, depth: int, *after: str, kind: str = "theirs") -> Node:
    """A station of which only the place matters."""
    return Node(name, name, kind, "", "", "", depth, after, "")


def test_nothing_is_drawn_of_nothing() -> None:
    assert picture([]).places == ()


def test_a_line_goes_from_the_back_of_a_card_to_the_front_of_the_next() -> None:
    drawn = picture([node("a", 0), node("b", 1, "a")])
    assert [line.path for line in drawn.lines] == ["M91 50C101 50 96 50 106 50"]
    assert drawn.joints == ()


def test_several_that_wait_for_the_same_several_meet_in_one_joint() -> None:
    first = [node("a", 0), node("b", 0)]
    then = [node(name, 1, "a", "b") for name in "cdefghi"]
    drawn = picture([*first, *then])
    assert len(drawn.joints) == 1
    assert len(drawn.lines) == len(first) + len(then)
    assert drawn.dense


def test_a_line_past_a_column_has_a_lane_of_its_own_there() -> None:
    drawn = picture([node("a", 0), node("b", 1, "a"), node("c", 2, "b", "a")])
    rows = {place.node.id: place.row for place in drawn.places}
    past = next(line.path for line in drawn.lines if "H" in line.path)
    found = re.search(r" (\d+)H", past)
    assert found is not None
    assert int(found[1]) != rows["b"] * HALF_ROW
    assert drawn.height == 2 * CELL


def test_stations_stand_near_what_they_wait_for() -> None:
    drawn = picture(
        [node("a", 0), node("b", 0), node("x", 1, "b"), node("y", 1, "a")],
    )
    rows = {place.node.id: place.row for place in drawn.places}
    assert (rows["a"] < rows["b"]) is (rows["y"] < rows["x"])


def test_a_line_is_coloured_by_who_is_done_and_who_still_waits() -> None:
    drawn = picture(
        [
            node("a", 0, kind="done"),
            node("b", 0),
            node("c", 1, "a", kind="waiting"),
            node("d", 1, "b", kind="waiting"),
            node("e", 1, "b"),
        ]
    )
    assert sorted(line.kind for line in drawn.lines) == ["", "is-ahead", "is-walked"]


def test_every_thing_is_drawn_with_each_station_in_a_cell_of_its_own(portal: Portal) -> None:
    catalogue, city = portal.casework.shelf.current, portal.casework.city
    words = ServiceWords(catalogue.words, LOCALES[0], plain=False)
    said = portal.words.pick(LOCALES[0], "standard").gettext
    for bundle in catalogue.bundles.values():
        labels = Labels(catalogue, bundle, words, city.words_in(LOCALES[0]), said, LOCALES[0])
        drawn = picture(nodes(labels))
        cells = {(place.column, place.row) for place in drawn.places}
        assert len(cells) == len(drawn.places) == len(bundle.items)
        for column in {column for column, _ in cells}:
            rows = sorted(row for there, row in cells if there == column)
            assert all(later - row >= 2 for row, later in pairwise(rows))
        assert max(row for _, row in cells) * HALF_ROW < drawn.height
        assert drawn.dense is (drawn.height // CELL > MOST_LARGE)
        ids = [place.node.id for place in drawn.places]
        for place in drawn.places:
            before = [other for other in place.node.after if other in ids]
            assert all(ids.index(other) < ids.index(place.node.id) for other in before)
