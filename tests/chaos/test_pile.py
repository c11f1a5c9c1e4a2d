"""The pile ends when everything is done, not when it is merely empty for a moment."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

from tests.chaos.pile import Job, Pile


def a_pile(jobs: int) -> Pile:
    """A pile of drafts to be sent."""
    return Pile([Job(uuid4(), uuid4(), "approve") for _ in range(jobs)], random.Random(1))  # noqa: S311


def test_everything_is_taken_once_however_many_take() -> None:
    pile = a_pile(100)

    def work() -> list[Job]:
        done = []
        while (job := pile.take()) is not None:
            done.append(job)
            pile.finish(None if job.filed else replace(job, filed=True))
        return done

    with ThreadPoolExecutor(8) as everybody:
        taken = [job for each in everybody.map(lambda _: work(), range(8)) for job in each]
    assert len(taken) == len(set(taken)) == 200


def test_what_comes_back_is_taken_again() -> None:
    pile = a_pile(1)
    job = pile.take()
    pile.finish(job)
    assert pile.take() == job
    pile.finish()
    assert pile.take() is None


def test_a_dropped_pile_is_over() -> None:
    pile = a_pile(5)
    assert pile.take()
    pile.drop()
    pile.finish()
    assert pile.take() is None
