"""Whatever catalogue is in order runs: random ones go into force, are applied for at random and decided at random, to the end.

``PORTAL_WALKS`` sets how many are played, half as many as there are walks; a few, always the same, when it is not set.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from portal.casework.context import Casework
from tests.factories.clock import Clock
from tests.factories.endings import check_play
from tests.factories.plays import play

PLAYS = int(os.environ.get("PORTAL_WALKS", "40")) // 2
"""How many catalogues are played in all; half of them on each kind of database."""
LONG = settings(
    max_examples=max(1, PLAYS // 2),
    deadline=None,
    derandomize="PORTAL_WALKS" not in os.environ,
    database=None,
    # A smaller seed makes no smaller catalogue.
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SEEDS = st.integers(0, 2**32)
"""Whole catalogues hang on one number, so that they are as large and as various as ``random`` makes them."""


def test_whatever_catalogue_is_in_order_runs_to_its_end(work: Casework, clock: Clock) -> None:
    @LONG
    @given(SEEDS)
    def plays(seed: int) -> None:
        check_play(play(work, clock, seed))

    plays()
