"""What the relay of departments is drawn of (components/relay.html).

Every cell of the picture is as large as the others, a card fills 82 % of its width, and each column is centred on half rows; so the ends of
every line are known here, in a drawing 100 units wide and 50 high per half row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

CELL = 100
HALF_ROW = 50
BEHIND_CARD, BEFORE_CARD, BEND = 9, 6, 10


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


class Picture(NamedTuple):
    """The relay with everything in its place."""

    columns: int
    width: int
    height: int
    places: tuple[Place, ...]
    lines: tuple[Line, ...]


def picture(nodes: Sequence[Node]) -> Picture:
    """Draw stations that come in an order in which nothing stands before what it waits for."""
    in_column = Counter(node.depth for node in nodes)
    rows = max(in_column.values(), default=1)
    columns = max(in_column, default=-1) + 1
    placed: Counter[int] = Counter()
    names = {node.id: node.name for node in nodes}
    places: dict[str, Place] = {}
    for node in nodes:
        row = rows - in_column[node.depth] + 2 * placed[node.depth] + 1
        placed[node.depth] += 1
        before = tuple(names[other] for other in node.after if other in names)
        places[node.id] = Place(node, node.depth + 1, row, before)
    return Picture(
        columns=columns,
        width=columns * CELL,
        height=rows * CELL,
        places=tuple(places.values()),
        lines=tuple(
            _line(places[other], there)
            for there in places.values()
            for other in there.node.after
            if other in places
        ),
    )


def _line(start: Place, end: Place) -> Line:
    x1, y1 = start.column * CELL - BEHIND_CARD, start.row * HALF_ROW
    x2, y2 = (end.column - 1) * CELL + BEFORE_CARD, end.row * HALF_ROW
    kind = "is-walked" if start.node.state_kind == "done" else ""
    if not kind and end.node.state_kind == "waiting":
        kind = "is-ahead"
    return Line(f"M{x1} {y1}C{x1 + BEND} {y1} {x2 - BEND} {y2} {x2} {y2}", kind)
