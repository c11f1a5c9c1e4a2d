"""The journal: an append-only file outside the database, one signed line for each sealing.

Whoever appends holds the file; a line is on the disk before anybody is told that it is written. What a crash has left half written has no
line end: it counts for nothing, and the next who appends takes it away.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.audit.lines import Line
from portal.whole_files import sync_folder

_BLOCK = 65_536
_END = b"\n"


class Held:
    """The journal, held by one who appends. ``cut`` is how many bytes of a half-written line were taken away."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.cut = self._cut_half_a_line()

    def last(self) -> bytes | None:
        """The newest line, None while there is none."""
        size = os.fstat(self._descriptor).st_size
        if size == 0:
            return None
        start = self._end_before(size - 1)
        return os.pread(self._descriptor, size - 1 - start, start)

    def append(self, line: Line) -> None:
        """Write a line and wait until the disk has it."""
        rest = memoryview(line.written() + _END)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        os.fsync(self._descriptor)

    def _end_before(self, position: int) -> int:
        """Where the line begins that goes on at a position."""
        while position > 0:
            start = max(0, position - _BLOCK)
            found = os.pread(self._descriptor, position - start, start).rfind(_END)
            if found >= 0:
                return start + found + 1
            position = start
        return 0

    def _cut_half_a_line(self) -> int:
        size = os.fstat(self._descriptor).st_size
        whole = self._end_before(size)
        if whole < size:
            os.ftruncate(self._descriptor, whole)
            os.fsync(self._descriptor)
        return size - whole


@dataclass(frozen=True, slots=True)
class Journal:
    """The file, by its path."""

    path: Path

    @contextmanager
    def held(self) -> Iterator[Held]:
        """Hold the journal for appending, made when there is none. Others wait, those on other hosts too."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = self._hold()
        try:
            yield Held(descriptor)
        finally:
            os.close(descriptor)

    def _hold(self) -> int:
        while True:
            fresh = not self.path.exists()
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # While we waited the file may have been set aside, and must then not be written to.
            if self.path.exists() and os.path.samestat(os.fstat(descriptor), self.path.stat()):
                if fresh:
                    sync_folder(self.path.parent)
                return descriptor
            os.close(descriptor)

    def lines(self) -> Iterator[bytes]:
        """Every line with its line end, the oldest first; one that is half written comes last and has none.

        What is appended after the first was read is left out. Raises FileNotFoundError.
        """
        with self.path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            left = os.fstat(file.fileno()).st_size
            fcntl.flock(file, fcntl.LOCK_UN)
            while left > 0 and (line := file.readline(left)):
                left -= len(line)
                yield line

    def set_aside(self) -> Path | None:
        """Give the file another name, so that a new one can be begun. None when there is none."""
        if not self.path.exists():
            return None
        number = 1
        while (aside := self.path.with_suffix(f".{number}{self.path.suffix}")).exists():
            number += 1
        self.path.rename(aside)
        sync_folder(self.path.parent)
        return aside
