"""Every bundle through its pages, from the guide to the last result: citizens, clerks and the worker, and nothing but forms and links.

Nothing here knows a bundle: what is asked is answered by what the catalogue says of it, and what an office has to do is what its
page offers. Tests in tests/guards go the same ways by the verbs; here every step must have a page that leads on.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from portal.persistence.models import Task
from portal.wiring import Portal
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.driver import Driver, StoodStill, fast_paths, known_person
from tests.guards.test_bundles import BUNDLES, CATALOGUE, DEMO
from tests.walking.applicant import sign_in
from tests.walking.offices import Offices
from tests.walking.story import City, Story
from tests.walking.ways import ALL, Way, meeting_every_item, pairwise
from tests.walking.window import BadAnswer, Form, Window

EVERY_PAPER, ONE_PAPER = 200, 1
"""How many documents of a case are made and read; making one takes a third of a second."""
A_DAY = 4
"""How many ways the same people go in a day: a phone is sent ten codes and a name is checked ten times."""
SOME = BUNDLES if ALL else BUNDLES[2::6]
"""What is walked on PostgreSQL."""


@pytest.fixture
def city(app: Flask, portal: Portal, clock: Clock) -> City:
    """A city of this test's own."""
    return City(app, portal, clock)


def begun(city: City, bundle: str, way: Way, *, known: bool) -> Story:
    """An application that has been sent."""
    offered = CATALOGUE.bundles[bundle]
    who = known_person(offered, DEMO) if known else None
    story = Story(city, Driver(city.portal.casework, offered, known=who))
    story.file(way)
    return story


def ends_well(story: Story, papers: int = 0) -> None:
    """It is carried to its end, and everybody reads of it that it has ended."""
    story.carry()
    ended = story.read(papers)
    tasks = see.tasks_of(story.driver.work, story.case)
    assert ended.turn == "done", ended.parts
    assert ended.parts == dict.fromkeys(tasks, "done")
    assert ended.without_result == []
    assert bool(ended.files) == bool(papers)
    assert all(file.startswith(b"%PDF") for file in ended.files)
    assert story.still_listed() == []


def walk(city: City, bundle: str, ways: list[Way], turn: int = 0) -> None:
    """The first way is begun by somebody unknown and by somebody known, who is asked less; each is gone to its end by one of
    them by turns, or by both.
    """
    for n, way in enumerate(ways):
        if n and n % A_DAY == 0:
            city.clock.pass_time(timedelta(days=1))
        papers = (EVERY_PAPER if ALL else ONE_PAPER) if n == 0 else 0
        turns = (False, True) if ALL else ((n + turn) % 2 == 1,)
        who = (False, True) if ALL or n == 0 else turns
        stories = {known: begun(city, bundle, way, known=known) for known in who}
        if len(stories) == len((False, True)):
            unknown, known = stories[False].applicant, stories[True].applicant
            assert len(known.asked) < len(unknown.asked), way
        for one in turns:
            ends_well(stories[one], papers)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("bundle", BUNDLES)
def test_a_bundle_goes_from_the_guide_to_its_last_result_through_pages(
    city: City, bundle: str
) -> None:
    offered = CATALOGUE.bundles[bundle]
    ways = pairwise(list(fast_paths(offered))) if ALL else meeting_every_item(offered)
    walk(city, bundle, ways, BUNDLES.index(bundle))


@pytest.mark.parametrize("databases", ["postgresql"], indirect=True)
@pytest.mark.parametrize("bundle", SOME)
def test_it_does_so_on_postgresql(city: City, bundle: str) -> None:
    walk(city, bundle, meeting_every_item(CATALOGUE.bundles[bundle])[:1])


# ---- the eye itself -----------------------------------------------------------------------------


class Idle(Offices):
    """Offices that let one item lie."""

    let_lie = ""

    def handle(self, number: str, task: Task, driver: Driver) -> bool:
        """Nothing is done about that one."""
        return task.item != self.let_lie and super().handle(number, task, driver)


@pytest.fixture
def lying(city: City) -> Story:
    """An application, one item of which nobody has done anything about."""
    story = begun(city, BUNDLES[-1], next(fast_paths(CATALOGUE.bundles[BUNDLES[-1]])), known=True)
    idle = Idle(city.app, city.portal, city.clock)
    idle.let_lie = next(iter(story.driver.bundle.items))
    city.offices = idle
    return story


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_an_item_that_is_left_lying_is_found_by_everybody(lying: Story) -> None:
    with pytest.raises(StoodStill):
        lying.carry()
    ended = lying.read()
    assert ended.turn == "theirs"
    assert "theirs" in ended.parts.values()
    assert ended.without_result
    assert lying.still_listed()


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_form_without_its_token_is_not_taken(city: City) -> None:
    window = Window(city.app)
    page = window.go("/sign-in")
    form = page.form(has="phone")
    bare = Form(form.action, {name: f for name, f in form.fields.items() if name != "csrf_token"})
    with pytest.raises(BadAnswer, match=r"^400"):
        window.send(bare, {"phone": "19900000001"})


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_nothing_is_typed_where_there_is_no_field(city: City) -> None:
    window = Window(city.app)
    with pytest.raises(BadAnswer, match="no field"):
        window.send(window.go("/sign-in").form(has="phone"), {"fax": "1"})


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_name_that_does_not_belong_to_its_number_is_not_proven(city: City) -> None:
    stranger = Driver(city.portal.casework, CATALOGUE.bundles[BUNDLES[0]]).person("applicant")
    with pytest.raises(BadAnswer, match="not confirmed"):
        sign_in(Window(city.app), stranger, proven=True)


@pytest.mark.parametrize("bundle", BUNDLES)
def test_the_few_ways_meet_whatever_the_many_meet(bundle: str) -> None:
    offered = CATALOGUE.bundles[bundle]
    few, many = meeting_every_item(offered), list(fast_paths(offered))
    assert items_on(bundle, few) == items_on(bundle, many)
    assert len(few) <= len(many)


def items_on(bundle: str, ways: list[Way]) -> set[str]:
    """The items that a case can have on one of these ways."""
    offered = CATALOGUE.bundles[bundle]
    return {
        item
        for way in ways
        for item in offered.active_items(
            {f"situation.{question}": answer for question, answer in way.items()}, offered.items
        )
    }
