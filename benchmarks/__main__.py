"""``python -m benchmarks``, ``ONLY=name`` for one: prints each figure and keeps it in ``var/bench.json``."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from functools import partial

from benchmarks.catalogue import catalogue
from benchmarks.figures import FILE, HEAD, Figure, keep, line
from benchmarks.ground import KINDS
from benchmarks.searching import searching
from benchmarks.statements import statements
from benchmarks.status_page import status_page
from benchmarks.submission import submission
from portal.settings import ROOT
from tests.cluster import NoServer

BENCHMARKS: dict[str, Callable[[], Figure]] = {
    **{f"status_page_{kind}": partial(status_page, kind) for kind in KINDS},
    **{f"submission_{kind}": partial(submission, kind) for kind in KINDS},
    "statements": statements,
    "search": searching,
    "catalogue": catalogue,
}


def main() -> int:
    """Measure, and give the exit code: a figure that misses its goal is told, not an error."""
    only = os.environ.get("ONLY", "")
    if only and only not in BENCHMARKS:
        print(f"ONLY={only}: there is no such figure; there are {', '.join(BENCHMARKS)}")
        return 2
    if shutil.which("wrk") is None:
        print("wrk is not installed here; please run: make setup-test")
        return 2
    figures: dict[str, Figure] = {}
    for name in [only] if only else BENCHMARKS:
        print(f"{name} …", flush=True)
        try:
            figures[name] = BENCHMARKS[name]()
        except NoServer as missing:
            print(f"{name}: {missing}")
            return 2
        keep({name: figures[name]})
    print("\n" + HEAD)
    for name, figure in figures.items():
        print(line(name, figure))
        print(f"{'':24} {figure.explains}")
    print(f"\nKept in {FILE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
