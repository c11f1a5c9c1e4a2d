"""Parts of pages that were made before and are still true, in the memory of this process.

What is kept is named by everything it was made of, so nothing is ever thrown away because it became untrue: its name is just not asked for
again. The oldest unused parts go when there are too many bytes. Form tokens and nonces belong to one answer and are never kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from markupsafe import Markup

MOST_BYTES = 32 * 1024 * 1024
"""About a thousand status pages."""


class PageCache:
    """Keeps markup by what it was made of."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[Hashable, tuple[Markup, ...]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def find(self, made_of: Hashable) -> tuple[Markup, ...] | None:
        """What was made of this, if it is still here."""
        with self._lock:
            if made_of in self._kept:
                self._kept.move_to_end(made_of)
            return self._kept.get(made_of)

    def keep(self, made_of: Hashable, parts: tuple[Markup, ...]) -> None:
        """Remember the parts of a page."""
        with self._lock:
            self._bytes += _size(parts) - _size(self._kept.pop(made_of, ()))
            self._kept[made_of] = parts
            while self._bytes > self._most:
                self._bytes -= _size(self._kept.popitem(last=False)[1])


def _size(parts: tuple[Markup, ...]) -> int:
    return sum(len(part.encode()) for part in parts)
