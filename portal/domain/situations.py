"""Situation questions (情形): what is asked before the form, and where an answer leads that the fast path does not serve."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.domain.conditions import Condition


class WayOut(StrEnum):
    """What an answer that leaves the fast path means for whoever gives it."""

    OTHER_WAY = "other_way"
    """It can be done, only elsewhere or one by one."""
    NOT_ENTITLED = "not_entitled"
    """Not by this person: the answer's ``rule`` says who may, the advice what helps instead."""
    LATER = "later"
    """Not yet: the answer's ``rule`` says from when on, the advice what to do until then."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do instead, in one step. Words under ``….advice.<id>``; the name of the phone under ``….phone.name``."""

    id: str
    phone: str = ""
    """The number of whoever knows about just this; empty where the city's own number is right."""
    department: str = ""
    """Whose counters to go to; empty where the words say enough."""


@dataclass(frozen=True, slots=True)
class SituationOption:
    """One answer to a situation question. ``fast_path`` false: it leads out, and ``way_out`` says what that means."""

    code: str
    fast_path: bool = True
    advice: tuple[Advice, ...] = ()
    still_possible: tuple[str, ...] = ()
    """Items that can still be applied for one by one when the answer leaves the fast path."""
    way_out: WayOut = WayOut.OTHER_WAY


@dataclass(frozen=True, slots=True)
class Situation:
    """One question in plain words that shapes the case. Words under ``bundle.<id>.situations.<id>``."""

    id: str
    options: tuple[SituationOption, ...]
    when: Condition | None = None
    """Over the answers to the questions before it; without one it is always asked."""
