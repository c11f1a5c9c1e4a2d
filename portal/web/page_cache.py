"""Pages that were made before and are still true, in the memory of this process.

What is kept is named by everything it was made of, so nothing is ever thrown away because it became untrue: its name is just not asked for
again. The oldest unused pages go when there are too many bytes. Form tokens and nonces belong to one answer and are never kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

MOST_BYTES = 32 * 1024 * 1024
"""About nine hundred status pages."""


class PageCache:
    """Keeps pages by what they were made of."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def find(self, made_of: Hashable) -> str | None:
        """What was made of this, if it is still here."""
        with self._lock:
            page = self._kept.get(made_of)
            if page is None:
                return None
            self._kept.move_to_end(made_of)
        return page.decode()

    def keep(self, made_of: Hashable, page: str) -> None:
        """Remember a page."""
        kept = page.encode()
        with self._lock:
            self._bytes += len(kept) - len(self._kept.pop(made_of, b""))
            self._kept[made_of] = kept
            while self._bytes > self._most:
                self._bytes -= len(self._kept.popitem(last=False)[1])
