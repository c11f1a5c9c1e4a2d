"""Web and worker are killed at random while eight people write at once, on both databases: nothing is lost, nothing done twice.

``PORTAL_KILLS`` sets how many submissions and decisions there are in all, half of them on each database; a few when it is
not set. Every draft is sent once and its first task decided once, so there are half as many drafts.
"""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext

import pytest

from benchmarks.ground import KINDS, ground
from tests.chaos.books import read_books
from tests.chaos.invariants import faults
from tests.chaos.record import record_faults
from tests.chaos.storm import Storm

ACTS = int(os.environ.get("PORTAL_KILLS", "32"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_storm_loses_nothing_and_does_nothing_twice(
    kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    filings = ACTS // len(KINDS) // 2
    with ground(kind) as place:
        outcome = Storm(place, filings, seed=f"{kind} {ACTS}").rage()
        books = read_books(place.portal.casework)
        record = record_faults(place.portal)
    report = f"\n{kind}, {filings} drafts:\n{outcome.told()}\n"
    shown = capsys.disabled() if "PORTAL_KILLS" in os.environ else nullcontext()
    with shown:
        sys.stdout.write(report)
    assert faults(books, outcome.receipts) == []
    assert record == []
    assert outcome.receipts.keys() == outcome.drafts
    assert len(outcome.decided) == filings
    assert outcome.kills > 0
