"""When a verb was refused: what stands in the way, or what has changed since the page was opened. What was typed is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from flask import abort, request

from portal.casework.errors import Incomplete, StaleVersion, WrongMoment
from portal.domain.answers import Fault
from portal.domain.states import Guard, GuardFailed, IllegalMove
from portal.web import desk_words
from portal.web.clerk.history import HistoryLine
from portal.web.clerk.task_file import TaskFile
from portal.web.faults import moment_text
from portal.web.house import gettext


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


def attempt(verb: Callable[[], None]) -> Refusal | None:
    """Run a verb; None when it was done, else why not. Not found goes on as not found."""
    try:
        verb()
    except StaleVersion:
        return Refusal(
            gettext("This task has changed since you opened the page. Nothing was overwritten."),
            stale=True,
        )
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


def changes_since(file: TaskFile, before: Seen) -> tuple[HistoryLine, ...]:
    """What happened to the task after a form was made."""
    return tuple(line for line in file.history if line.sequence > before.sequence)
