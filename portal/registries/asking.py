"""Asks several registries at once, and waits for all of them together no longer than a page may take.

Who has not answered by then is unavailable this time: its fields stay 核验中 and the worker asks again. A registry that
stayed silent several times in a row is left alone for a while, so that a dead one is not hammered and costs nobody time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Lock

from portal.registries.protocol import Answer, Checked, Outcome, Registries

PAGE_SECONDS = 3.0
"""For everything that a page asks."""
WORKER_SECONDS = 15.0
"""For everything that the worker asks about one case; nobody waits for it."""
AT_ONCE = 8
"""Questions that one process has under way."""
SILENT_TIMES = 3
"""Silences in a row after which a registry is left alone."""
REST_SECONDS = 30.0
_UNAVAILABLE = Answer(Outcome.UNAVAILABLE, {})


@dataclass
class _Silence:
    """How often a registry has been silent in a row, and until when it is left alone."""

    times: int = 0
    until: float = 0.0


class Breaker:
    """Remembers who does not answer. ``clock`` gives seconds that only ever grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._silent: dict[str, _Silence] = {}

    def may_ask(self, registry: str) -> bool:
        """Whether a registry may be asked now. After a rest one question goes through, and its answer decides for all."""
        with self._lock:
            silence = self._silent.get(registry)
            if silence is None or silence.times < SILENT_TIMES:
                return True
            if self._clock() < silence.until:
                return False
            silence.until = self._clock() + REST_SECONDS
            return True

    def note(self, registry: str, *, answered: bool) -> None:
        """Note how a question ended."""
        with self._lock:
            if answered:
                self._silent.pop(registry, None)
                return
            silence = self._silent.setdefault(registry, _Silence())
            silence.times += 1
            silence.until = self._clock() + REST_SECONDS


class Asking:
    """Puts questions to registries for one process. Threads begin with the first question."""

    def __init__(self, breaker: Breaker | None = None, at_once: int = AT_ONCE) -> None:
        self._breaker = breaker or Breaker()
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="registry")

    def ask(
        self, registries: Registries, names: Collection[str], person: Checked, seconds: float
    ) -> Mapping[str, Answer]:
        """What each registry says of a person, once each, within so many seconds altogether."""
        asked: dict[str, Future[Answer]] = {}
        for name in dict.fromkeys(names):
            if self._breaker.may_ask(name):
                asked[name] = self._pool.submit(self._ask, registries, name, person)
        wait(asked.values(), timeout=seconds)
        return {name: _answer(asked.get(name)) for name in dict.fromkeys(names)}

    def _ask(self, registries: Registries, name: str, person: Checked) -> Answer:
        answer = registries.ask(name, person)
        # Noted when nobody waits any more, too: a late answer shows that there is somebody.
        self._breaker.note(name, answered=answer.outcome is not Outcome.UNAVAILABLE)
        return answer


def _answer(asked: Future[Answer] | None) -> Answer:
    """What came of a question; one that had no turn yet is not put any more."""
    if asked is None or not asked.done():
        if asked is not None:
            asked.cancel()
        return _UNAVAILABLE
    return asked.result()
