"""A short hunt through the forms, the same in every run; ``make fuzz`` is the long one."""

from __future__ import annotations

import sys

import pytest

from tests.fuzz.asking import Desk
from tests.fuzz.forms import Form
from tests.fuzz.hunting import few, hunt, names_of, shares
from tests.guards.walk import endpoints
from tests.guards.world import World

POSTS, READS = 10, 3


def test_a_form_is_found_for_every_place_that_takes_one(city: World, forms: list[Form]) -> None:
    taking = {endpoint.name for endpoint in endpoints(city.app) if endpoint.writes}
    assert taking - {form.endpoint for form in forms if form.method == "POST"} == set()


def test_every_form_has_another_title(forms: list[Form]) -> None:
    titles = [form.title for form in forms]
    assert sorted({title for title in titles if titles.count(title) > 1}) == []


def test_no_odd_input_breaks_a_form_comes_back_as_markup_or_is_lost(
    city: World, forms: list[Form], capsys: pytest.CaptureFixture[str]
) -> None:
    desk, others = Desk(city), names_of(forms)
    hunted = (hunt(desk, form, others, examples) for form, examples in few(forms, POSTS, READS))
    finds = [find.as_test() for find in hunted if find is not None]
    with capsys.disabled():
        sys.stdout.write(f" {desk.sent} inputs sent ")
    assert "\n\n".join(finds) == ""
    assert desk.sent > 400


def test_a_long_hunt_reaches_every_form_and_spends_most_where_something_changes(
    forms: list[Form],
) -> None:
    planned = shares(forms, 100_000)
    assert [form for form, _ in planned] == forms
    assert 90_000 < sum(share for _, share in planned) <= 101_000
    assert max(s for f, s in planned if f.method == "GET") < min(
        s for f, s in planned if f.method == "POST"
    )
