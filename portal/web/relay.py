"""What the relay of departments is drawn of (components/relay.html).

Every cell of the picture is as large as the others, a card fills 82 % of its width, and each column is centred on half rows; so the ends of
every line are known here, in a drawing 100 units wide and 50 high per half row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

CELL = 100
HALF_ROW = 50
BEHIND_CARD, BEFORE_CARD, BEND = 9, 6, 10
MOST_LARGE = 5
"""More stations than this in one column are drawn small."""


class Node(NamedTuple):
    """One station: ``state_kind`` is yours, theirs, done, waiting or stopped; ``after`` the ids it waits for."""

    id: str
    name: str
    state_kind: str
    state_text: str
    office: str
    due_text: str
    depth: int
    after: tuple[str, ...]
    href: str


class Place(NamedTuple):
    """Where a station stands, both from 1, and the names of the stations before it."""

    node: Node
    column: int
    row: int
    before: tuple[str, ...]


class Line(NamedTuple):
    """From one station to the next. ``kind`` is ``is-walked``, ``is-ahead`` or empty."""

    path: str
    kind: str


class Joint(NamedTuple):
    """Where the lines of several stations meet before they go on to several others."""

    x: int
    y: int


class Picture(NamedTuple):
    """The relay with everything in its place. ``dense``: so many stations that each is drawn small."""

    columns: int
    width: int
    height: int
    dense: bool
    places: tuple[Place, ...]
    lines: tuple[Line, ...]
    joints: tuple[Joint, ...]


Lane = tuple[str, int]
"""The way that lines to a station take through a column that they only pass: no card stands in it. The column from 1."""
Station = tuple[str, int, tuple[str, ...], str]
"""What the drawing is made of: id, depth, what it waits for, and the kind of its state."""


class _Spot(NamedTuple):
    """Where a station stands; ``node`` and ``before`` say which of the nodes are meant."""

    node: int
    column: int
    row: int
    before: tuple[int, ...]


def picture(nodes: Sequence[Node]) -> Picture:
    """Draw stations that come in an order in which nothing stands before what it waits for."""
    drawn, spots = _drawn(
        tuple((node.id, node.depth, node.after, node.state_kind) for node in nodes)
    )
    places = tuple(
        Place(nodes[n], column, row, tuple(nodes[other].name for other in before))
        for n, column, row, before in spots
    )
    return drawn._replace(places=places)


@lru_cache(maxsize=1024)
def _drawn(stations: tuple[Station, ...]) -> tuple[Picture, tuple[_Spot, ...]]:
    """The picture without its words, the same in every case that was chosen alike and stands alike; and what goes where in it."""
    number_of = {one: n for n, (one, *_) in enumerate(stations)}
    columns = _ordered(stations)
    rows = max((len(column) for column in columns), default=1)
    spots: dict[str, _Spot] = {}
    lanes: dict[Lane, int] = {}
    for number, column in enumerate(columns, 1):
        for n, one in enumerate(column):
            row = rows - len(column) + 2 * n + 1
            if isinstance(one, tuple):
                lanes[one] = row * HALF_ROW
                continue
            after = stations[number_of[one]][2]
            before = tuple(number_of[other] for other in after if other in number_of)
            spots[one] = _Spot(number_of[one], number, row, before)
    lines, joints = _lines(stations, spots, lanes)
    drawn = Picture(
        columns=len(columns),
        width=len(columns) * CELL,
        height=rows * CELL,
        dense=rows > MOST_LARGE,
        places=(),
        lines=tuple(lines),
        joints=tuple(joints),
    )
    return drawn, tuple(spots.values())


def _ordered(stations: Sequence[Station]) -> list[list[str | Lane]]:
    """Stations and lanes of each column, those that hand on to each other as near as may be, so that few lines cross."""
    depths = {one: depth for one, depth, _, _ in stations}
    columns: list[list[str | Lane]] = [[] for _ in range(max(depths.values(), default=-1) + 1)]
    before: dict[str | Lane, list[str | Lane]] = {}
    behind: dict[str | Lane, list[str | Lane]] = {}
    for one, depth, after, _ in stations:
        columns[depth].append(one)
        for other in after:
            if other not in depths:
                continue
            at: str | Lane = other
            for number in range(depths[other] + 2, depth + 1):
                lane = (one, number)
                if lane not in columns[number - 1]:
                    columns[number - 1].append(lane)
                before.setdefault(lane, []).append(at)
                behind.setdefault(at, []).append(lane)
                at = lane
            before.setdefault(one, []).append(at)
            behind.setdefault(at, []).append(one)
    # To the right each moves towards what it waits for, then to the left towards what waits for it, and to the right again.
    for near, way in ((before, 1), (behind, -1), (before, 1)):
        for column in columns[::way]:
            _towards(near, column, columns)
    return columns


def _towards(
    near: Mapping[str | Lane, Sequence[str | Lane]],
    column: list[str | Lane],
    columns: Sequence[Sequence[str | Lane]],
) -> None:
    if len(column) < 2:
        return
    at = {one: row - (len(each) - 1) / 2 for each in columns for row, one in enumerate(each)}

    def height(one: str | Lane) -> float:
        heights = [at[other] for other in near.get(one, ())]
        return sum(heights) / len(heights) if heights else at[one]

    column.sort(key=height)


def _lines(
    stations: Sequence[Station], spots: Mapping[str, _Spot], lanes: Mapping[Lane, int]
) -> tuple[list[Line], list[Joint]]:
    """A line for each hand-over; where several wait for the same several, all of them meet in one joint."""
    kinds = {n: kind for n, (_, _, _, kind) in enumerate(stations)}
    waiting: dict[tuple[str, ...], list[str]] = {}
    for one, spot in spots.items():
        after = tuple(sorted(stations[n][0] for n in spot.before))
        if after:
            waiting.setdefault(after, []).append(one)

    def kind(starts: Sequence[_Spot], ends: Sequence[str]) -> str:
        if any(kinds[start.node] == "done" for start in starts):
            return "is-walked"
        return "is-ahead" if all(kinds[spots[end].node] == "waiting" for end in ends) else ""

    def way(x: int, y: int, column: int, end: str) -> str:
        """From a point behind a column to the front of a station, along its lanes through the columns between."""
        path = f"M{x} {y}"
        for number in range(column + 1, spots[end].column):
            lane = lanes[end, number]
            path += _bend(x, y, (number - 1) * CELL + BEFORE_CARD, lane)
            x, y = number * CELL - BEHIND_CARD, lane
            path += f"H{x}"
        front = (spots[end].column - 1) * CELL + BEFORE_CARD
        return path + _bend(x, y, front, spots[end].row * HALF_ROW)

    lines: list[Line] = []
    joints: list[Joint] = []
    for after, ends in waiting.items():
        starts = [spots[other] for other in after]
        column = starts[0].column
        if len(starts) < 2 or len(ends) < 2 or any(start.column != column for start in starts):
            lines += [
                Line(way(*_behind(start), start.column, end), kind([start], [end]))
                for end in ends
                for start in starts
            ]
            continue
        joint = Joint(column * CELL, sum(start.row for start in starts) * HALF_ROW // len(starts))
        joints.append(joint)
        lines += [
            Line(f"M{x} {y}{_bend(x, y, *joint)}", kind([start], ends))
            for start in starts
            for x, y in [_behind(start)]
        ]
        lines += [Line(way(*joint, column, end), kind(starts, [end])) for end in ends]
    return lines, joints


def _behind(spot: _Spot) -> tuple[int, int]:
    return spot.column * CELL - BEHIND_CARD, spot.row * HALF_ROW


def _bend(x1: int, y1: int, x2: int, y2: int) -> str:
    bend = min(BEND, x2 - x1)
    return f"C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
