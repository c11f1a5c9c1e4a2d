"""What each thing spares people: the page says what the report counts, and is counted once in each process."""

from __future__ import annotations

from threading import Event

import pytest

from portal.insight.savings import report
from portal.web.public.beside import Beside
from portal.web.public.counting import begin_counting, total
from portal.wiring import Portal
from tests.inspector import Inspector, words


@pytest.mark.parametrize("mode", ["standard", "elder"])
@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_the_page_says_of_every_thing_what_the_report_counts(
    client: Inspector, portal: Portal, mode: str, language: str
) -> None:
    client.post("/mode", data={"mode": mode})
    client.post("/language", data={"language": language})
    client.get("/savings")
    things = list(client.page.all("article"))
    counted = report(portal.casework.shelf.current)
    assert len(things) == len(counted) == len(portal.casework.shelf.current.bundles)
    for article, one in zip(things, counted, strict=True):
        strong = [words(s).split()[0] for s in article.iter("strong") if s.get("class")]
        numbers = ["".join(c for c in text if c.isdigit()) for text in strong]
        ways = [one.median, one.worst] if one.paths > 1 else [one.median]
        assert numbers == [
            str(figure)
            for way in ways
            for figure in (
                way.data_items_asked_known,
                way.materials_asked_known,
                1,
                way.visits,
                way.computed_days,
            )
        ]
        assert str(one.median.data_items_asked_unknown) in words(article)
        assert str(one.median.data_items_separate) in words(article)


def test_each_thing_leads_to_its_guide_and_home_leads_here(
    client: Inspector, portal: Portal
) -> None:
    client.get("/")
    assert any(a.get("href") == "/savings" for a in client.page.all("a"))
    client.get("/savings")
    led = {a.get("href") for a in client.page.all("a")}
    assert {f"/guide/{bundle}" for bundle in portal.casework.shelf.current.bundles} <= led


def test_nothing_is_asked_more_often_here_than_alone(portal: Portal) -> None:
    for one in report(portal.casework.shelf.current):
        for way in (one.median, one.worst):
            assert way.data_items_asked_known <= way.data_items_asked_unknown
            assert way.data_items_asked_unknown <= way.data_items_separate
            assert way.materials_asked_known <= way.materials_asked_unknown
            assert way.materials_asked_unknown <= way.materials_separate
            assert way.computed_days <= way.separate_days


def test_the_total_is_the_sum_of_the_middle_ways(portal: Portal) -> None:
    middle = [one.median for one in report(portal.casework.shelf.current)]
    found = total(middle)
    assert found.things == len(middle)
    assert found.applications == (sum(way.items for way in middle), len(middle))
    assert found.days[0] >= found.days[1]


def test_a_release_is_counted_once(client: Inspector, portal: Portal) -> None:
    client.get("/")
    shelf = portal.casework.shelf
    begun = begin_counting(shelf.current_id, shelf.current)
    client.get("/savings")
    assert begin_counting(shelf.current_id, shelf.current) is begun


def test_what_is_made_beside_is_made_once_and_nobody_waits_before_they_ask() -> None:
    beside: Beside[int] = Beside()
    may_go, made = Event(), []

    def make() -> int:
        may_go.wait(10)
        made.append(1)
        return 7

    first = beside.begin("one", make)
    assert not first.done()
    may_go.set()
    assert beside.get("one", make) == first.result() == 7
    assert beside.get("two", lambda: 8) == 8
    assert len(made) == 1


def test_what_failed_is_told_and_tried_again() -> None:
    beside: Beside[int] = Beside()

    def fail() -> int:
        raise LookupError("not there")

    with pytest.raises(LookupError, match="not there"):
        beside.get("one", fail)
    assert beside.get("one", lambda: 3) == 3
