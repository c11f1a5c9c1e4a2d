"""A figure and the bare parts it is held against; kept in ``var/bench.json``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from portal.settings import ROOT

FILE = ROOT / "var" / "bench.json"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement. ``ratio`` is ours to bare; ``p50`` to ``p99`` are milliseconds of one of ours."""

    ours: float
    bare: float | None
    unit: str
    goal: str
    reached: bool
    explains: str
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Ours to bare."""
        return self.ours / self.bare if self.bare else None


def keep(figures: dict[str, Figure], file: Path = FILE) -> None:
    """Write figures beside those that were measured before."""
    known: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    for name, figure in figures.items():
        known[name] = _rounded({**asdict(figure), "ratio": figure.ratio})
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(known, ensure_ascii=False, indent=2) + "\n", "utf-8")


def line(name: str, figure: Figure) -> str:
    """One row of the table that is printed."""
    ratio = f"{figure.ratio:5.2f}" if figure.ratio is not None else "    –"
    bare = f"{figure.bare:9.1f}" if figure.bare is not None else "        –"
    mark = "reached" if figure.reached else "MISSED"
    times = "/".join("–" if t is None else f"{t:.1f}" for t in (figure.p50, figure.p95, figure.p99))
    return (
        f"{name:24} {figure.ours:9.1f} {bare} {ratio}  {times:>18}  {figure.unit:14} "
        f"goal {figure.goal}: {mark}"
    )


HEAD = f"{'':24} {'ours':>9} {'bare':>9} ratio  {'p50/p95/p99 ms':>18}"


def percentile(times: list[float], share: float) -> float:
    """The time that ``share`` (0 to 1) of all stayed within."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return value
