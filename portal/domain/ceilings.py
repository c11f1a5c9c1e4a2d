"""The third figure of design rule 7: the longest that the law allows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What the law says of some items together, in working days."""

    longest: int | None
    """The most it allows for one of them; None where it names days for none."""
    partly: bool
    """Whether it names days for some of them only."""


def legal_ceiling(days: Iterable[int | None]) -> Ceiling:
    """The most that the law allows for one of some items. ``days`` of each; None where no law names any.

    Never added up: the law bounds what each office does, not the whole, and what has no bound adds none.
    """
    every = list(days)
    known = [one for one in every if one is not None]
    return Ceiling(max(known, default=None), 0 < len(known) < len(every))
