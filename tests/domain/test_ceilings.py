"""The longest that the law allows for one of several items."""

from __future__ import annotations

import pytest

from portal.domain.ceilings import Ceiling, legal_ceiling


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([20, 45, 5], Ceiling(45, partly=False)),
        ([20, None], Ceiling(20, partly=True)),
        ([None, None], Ceiling(None, partly=False)),
        ([], Ceiling(None, partly=False)),
        ([0], Ceiling(0, partly=False)),
    ],
)
def test_it_is_the_longest_of_those_the_law_speaks_of(
    days: list[int | None], said: Ceiling
) -> None:
    assert legal_ceiling(days) == said
