"""Every bundle in a browser, from the guide to the last result, in both modes by turns: by somebody its registries know, and by
somebody whom they do not.

The fields that the browser really shows are counted, and agree with the figures of the report for the same choices. What the
offices do in between goes through their pages without a browser.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from portal.domain.answers import check_answer
from portal.domain.elements import split_key
from portal.insight.savings import path_figures
from tests.databases import Databases
from tests.factories import looking as see
from tests.factories.driver import AGES, Driver
from tests.journeys.citizen import MOST_SCREENS, Citizen
from tests.journeys.people import Somebody
from tests.journeys.pressing import press
from tests.journeys.residents import Resident, catalogue
from tests.journeys.served import ServedCity
from tests.walking.story import Story
from tests.walking.ways import ALL

PHONE_WIDTH, DESK_WIDTH = 360, 1280
GROUPS = 3
"""All bundles in so many groups, each in a city of its own; on PostgreSQL one of each group goes."""
MODES = ("elder", "standard")


@dataclass
class Applying:
    """Somebody with a browser who applies for a bundle: what they know, and what they were asked and answered."""

    person: Citizen
    resident: Resident
    driver: Driver
    width: int
    asked: dict[str, str] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        """Whether registries know them."""
        return self.driver.known is not None


def turns(group: int, kind: str, *, known: bool) -> list[tuple[str, str]]:
    """The bundles of a group that are gone by somebody known or unknown, each with its mode: the two have different ones."""
    every = [(name, MODES[(n + known) % 2]) for n, name in enumerate(sorted(catalogue().bundles))]
    mine = every[group::GROUPS]
    if kind != "sqlite":
        return mine[group : group + 1] if known else []
    return mine if known or ALL else mine[1::2]


@pytest.mark.parametrize("group", range(GROUPS))
def test_everybody_known_gets_from_the_guide_to_the_last_result(
    browser: Browser, served: ServedCity, databases: Databases, tmp_path: Path, group: int
) -> None:
    for bundle, mode in turns(group, databases.kind, known=True):
        resident = Resident.of(bundle)
        driver = Driver(served.city.portal.casework, resident.bundle, known=resident.known)
        walk(browser, served, resident, driver, mode, tmp_path)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("group", range(GROUPS))
def test_whom_nobody_knows_gets_there_too(
    browser: Browser, served: ServedCity, databases: Databases, tmp_path: Path, group: int
) -> None:
    for bundle, mode in turns(group, databases.kind, known=False):
        resident = Resident.of(bundle)
        driver = Driver(served.city.portal.casework, resident.bundle)
        walk(browser, served, resident, driver, mode, tmp_path)


def walk(
    browser: Browser,
    served: ServedCity,
    resident: Resident,
    driver: Driver,
    mode: str,
    folder: Path,
) -> None:
    """One person, one bundle, one mode."""
    story = Story(served.city, driver)
    story.prepare(resident.path)
    width = PHONE_WIDTH if mode == "elder" else DESK_WIDTH
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    context.set_default_timeout(15_000)
    one = story.applicant.person
    who = Somebody(one.name, one.id_number, one.phone)
    applying = Applying(Citizen(context, served, who), resident, driver, width)
    come_in(applying, mode)
    begin(applying)
    fill(applying)
    applying.person.hand_in_everything(folder)
    mend(applying)
    agrees_with_the_report(applying)
    number = applying.person.send()
    applying.person.see_case()
    no_sideways_scroll(applying)
    applying.person.page.locator("main form[action$='/release'] button").click()
    story.take_up(applying.person.case_id, number)
    story.carry()
    # While Playwright is open an event loop runs in this thread, and signing a document needs one of its own.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(story.make, 1).result()
    sees_the_end(applying, story)
    assert applying.person.faults == []
    context.close()


def come_in(applying: Applying, mode: str) -> None:
    """Sign in; who is known proves their name, and says for which firm they act."""
    person, known = applying.person, applying.driver.known
    if mode == "elder":
        person.elder_mode()
    person.sign_in()
    if known is None:
        return
    person.go("/my/identity")
    person.prove_identity()
    if known.firm:
        person.go("/my/firms")
        person.page.locator("#credit-code").fill(known.firm)
        person.go_on()
        expect(person.page).to_have_url(re.compile("/my/account"))


def begin(applying: Applying) -> None:
    """From the guide to the first page of the form; whatever can be looked up is agreed to."""
    person, bundle = applying.person, applying.resident.bundle.id
    person.go(f"/guide/{bundle}")
    no_sideways_scroll(applying)
    press(person.page.locator(f"main a[href*='/apply/{bundle}']").first)
    person.answer_situation(*applying.resident.path.values())
    if "/ready" in person.page.url:
        person.go_on()
    expect(person.page).to_have_url(re.compile("/plan"))
    no_sideways_scroll(applying)
    person.go_on()
    for box in person.page.locator("main input[name=agree]").all():
        box.check()
    press(person.page.locator("main form button.govuk-button").last)
    if "/found" in person.page.url:
        press(person.page.locator("main a.govuk-button").first)


def fill(applying: Applying) -> None:
    """Answer every question that is put, screen by screen; people are made older or younger where a page does not take a date."""
    page, tries = applying.person.page, 0
    for _ in range(MOST_SCREENS):
        if "/form/" not in page.url:
            return
        no_sideways_scroll(applying)
        wrong = parse_qs(urlsplit(page.url).query).get("wrong", [])
        tries = tries + 1 if wrong else 0
        answer(applying, {key: applying.driver.aged(key, AGES[tries - 1]) for key in wrong})
        on = page.locator("#go-on")
        press(on if on.count() else page.locator("main a.govuk-button").first)
        known_and_refused = applying.is_known and page.locator(".govuk-error-summary").count()
        assert not known_and_refused, page.url
    raise AssertionError(f"the form does not end: {page.url}")


def answer(applying: Applying, instead: Mapping[str, str]) -> None:
    """Fill in what one screen asks."""
    for hidden in applying.person.page.locator("main input[name=shown]").all():
        key = hidden.get_attribute("value") or ""
        element, today = catalogue().elements[split_key(key)[1]], applying.driver.work.today
        given = instead.get(key) or applying.asked.get(key)
        given = given or applying.driver.an_answer(key, element)
        applying.asked[key] = check_answer(element, given, today)
        applying.person.fill(key, applying.asked[key])


def mend(applying: Applying) -> None:
    """On the review, follow what is still to be mended between two answers, until nothing is."""
    page = applying.person.page
    expect(page).to_have_url(re.compile("/review"))
    for years in AGES:
        links = page.locator(".missing a").all()
        if not links:
            return
        assert not applying.is_known, page.locator(".missing").inner_text()
        press(links[0])
        key = page.locator("main input[name=shown]").first.get_attribute("value") or ""
        answer(applying, {key: applying.driver.aged(key, years)})
        page.locator("#go-on").click()
        expect(page).to_have_url(re.compile("/review"))
    raise AssertionError(page.locator(".missing").inner_text())


def agrees_with_the_report(applying: Applying) -> None:
    """The fields that were shown are those that the report counts, for whom these registries hold what they hold."""
    resident, asked = applying.resident, applying.asked
    told = resident.told() if applying.is_known else {}
    bundle = resident.as_held() if applying.is_known else resident.bundle
    figures = path_figures(catalogue(), bundle, resident.path, {**told, **asked})
    counted = (
        figures.data_items_asked_known if applying.is_known else figures.data_items_asked_unknown
    )
    assert len(resident.path) + len(asked) == counted, (resident.bundle.id, sorted(asked))


def sees_the_end(applying: Applying, story: Story) -> None:
    """The status page says that everything is finished, shows each result, and hands out what there is in writing."""
    person = applying.person
    person.see_case()
    no_sideways_scroll(applying)
    expect(person.page.locator("section.turn")).to_have_attribute("data-kind", "done")
    for item in see.tasks_of(story.driver.work, story.case):
        expect(person.part(item)).to_have_attribute("data-kind", "done")
        expect(person.part(item).locator(".part__result")).to_be_visible()
    paper = person.page.locator(".document-list a").first.get_attribute("href")
    fetched = person.context.request.get(f"{person.city.address}{paper}")
    assert fetched.body().startswith(b"%PDF")


def no_sideways_scroll(applying: Applying) -> None:
    """Nothing on the page is wider than the screen."""
    page = applying.person.page
    page.locator("footer").first.wait_for()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= applying.width, f"{page.url} is {wide} wide"


def test_the_groups_hold_every_bundle_once_and_both_modes_have_half() -> None:
    gone = [turn for group in range(GROUPS) for turn in turns(group, "sqlite", known=True)]
    assert sorted(name for name, _ in gone) == sorted(catalogue().bundles)
    assert [mode for _, mode in gone].count("elder") == len(gone) // 2
    assert all(turns(group, "postgresql", known=True) for group in range(GROUPS))


def test_whom_nobody_knows_goes_what_somebody_known_goes_in_the_other_mode() -> None:
    known = {turn for group in range(GROUPS) for turn in turns(group, "sqlite", known=True)}
    unknown = {turn for group in range(GROUPS) for turn in turns(group, "sqlite", known=False)}
    assert not known & unknown
    assert {mode for _, mode in unknown} == set(MODES)
    assert len(unknown) >= len(known) / 2
