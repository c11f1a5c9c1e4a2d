"""Limits: by when an office must speak, decide and serve, and how near that day is.

Days are working days (Administrative Licensing Law, art. 82); the day on which a limit begins is
not counted. Every date is a Shanghai date and every function is told what day it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from portal.domain.calendar import WorkingCalendar

NOTICE_DAYS = 5
"""Working days to accept an application or to say, once, all that is missing."""

Pause = tuple[date, date | None]
"""From the day a special procedure began to the day it ended; None while it goes on."""


class LimitRegime(StrEnum):
    """Which law sets the limits of an item."""

    ADMINISTRATIVE_LICENCE = "administrative_licence"
    """行政许可"""
    CONFIRMATION = "confirmation"
    """行政确认"""
    BENEFIT = "benefit"
    """行政给付"""
    PUBLIC_SERVICE = "public_service"
    """公共服务"""
    OWN_STATUTE = "own_statute"
    """A statute of its own, named by the item."""


@dataclass(frozen=True, slots=True)
class Article:
    """Where a rule stands. The law's name is a code; its words are in the catalogue."""

    law: str
    number: int
    paragraph: int | None = None
    item: int | None = None


@dataclass(frozen=True, slots=True)
class RegimeRules:
    """What a regime says, in working days. None: it sets no such limit, and none is made up.

    ``notice_days`` holds for every regime: where no statute sets it, it is the portal's own
    promise, and ``articles`` has no entry for it.
    """

    notice_days: int = NOTICE_DAYS
    deemed_acceptance: bool = False
    decision_days: int | None = None
    extension_days: int | None = None
    joint_days: int | None = None
    joint_extension: int | None = None
    serve_days: int | None = None
    articles: Mapping[str, Article] = field(default_factory=dict, hash=False)

    def article(self, rule: str) -> Article | None:
        """The article behind one of the fields above, or None when none is recorded."""
        return self.articles.get(rule)

    def ceiling(self, *, joint: bool = False) -> int | None:
        """The legal ceiling of a decision, without extension; joint: handled together (art. 42)."""
        return self.joint_days if joint else self.decision_days


_LICENSING = "administrative_licensing_law"

REGIMES: Mapping[LimitRegime, RegimeRules] = {
    LimitRegime.ADMINISTRATIVE_LICENCE: RegimeRules(
        deemed_acceptance=True,
        decision_days=20,
        extension_days=10,
        joint_days=45,
        joint_extension=15,
        serve_days=10,
        articles={
            "notice_days": Article(_LICENSING, 32, 1, 4),
            "deemed_acceptance": Article(_LICENSING, 32, 1, 4),
            "decision_days": Article(_LICENSING, 42, 1),
            "extension_days": Article(_LICENSING, 42, 1),
            "joint_days": Article(_LICENSING, 42, 2),
            "joint_extension": Article(_LICENSING, 42, 2),
            "serve_days": Article(_LICENSING, 44),
            "pause": Article(_LICENSING, 45),
            "working_days": Article(_LICENSING, 82),
        },
    ),
    LimitRegime.CONFIRMATION: RegimeRules(),
    LimitRegime.BENEFIT: RegimeRules(),
    LimitRegime.PUBLIC_SERVICE: RegimeRules(),
    LimitRegime.OWN_STATUTE: RegimeRules(),
}


class ExtensionRefusal(StrEnum):
    """Why a limit cannot be extended."""

    NONE_IN_LAW = "none_in_law"
    ONLY_ONCE = "only_once"


class ExtensionRefused(Exception):
    """The limit cannot be extended. Nothing was changed."""

    def __init__(self, reason: ExtensionRefusal) -> None:
        self.reason = reason
        super().__init__(f"the limit cannot be extended: {reason}")


class Lamp(StrEnum):
    """How near a limit is, as the supervision of government offices shows it."""

    GREEN = "green"
    YELLOW = "yellow"
    """At most a third of the limit, or one working day, is left."""
    RED = "red"
    """The due date has passed."""
    NONE = "none"
    """No limit is recorded, or the clock stands still."""


def extension_days(rules: RegimeRules, *, joint: bool = False, extended: bool = False) -> int:
    """How many days an extension adds: once only (Administrative Licensing Law, art. 42).

    Give the answer to ``due_on``. Raises ExtensionRefused when the regime knows no extension or
    the limit has been extended before.
    """
    days = rules.joint_extension if joint else rules.extension_days
    if days is None:
        raise ExtensionRefused(ExtensionRefusal.NONE_IN_LAW)
    if extended:
        raise ExtensionRefused(ExtensionRefusal.ONLY_ONCE)
    return days


