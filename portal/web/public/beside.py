"""What is worked out once for a release in each process, beside the requests, so that nobody waits for it twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class Beside(Generic[T]):
    """Keeps what was made for the newest key that was asked for. Failed work is tried again when it is next asked for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._key = ""
        self._made: Future[T] | None = None

    def begin(self, key: str, make: Callable[[], T]) -> Future[T]:
        """See that it is being made, in a thread of its own."""
        with self._lock:
            known = self._made
            if known is not None and self._key == key and not _failed(known):
                return known
            self._key, self._made = key, Future()
            begun = self._made
        Thread(target=_fulfil, args=(begun, make), daemon=True, name="beside").start()
        return begun

    def get(self, key: str, make: Callable[[], T]) -> T:
        """What was made for a key; waits while it is being made. Raises what making it raised."""
        return self.begin(key, make).result()


def _failed(made: Future[T]) -> bool:
    return made.done() and made.exception() is not None


def _fulfil(promise: Future[T], make: Callable[[], T]) -> None:
    try:
        promise.set_result(make())
    except BaseException as error:  # noqa: BLE001 — whoever waits is told
        promise.set_exception(error)
