"""What is to be done in a storm, shared by all writers."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Condition
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Job:
    """A draft to be sent, or, once it is sent, its first task to be decided as somebody wishes."""

    case: UUID
    account: UUID
    wish: str
    filed: bool = False


class Pile:
    """Jobs in no order. It is over when it is empty and nobody has one in hand that may come back."""

    def __init__(self, jobs: Iterable[Job], luck: random.Random) -> None:
        self._jobs, self._luck = list(jobs), luck
        self._in_hand = 0
        self._changed = Condition()

    def take(self) -> Job | None:
        """Any job; waits while others may still bring some back, and gives None when all is done."""
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or not self._in_hand)
            if not self._jobs:
                return None
            self._in_hand += 1
            return self._jobs.pop(self._luck.randrange(len(self._jobs)))

    def finish(self, following: Job | None = None) -> None:
        """The job in hand is done; perhaps another follows."""
        with self._changed:
            self._in_hand -= 1
            if following is not None:
                self._jobs.append(following)
            self._changed.notify_all()

    def drop(self) -> None:
        """Forget what nobody has begun."""
        with self._changed:
            self._jobs.clear()
            self._changed.notify_all()