def due_on(
    accepted_on: date,
    promised_days: int | None,
    pauses: Iterable[Pause],
    calendar: WorkingCalendar,
    extension: int = 0,
) -> date | None:
    """The last day of a limit of ``promised_days`` that runs from the day after acceptance.

    Time in a special procedure is not counted (Administrative Licensing Law, art. 45): each pause
    moves the date by the working days after its first day up to its last; overlapping pauses count
    once, and one that begins after the limit has run out changes nothing. None when no figure is
    recorded or a pause is still open. Raises ValueError when a pause ends before it begins.
    """
    if promised_days is None:
        return None
    due = calendar.add_working_days(accepted_on, promised_days + extension)
    for first, last in _merged(pauses, accepted_on):
        if first > due:
            break
        if last is None:
            return None
        due = calendar.add_working_days(due, calendar.working_days_between(first, last))
    return due


def _merged(pauses: Iterable[Pause], accepted_on: date) -> list[Pause]:
    """Pauses in order, from acceptance on, those that touch joined into one."""
    merged: list[Pause] = []
    for first, last in sorted(pauses, key=lambda pause: pause[0]):
        if last is not None and last < first:
            raise ValueError(f"a pause cannot end on {last}, before it began on {first}")
        if last is not None and last <= accepted_on:
            continue
        began = max(first, accepted_on)
        if merged and (merged[-1][1] is None or began <= merged[-1][1]):
            before_first, before_last = merged[-1]
            end = None if last is None or before_last is None else max(before_last, last)
            merged[-1] = (before_first, end)
        else:
            merged.append((began, last))
    return merged


def acceptance_deadline(
    received_on: date, calendar: WorkingCalendar, notice_days: int = NOTICE_DAYS
) -> date:
    """The last day to accept or to say all that is missing (Administrative Licensing Law, 32)."""
    return calendar.add_working_days(received_on, notice_days)


def notice_deadline(received_ons: Sequence[date], calendar: WorkingCalendar) -> date:
    """The last day for the one joint notice: a working day before the earliest five-day end.

    Raises ValueError when nothing has been received yet.
    """
    if not received_ons:
        raise ValueError("nothing has been received, so no notice is due")
    return calendar.previous_working_day(acceptance_deadline(min(received_ons), calendar))


def deemed_accepted_on(
    rules: RegimeRules,
    received_on: date,
    answered_on: date | None,
    today: date,
    calendar: WorkingCalendar,
) -> date | None:
    """The day from which silence counts as acceptance: the day of receipt, or None.

    ``answered_on`` is the day the office first accepted, declined or asked for a correction. An
    answer after the deadline comes too late (Administrative Licensing Law, art. 32(4)). The answer
    does not depend on the day the question is put, so putting it twice changes nothing.
    """
    if not rules.deemed_acceptance:
        return None
    deadline = acceptance_deadline(received_on, calendar, rules.notice_days)
    if today <= deadline or (answered_on is not None and answered_on <= deadline):
        return None
    return received_on


def lamp(
    today: date, due: date | None, calendar: WorkingCalendar, limit_days: int | None = None
) -> Lamp:
    """How near ``due`` is. Without ``limit_days`` only the last working day turns yellow."""
    if due is None:
        return Lamp.NONE
    if today > due:
        return Lamp.RED
    left = calendar.working_days_between(today, due)
    if left <= 1 or (limit_days is not None and 3 * left <= limit_days):
        return Lamp.YELLOW
    return Lamp.GREEN


def critical_path_days(days: Mapping[str, int], after: Mapping[str, set[str]]) -> int:
    """The longest chain through items of ``days`` each, where each begins ``after`` others ended.

    This is the computed figure of a bundle: what the chosen items take when none waits needlessly.
    Names in ``after`` without days are not chosen and take no time, but still pass the order on.
    Raises ValueError when the items wait for each other in a circle or a figure is negative.
    """
    negative = [name for name, figure in days.items() if figure < 0]
    if negative:
        raise ValueError(f"days cannot be negative: {min(negative)}")
    graph = {name: after.get(name, set()) for name in (*days, *after)}
    ends: dict[str, int] = {}
    try:
        for name in TopologicalSorter(graph).static_order():
            begins = max((ends[before] for before in graph.get(name, ())), default=0)
            ends[name] = begins + days.get(name, 0)
    except CycleError as error:
        raise ValueError(f"items wait for each other: {' -> '.join(error.args[1])}") from None
    return max(ends.values(), default=0)
