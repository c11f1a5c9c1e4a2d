"""Counts of what happened, added up over every process of one host, in the text format of Prometheus.

Each process writes its own numbers, each at its own place of a small file that only it writes to; whoever is asked reads
the files of all. Nothing waits for anybody, a killed process takes no count with it, and there is nothing to configure
before anything is imported. Labels are names of endpoints, kinds and codes; never an id and nothing about anybody.
"""

from __future__ import annotations

import json
import os
import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from mmap import mmap
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from prometheus_client.core import Metric

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds up to which a duration is counted in a bucket; what is longer is counted in the last, without bound."""
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
ENDING = ".counts"
WORDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "portal_requests": ("Requests that were answered", ("endpoint", "method", "status")),
    "portal_jobs": ("Jobs that were run", ("kind", "outcome")),
    "portal_request_seconds": ("How long an answer took", ("endpoint",)),
    "portal_job_seconds": ("How long a job took", ("kind",)),
}
_LENGTH, _NUMBER = struct.Struct("<I"), struct.Struct("<d")
_EIGHT = 8
PIECE = 64 * 1024
"""Bytes by which the file of a process grows."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gauge:
    """A number as it is just now; ``values`` by the values of its ``labels``."""

    name: str
    words: str
    labels: tuple[str, ...] = ()
    values: Mapping[Key, float] = field(default_factory=dict)


class Metrics:
    """What this process counts; ``folder`` is shared with the other processes of the host."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._sheet: _Sheet | None = None

    def request(self, endpoint: str, method: str, status: int, seconds: float) -> None:
        """Count an answer."""
        known = method if method in METHODS else "other"
        counted = ("portal_requests", "", endpoint, known, f"{status // 100}xx")
        self._add(counted, "portal_request_seconds", endpoint, seconds)

    def job(self, kind: str, outcome: str, seconds: float) -> None:
        """Count a job that was run."""
        self._add(("portal_jobs", "", kind, outcome), "portal_job_seconds", kind, seconds)

    def _add(self, counted: Key, timed: str, label: str, seconds: float) -> None:
        # Counting must never stop what is counted; a full disk is told elsewhere.
        with self._lock, suppress(OSError):
            sheet = self._sheet = self._sheet or _Sheet(self._folder)
            sheet.add(counted, 1)
            sheet.add((timed, str(bisect_left(BOUNDS, seconds)), label), 1)
            sheet.add((timed, "sum", label), seconds)

    def close(self) -> None:
        """Let go of the file; what was counted stays counted."""
        with self._lock:
            if self._sheet is not None:
                self._sheet.close()
            self._sheet = None

    def totals(self) -> dict[Key, float]:
        """Every number, added up over all processes."""
        found: dict[Key, float] = {}
        for path in self._folder.glob(f"*{ENDING}"):
            with suppress(OSError):
                for key, number in _read(path.read_bytes()):
                    found[key] = found.get(key, 0) + number
        return found

    def text(self, gauges: Iterable[Gauge]) -> bytes:
        """Everything in the text format, with some numbers as they are just now."""
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.registry import Collector

        told = [*_families(self.totals()), *map(_gauge, gauges)]

        class Told(Collector):
            """What was just read."""

            def collect(self) -> Iterable[Metric]:
                """Give it."""
                return told

        registry = CollectorRegistry(auto_describe=False)
        registry.register(Told())
        return generate_latest(registry)


class _Sheet:
    """The numbers of one process, in a file that lies in its memory: to count costs no call to the system.

    The disk gives all of a piece before anything is written into it, since a write into memory cannot be told that the disk is full.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{os.getpid()}-{uuid4().hex}{ENDING}"
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._places: dict[Key, int] = {}
        self._end = self._size = 0
        self._bytes: mmap | None = None
        self._numbers = memoryview(b"").cast("d")

    def add(self, key: Key, amount: float) -> None:
        """Add to a number. Raises OSError when the disk has no room for one more."""
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = self._append(key)
        self._numbers[place] += amount

    def _append(self, key: Key) -> int:
        """Write a key after what is there and give which number follows it: at a multiple of eight, so that the processor
        writes it in one piece.
        """
        text = json.dumps(key).encode()
        text += b" " * (-(len(text) + _LENGTH.size) % _EIGHT)
        record = _LENGTH.pack(len(text)) + text + _NUMBER.pack(0)
        while self._end + len(record) > self._size:
            self._grow()
        assert self._bytes is not None
        self._bytes[self._end : self._end + len(record)] = record
        self._end += len(record)
        return self._end // _EIGHT - 1

    def _grow(self) -> None:
        os.posix_fallocate(self._file, self._size, PIECE)
        self._let_go()
        self._size += PIECE
        self._bytes = mmap(self._file, self._size)
        self._numbers = memoryview(self._bytes).cast("d")

    def _let_go(self) -> None:
        self._numbers.release()
        if self._bytes is not None:
            self._bytes.close()

    def close(self) -> None:
        """Let go of the file."""
        self._let_go()
        os.close(self._file)


def forget(folder: Path) -> None:
    """Remove the counts of processes that are gone; nobody may be counting."""
    for path in folder.glob(f"*{ENDING}"):
        path.unlink(missing_ok=True)


def _read(data: bytes) -> Iterator[tuple[Key, float]]:
    at = 0
    while at + _LENGTH.size <= len(data):
        (length,) = _LENGTH.unpack_from(data, at)
        number = at + _LENGTH.size + length
        if not length or number + _NUMBER.size > len(data):
            return
        yield (
            tuple(json.loads(data[at + _LENGTH.size : number])),
            _NUMBER.unpack_from(data, number)[0],
        )
        at = number + _NUMBER.size


def _families(totals: Mapping[Key, float]) -> Iterator[Metric]:
    from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily

    for name, (words, labels) in WORDS.items():
        mine = {key[1:]: number for key, number in sorted(totals.items()) if key[0] == name}
        if name.endswith("_seconds"):
            timed = HistogramMetricFamily(name, words, labels=labels)
            for key in sorted({key[1:] for key in mine}):
                timed.add_metric(key, _buckets(mine, key), mine.get(("sum", *key), 0))
            yield timed
        else:
            counted = CounterMetricFamily(name, words, labels=labels)
            for key, number in mine.items():
                counted.add_metric(key[1:], number)
            yield counted


def _buckets(mine: Mapping[Key, float], key: Key) -> list[Any]:
    """Each bound with how many took so long at most."""
    found, before = [], 0.0
    for index, bound in enumerate((*map(str, BOUNDS), "+Inf")):
        before += mine.get((str(index), *key), 0)
        found.append((bound, before))
    return found


def _gauge(gauge: Gauge) -> Metric:
    from prometheus_client.core import GaugeMetricFamily

    made = GaugeMetricFamily(gauge.name, gauge.words, labels=gauge.labels)
    for key, number in gauge.values.items():
        made.add_metric(key, number)
    return made
