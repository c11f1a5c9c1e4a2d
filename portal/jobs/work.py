"""One piece of later work, and how it can end other than well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from portal.wiring import Portal


SHORTEST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Work:
    """An outbox row as its handler sees it: ids and codes, never values. ``tries`` counts failures so far."""

    id: int
    kind: str
    case_id: UUID | None
    task_id: UUID | None
    payload: Mapping[str, Any]
    effect_key: str
    tries: int
    created_at: datetime

    @property
    def case(self) -> UUID:
        """The case it is about. Raises IncompleteWork."""
        return self._id(self.case_id, "case")

    @property
    def task(self) -> UUID:
        """The task it is about. Raises IncompleteWork."""
        return self._id(self.task_id, "task")

    def not_before(self, now: datetime, after: timedelta) -> None:
        """Raise NotYet until so much time has passed since the work was asked for."""
        if now < self.created_at + after:
            raise NotYet(self.created_at + after - now)

    def again(self, now: datetime) -> NotYet:
        """To be raised where the other side has no answer yet: look again when twice as much time has passed."""
        return NotYet(min(max(now - self.created_at, SHORTEST_WAIT), LONGEST_WAIT))

    def _id(self, value: UUID | None, name: str) -> UUID:
        if value is None:
            raise IncompleteWork(self.kind, name)
        return value


Handler = Callable[["Portal", Work], None]
"""Does the work. Running it twice must leave what running it once leaves."""


class IncompleteWork(LookupError):
    """An outbox row lacks an id that its kind needs."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"{kind} needs a {name}")


class UnknownKind(LookupError):
    """No handler for this kind of work here; perhaps a newer worker has one."""


class NotYet(Exception):
    """Nothing failed, but what is waited for is not there; look again after a while."""

    def __init__(self, after: timedelta) -> None:
        self.after = after
        super().__init__(f"again after {after}")
