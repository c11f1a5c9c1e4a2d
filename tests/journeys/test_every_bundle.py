"""Every bundle from the guide to the receipt, by somebody its registries know, in both modes by turns.

The fields that the browser really shows are counted, and agree with the figures of the report for the same choices.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from portal.domain.calendar import SHANGHAI
from portal.insight.savings import path_figures
from tests.databases import Databases
from tests.journeys.citizen import MOST_SCREENS, Citizen
from tests.journeys.city import RunningCity
from tests.journeys.residents import Resident, catalogue

PHONE_WIDTH, DESK_WIDTH = 360, 1280
GROUPS = 3
"""All bundles in so many groups, each in a city of its own; on PostgreSQL one of each group goes."""


@dataclass
class Count:
    """What a person was asked: the keys of the fields, and what they put into them."""

    asked: dict[str, str] = field(default_factory=dict)


def turns(group: int, kind: str) -> list[tuple[str, str]]:
    """The bundles of a group, each with its mode."""
    modes = ("elder", "standard")
    every = [(name, modes[n % 2]) for n, name in enumerate(sorted(catalogue().bundles))]
    mine = every[group::GROUPS]
    return mine if kind == "sqlite" else mine[group : group + 1]


@pytest.mark.parametrize("group", range(GROUPS))
def test_everybody_known_gets_from_the_guide_to_the_receipt(
    browser: Browser, city: RunningCity, databases: Databases, tmp_path: Path, group: int
) -> None:
    for bundle, mode in turns(group, databases.kind):
        walk(browser, city, Resident.of(bundle), mode, tmp_path)


def walk(browser: Browser, city: RunningCity, resident: Resident, mode: str, folder: Path) -> None:
    """One person, one bundle, one mode."""
    width = PHONE_WIDTH if mode == "elder" else DESK_WIDTH
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    context.set_default_timeout(15_000)
    person = Citizen(context, city, resident.who)
    if mode == "elder":
        person.elder_mode()
    person.sign_in()
    person.go("/my/identity")
    person.prove_identity()
    if resident.known.firm:
        person.go("/my/firms")
        person.page.locator("#credit-code").fill(resident.known.firm)
        person.go_on()
        expect(person.page).to_have_url(re.compile("/my/account"))
    bundle = resident.bundle.id
    person.go(f"/guide/{bundle}")
    no_sideways_scroll(person, width)
    person.page.locator(f"main a[href*='/apply/{bundle}']").first.click()
    person.answer_situation(*resident.path.values())
    if "/ready" in person.page.url:
        person.go_on()
    expect(person.page).to_have_url(re.compile("/plan"))
    no_sideways_scroll(person, width)
    person.go_on()
    for box in person.page.locator("main input[name=agree]").all():
        box.check()
    person.page.locator("main form button.govuk-button").last.click()
    person.page.wait_for_load_state()
    if "/found" in person.page.url:
        person.page.locator("main a.govuk-button").first.click()
    count = fill(person, resident, width)
    person.hand_in_everything(folder)
    expect(person.page).to_have_url(re.compile("/review"))
    assert person.page.locator(".missing").count() == 0, person.page.locator(
        ".missing"
    ).inner_text()
    agrees_with_the_report(resident, count)
    window = resident.bundle.window
    if window is None or window.is_open(datetime.now(SHANGHAI).date()):
        assert person.send()
        person.see_case()
        no_sideways_scroll(person, width)
    assert person.faults == []
    context.close()


def fill(person: Citizen, resident: Resident, width: int) -> Count:
    """Answer every question that is put, screen by screen, and remember which they were."""
    count = Count()
    for _ in range(MOST_SCREENS):
        if "/form/" not in person.page.url:
            return count
        no_sideways_scroll(person, width)
        for hidden in person.page.locator("main input[name=shown]").all():
            key = hidden.get_attribute("value") or ""
            count.asked[key] = resident.answer(key)
            person.fill(key, count.asked[key])
        if person.page.locator("#go-on").count():
            person.page.locator("#go-on").click()
        else:
            person.page.locator("main a.govuk-button").first.click()
        person.page.wait_for_load_state()
        assert person.page.locator(".govuk-error-summary").count() == 0, person.page.url
    raise AssertionError(f"the form does not end: {person.page.url}")


def agrees_with_the_report(resident: Resident, count: Count) -> None:
    """The fields that were shown are those that the report counts, for whom these registries hold what they hold."""
    choices = {**resident.told(), **count.asked}
    figures = path_figures(catalogue(), resident.as_held(), resident.path, choices)
    assert len(resident.path) + len(count.asked) == figures.data_items_asked_known, (
        resident.bundle.id,
        sorted(count.asked),
    )


def no_sideways_scroll(person: Citizen, width: int) -> None:
    """Nothing on the page is wider than the screen."""
    person.page.locator("footer").first.wait_for()
    wide = person.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{person.page.url} is {wide} wide"


def test_the_groups_hold_every_bundle_once_and_both_modes_have_half() -> None:
    gone = [turn for group in range(GROUPS) for turn in turns(group, "sqlite")]
    assert sorted(name for name, _ in gone) == sorted(catalogue().bundles)
    assert [mode for _, mode in gone].count("elder") == len(gone) // 2
    assert all(turns(group, "postgresql") for group in range(GROUPS))
