"""Looking through everything that is offered: by what happens in a life, by audience, by department."""

from __future__ import annotations

import pytest

from portal.web.public.wording import AUDIENCES, ELDERS_FIRST, LIFE_EVENTS
from portal.wiring import Portal
from tests.inspector import Inspector, words


def guides(client: Inspector) -> set[str]:
    """The things that a page leads to."""
    found = {a.get("href") or "" for a in client.page.all("a")}
    return {
        h.removeprefix("/guide/") for h in found if h.startswith("/guide/") and "/items/" not in h
    }


def items(client: Inspector) -> set[str]:
    """The items that a page leads to."""
    found = {a.get("href") or "" for a in client.page.all("a")}
    return {h.removeprefix("/guide/items/") for h in found if h.startswith("/guide/items/")}


def test_every_life_event_and_audience_that_is_used_has_words(portal: Portal) -> None:
    bundles = portal.casework.shelf.current.bundles.values()
    assert {bundle.life_event for bundle in bundles} <= LIFE_EVENTS.keys()
    assert {bundle.audience for bundle in bundles} <= AUDIENCES.keys()
    assert ELDERS_FIRST in LIFE_EVENTS


@pytest.mark.parametrize("address", ["/", "/browse"])
def test_home_and_the_list_lead_to_every_thing(
    client: Inspector, portal: Portal, address: str
) -> None:
    client.get(address)
    assert guides(client) == set(portal.casework.shelf.current.bundles)


def test_large_print_leads_to_every_thing_in_two_steps(client: Inspector, portal: Portal) -> None:
    client.post("/mode", data={"mode": "elder"})
    client.get("/")
    found = guides(client)
    further = {a.get("href") or "" for a in client.page.all("a")}
    for address in further:
        if address.startswith("/browse?"):
            client.get(address)
            found |= guides(client)
    assert found == set(portal.casework.shelf.current.bundles)


@pytest.mark.parametrize("audience", list(AUDIENCES))
def test_the_list_can_be_narrowed_to_an_audience(
    client: Inspector, portal: Portal, audience: str
) -> None:
    client.get("/browse", query_string={"for": audience})
    bundles = portal.casework.shelf.current.bundles
    assert guides(client) == {b.id for b in bundles.values() if b.audience == audience}


def test_the_list_can_be_narrowed_to_a_life_event(client: Inspector, portal: Portal) -> None:
    bundles = portal.casework.shelf.current.bundles.values()
    for event in {bundle.life_event for bundle in bundles}:
        client.get("/browse", query_string={"event": event})
        assert guides(client) == {b.id for b in bundles if b.life_event == event}


@pytest.mark.parametrize(
    "query", ["event=none", "for=none", "event=birth&for=firm", "event=", "x=1"]
)
def test_a_choice_that_is_not_there_shows_everything_that_fits(
    client: Inspector, query: str
) -> None:
    client.get(f"/browse?{query}")
    assert guides(client)


def test_each_department_says_what_it_does_and_in_which_things(
    client: Inspector, portal: Portal
) -> None:
    catalogue, city = portal.casework.shelf.current, portal.casework.city
    client.get("/browse/departments")
    listed = {a.get("href") for a in client.page.all("a")}
    for department in {item.department for item in catalogue.items.values()}:
        assert f"/browse/departments/{department}" in listed
        client.get(f"/browse/departments/{department}")
        own = {item.id for item in catalogue.items.values() if item.department == department}
        assert items(client) == own
        assert guides(client) == {b.id for b in catalogue.bundles.values() if own & set(b.items)}
        body = city.words_in("zh_Hans_CN")(city.departments[department].review_body)
        rights = next(s for s in client.page.all("section") if s.get("aria-labelledby") == "rights")
        assert body in words(rights)
        assert ("投诉" in words(rights)) is not city.departments[department].decides


def test_an_unknown_department_is_a_calm_404(client: Inspector) -> None:
    assert client.get("/browse/departments/nobody").status_code == 404
