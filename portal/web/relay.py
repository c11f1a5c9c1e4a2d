"""What the relay of departments is drawn of (components/relay.html)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
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
