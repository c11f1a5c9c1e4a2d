"""What the relay of departments is drawn of (components/relay.html).

Every cell of the picture is as large as the others, a card fills 82 % of its width, and each column is centred on half rows; so the ends of
every line are known here, in a drawing 100 units wide and 50 high per half row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def picture(nodes: Sequence[Node]) -> Picture:
    """Draw stations that come in an order in which nothing stands before what it waits for."""
    columns = _ordered(nodes)
    rows = max((len(column) for column in columns), default=1)
    names = {node.id: node.name for node in nodes}
    places: dict[str, Place] = {}
    for column in columns:
        for n, node in enumerate(column):
            before = tuple(names[other] for other in node.after if other in names)
            row = rows - len(column) + 2 * n + 1
            places[node.id] = Place(node, node.depth + 1, row, before)
    lines, joints = _lines(places)
    return Picture(
        columns=len(columns),
        width=len(columns) * CELL,
        height=rows * CELL,
        dense=rows > MOST_LARGE,
        places=tuple(places.values()),
        lines=tuple(lines),
        joints=tuple(joints),
    )


def _ordered(nodes: Sequence[Node]) -> list[list[Node]]:
    """The stations of each column, those that hand on to each other as near as may be, so that few lines cross."""
    deepest = max((node.depth for node in nodes), default=-1)
    columns = [[node for node in nodes if node.depth == depth] for depth in range(deepest + 1)]
    before = {node.id: node.after for node in nodes}
    behind: dict[str, list[str]] = {}
    for node in nodes:
        for other in node.after:
            behind.setdefault(other, []).append(node.id)
    # To the right each moves towards what it waits for, then to the left towards what waits for it, and to the right again.
    for column in columns:
        _towards(before, column, columns)
    for column in reversed(columns):
        _towards(behind, column, columns)
    for column in columns:
        _towards(before, column, columns)
    return columns


def _towards(
    near: Mapping[str, Sequence[str]], column: list[Node], columns: Sequence[Sequence[Node]]
) -> None:
    if len(column) < 2:
        return
    at = {node.id: row - (len(one) - 1) / 2 for one in columns for row, node in enumerate(one)}

    def height(node: Node) -> float:
        heights = [at[other] for other in near.get(node.id, ()) if other in at]
        return sum(heights) / len(heights) if heights else at[node.id]

    column.sort(key=height)


def _lines(places: Mapping[str, Place]) -> tuple[list[Line], list[Joint]]:
    """A line for each hand-over; where several wait for the same several, all of them meet in one joint."""
    waiting: dict[tuple[str, ...], list[Place]] = {}
    for place in places.values():
        after = tuple(sorted(other for other in place.node.after if other in places))
        if after:
            waiting.setdefault(after, []).append(place)
    lines: list[Line] = []
    joints: list[Joint] = []
    for after, ends in waiting.items():
        starts = [places[other] for other in after]
        if len(starts) < 2 or len(ends) < 2 or len({place.column for place in starts}) > 1:
            for end in ends:
                lines += [_line(_behind(s), _front_of(end), [s], [end]) for s in starts]
            continue
        middle = sum(place.row for place in starts) * HALF_ROW // len(starts)
        joint = Joint(starts[0].column * CELL, middle)
        joints.append(joint)
        lines += [_line(_behind(start), joint, [start], ends) for start in starts]
        lines += [_line(joint, _front_of(end), starts, [end]) for end in ends]
    return lines, joints


def _behind(place: Place) -> tuple[int, int]:
    return place.column * CELL - BEHIND_CARD, place.row * HALF_ROW


def _front_of(place: Place) -> tuple[int, int]:
    return (place.column - 1) * CELL + BEFORE_CARD, place.row * HALF_ROW


def _line(
    start: tuple[int, int], end: tuple[int, int], starts: Sequence[Place], ends: Sequence[Place]
) -> Line:
    (x1, y1), (x2, y2) = start, end
    bend = min(BEND, x2 - x1)
    kind = "is-walked" if any(p.node.state_kind == "done" for p in starts) else ""
    if not kind and all(p.node.state_kind == "waiting" for p in ends):
        kind = "is-ahead"
    return Line(f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}", kind)
