"""Two windows on one answer: nobody is asked without need, and nothing is overwritten without asking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.merging import Side, side_of

WORDS = st.sampled_from(["", "甲", "乙", "丙"])


@pytest.mark.parametrize(
    ("shown", "here", "there", "side"),
    [
        ("甲", "乙", "甲", Side.HERE),
        ("甲", "甲", "乙", Side.THERE),
        ("甲", "乙", "乙", Side.HERE),
        ("甲", "乙", "丙", Side.NEITHER),
        ("", "乙", "丙", Side.NEITHER),
        ("甲", "", "丙", Side.NEITHER),
        ("甲", "乙", "", Side.NEITHER),
    ],
)
def test_counts_the_side_that_changed(shown: str, here: str, there: str, side: Side) -> None:
    assert side_of(here, there, shown={shown}) is side


def test_what_this_page_has_sent_itself_is_no_other_windows() -> None:
    assert side_of("乙乙", "乙", shown={"甲"}, sent={"乙"}) is Side.HERE
    assert side_of("甲", "乙", shown={"甲"}, sent={"乙"}) is Side.HERE


def test_having_sent_it_does_not_make_it_untouched() -> None:
    assert side_of("乙", "丙", shown={"甲"}, sent={"乙"}) is Side.NEITHER


@given(WORDS, WORDS, WORDS)
def test_never_loses_an_answer_that_only_one_window_knows(
    shown: str, here: str, there: str
) -> None:
    side = side_of(here, there, shown={shown})
    if side is Side.HERE:
        assert there in {shown, here}
    elif side is Side.THERE:
        assert here == shown
