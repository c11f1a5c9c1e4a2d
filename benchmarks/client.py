"""The one who asks: wrk on loopback, sixteen connections that stay open."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

CONNECTIONS = 16
MILLISECONDS = 1000

_REPORT = """
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\\nFIGURES {"requests": %d, "bytes": %d, "micros": %d, "failed": %d, "p50": %d, "p95": %d, "p99": %d}\\n',
    summary.requests, summary.bytes, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
"""


@dataclass(frozen=True, slots=True)
class Pace:
    """Answers in a second, and how long one took in milliseconds."""

    requests: int
    per_second: float
    p50: float
    p95: float
    p99: float


class WrongAnswers(RuntimeError):
    """What came back was not the page that was to be measured."""


def ask(url: str, *, cookie: str = "", seconds: int = 3, size: int = 0) -> Pace:
    """Ask for one page as fast as it comes. ``size`` bytes is what one answer has at least, headers included.

    Raises WrongAnswers when any answer failed or the answers were too small.
    """
    with TemporaryDirectory() as folder:
        script = Path(folder, "report.lua")
        script.write_text(_REPORT, encoding="ascii")
        asked = subprocess.run(  # noqa: S603
            [
                *("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s"),
                *("-s", str(script), "-H", f"Cookie: {cookie}", url),
            ],
            capture_output=True,
            text=True,
            check=True,
            timeout=seconds + 30,
        )
    line = next(line for line in asked.stdout.splitlines() if line.startswith("FIGURES "))
    told: dict[str, int] = json.loads(line.removeprefix("FIGURES "))
    requests = told["requests"]
    if told["failed"] or not requests or told["bytes"] / requests < size * 0.98:
        raise WrongAnswers(f"{url}: {asked.stdout}")
    return Pace(
        requests=requests,
        per_second=requests / told["micros"] * 1_000_000,
        p50=told["p50"] / MILLISECONDS,
        p95=told["p95"] / MILLISECONDS,
        p99=told["p99"] / MILLISECONDS,
    )


def best(paces: list[Pace]) -> Pace:
    """The round that was disturbed least."""
    return max(paces, key=lambda pace: pace.per_second)
