"""Web and worker are killed at random while eight people write at once, on both databases: nothing is lost, nothing done twice.

``PORTAL_KILLS`` sets how many drafts are sent and decided in all, half of them on each database; a few when it is not set.
"""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext

import pytest

from benchmarks.ground import KINDS, ground
from tests.chaos.books import read_books
from tests.chaos.invariants import faults
from tests.chaos.storm import Storm

FILINGS = int(os.environ.get("PORTAL_KILLS", "24"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_storm_loses_nothing_and_does_nothing_twice(
    kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    filings = FILINGS // len(KINDS)
    with ground(kind) as place:
        outcome = Storm(place, filings, seed=f"{kind} {FILINGS}").rage()
        books = read_books(place.portal.casework)
    report = f"\n{kind}, {filings} drafts:\n{outcome.told()}\n"
    shown = capsys.disabled() if "PORTAL_KILLS" in os.environ else nullcontext()
    with shown:
        sys.stdout.write(report)
    assert faults(books, outcome.receipts) == []
    assert outcome.receipts.keys() == outcome.drafts
    assert len(outcome.decided) == filings
    assert outcome.kills > 0
