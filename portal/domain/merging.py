"""Two windows on one answer: what was shown, what was typed here, what is kept by now (design rule 10)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Side(StrEnum):
    """Which of two answers counts."""

    HERE = "here"
    THERE = "there"
    NEITHER = "neither"
    """Both windows changed it, to different things: only the person can say."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page had in its fields when it was made: the version of the case, and the values by fact key.

    A key names first what was shown; further values are what a script has sent without hearing whether it arrived.
    """

    version: int
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def shown(self) -> dict[str, str]:
        """What the page showed, by fact key."""
        return {key: values[0] for key, values in self.values.items() if values}


@dataclass(frozen=True, slots=True)
class Collision:
    """One answer that two windows changed to different things. Neither has overwritten the other."""

    here: str
    there: str


def side_of(here: str, there: str, *, shown: Collection[str], sent: Collection[str] = ()) -> Side:
    """Which answer counts, without asking: the one that only one window changed.

    ``shown`` are the ways to write what the page showed; ``sent`` is what this page may itself have saved since.
    """
    if here == there or there in shown or there in sent:
        return Side.HERE
    return Side.THERE if here in shown else Side.NEITHER
