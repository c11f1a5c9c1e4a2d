"""When a verb was refused: what stands in the way, or what has changed since the page was opened. What was typed is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import abort, request

from portal.casework.errors import Incomplete, StaleVersion, WrongMoment
from portal.domain.answers import Fault
from portal.domain.states import Guard, GuardFailed, IllegalMove
from portal.web import desk_words
from portal.web.clerk.history import HistoryLine
from portal.web.clerk.offers import Offer
from portal.web.faults import moment_text
from portal.web.house import actor, gettext


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was done. ``stale``: somebody was faster; ``field`` errors stand beside fields instead."""

    sentence: str
    stale: bool = False
    reason_missing: bool = False
    faults: Mapping[str, Fault] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """A conflict with the present state, or something to mend on the page."""
        mendable = self.reason_missing or bool(self.faults)
        return HTTPStatus.UNPROCESSABLE_ENTITY if mendable else HTTPStatus.CONFLICT


def _stale() -> Refusal:
    return Refusal(
        gettext("This task has changed since you opened the page. Nothing was overwritten."),
        stale=True,
    )


def outrun(version: int, before: Seen) -> Refusal | None:
    """Whether somebody was faster. Asked before what was typed is checked: a page sent back must not hide it."""
    return _stale() if version != before.version else None


def attempt(verb: Callable[[], None]) -> Refusal | None:
    """Run a verb; None when it was done, else why not. Not found goes on as not found."""
    try:
        verb()
    except StaleVersion:
        return _stale()
    except IllegalMove as error:
        state = gettext(desk_words.STATES[error.source])
        return Refusal(gettext("This cannot be done in the present state: %(state)s.", state=state))
    except GuardFailed as error:
        return Refusal(
            gettext(desk_words.GUARDS[error.guard]),
            reason_missing=error.guard in {Guard.REASON_GIVEN, Guard.GROUND_GIVEN},
        )
    except WrongMoment as error:
        return Refusal(moment_text(error.code))
    except Incomplete as error:
        return Refusal("", faults=error.faults)
    return None


@dataclass(frozen=True, slots=True)
class Seen:
    """Which state of the task a form was made of."""

    version: int
    sequence: int


def seen() -> Seen:
    """What the form that was sent had seen; a form without it was not made here."""
    version = request.form.get("version", type=int)
    if version is None:
        abort(HTTPStatus.BAD_REQUEST)
    return Seen(version, request.form.get("seen", 0, type=int))


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both sides of a task that somebody else moved first: what they did, and what this page was about to do."""

    changes: tuple[HistoryLine, ...]
    meant: str
    typed: tuple[tuple[str, str], ...]
    possible: bool
    """Whether the same can still be done, in the form below."""
    offer: Offer | None
    """What comes next, as things stand now."""


def conflict(
    history: Iterable[HistoryLine],
    refusal: Refusal | None,
    before: Seen | None,
    meant: str,
    typed: Iterable[tuple[str, str]],
    *,
    possible: bool,
    next_step: Callable[[], Offer | None] = lambda: None,
) -> Conflict | None:
    """Both sides, when a refusal says that somebody was faster. ``typed``: labels and what was written.

    ``next_step`` gives what comes next as things stand, and is only asked then.
    """
    if refusal is None or not refusal.stale or before is None:
        return None
    written = tuple((label, text) for label, text in typed if text)
    return Conflict(changes_since(history, before), meant, written, possible, next_step())


def repeated(history: Iterable[HistoryLine], before: Seen, verb: str, text: str = "") -> bool:
    """Whether all that happened since is this very press, sent twice: by the same person, the same verb and words."""
    last, *others = changes_since(history, before) or (None,)
    return (
        last is not None
        and last.verb == verb
        and last.by == actor().id
        and text in last.remark
        and not any(line.by is not None for line in others)
    )


def changes_since(history: Iterable[HistoryLine], before: Seen) -> tuple[HistoryLine, ...]:
    """What happened to the task after a form was made, the oldest first."""
    return tuple(
        sorted(
            (line for line in history if line.sequence > before.sequence),
            key=lambda line: line.sequence,
        )
    )
