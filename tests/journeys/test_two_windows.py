"""One person with two windows in a real browser: what is saved as it is typed overwrites nothing, and both answers are shown."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.citizen import Citizen
from tests.journeys.city import RunningCity
from tests.journeys.people import somebody

NAME, WEIGHT, MOMENT = "baby.person.name", "baby.birth.weight_grams", "baby.birth.moment"


@pytest.fixture
def mother(browser: Browser, city: RunningCity) -> Citizen:
    """A mother who has just begun a draft, on a narrow screen."""
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale="zh-CN")
    context.set_default_timeout(10_000)
    mother = Citizen(context, city, somebody("chen_xiaoyu"))
    mother.sign_in()
    mother.go("/apply/newborn")
    mother.answer_situation("mother", "hospital", "local_family")
    expect(mother.page).to_have_url(re.compile(r"/cases/.*/plan$"))
    mother.case_id = mother.page.url.split("/cases/")[1].split("/")[0]
    return mother


def type_into(page: Page, key: str, value: str) -> None:
    page.locator(f"main input[name='{key}']").fill(value)


def test_two_windows_merge_and_ask_only_where_they_differ_and_one_alone_is_never_asked(
    mother: Citizen,
) -> None:
    one, other = mother.page, mother.context.new_page()
    for page in (one, other):
        page.goto(f"{mother.city.address}/cases/{mother.case_id}/form/baby")
    type_into(one, NAME, "林大满")
    expect(one.locator("[data-autosave-status]")).to_contain_text("已保存")
    type_into(other, WEIGHT, "3300")
    expect(other.locator("[data-autosave-status]")).to_contain_text("已保存")
    type_into(other, NAME, "林中满")
    banner = other.locator("[data-autosave-failed]")
    expect(banner).to_contain_text("宝宝的名字")
    banner.get_by_role("link").click()
    expect(other.locator("h1")).to_contain_text("另一个窗口")
    expect(other.locator(f"input[name='choose.{NAME}'][value=here]")).to_be_checked()
    other.locator(f"input[name='choose.{NAME}'][value=there]").check()
    other.locator("main form button").click()
    other.goto(f"{mother.city.address}/cases/{mother.case_id}/form/baby")
    assert other.locator(f"input[name='{NAME}']").input_value() == "林大满"
    assert other.locator(f"input[name='{WEIGHT}']").input_value() == "3300"
    # Typing on, saved again and again, is never taken for another window.
    for value in ("林大", "林大满满", "林满"):
        with other.expect_response(re.compile(r"/autosave$")) as saved:
            type_into(other, NAME, value)
        assert saved.value.status == 200
    correct_a_date_while_it_is_saved(other)
    assert mother.faults == []


def correct_a_date_while_it_is_saved(page: Page) -> None:
    """The save arrives, its answer is lost on the way, and the page is sent with the other boxes changed."""
    page.reload()
    saved: list[int] = []
    page.route("**/autosave", lambda route: saved.append(route.fetch().status))
    boxes = {part: page.locator(f"main input[name='{MOMENT}-{part}']") for part in ("month", "day")}
    with page.expect_request("**/autosave"):
        boxes["month"].fill("9")
        boxes["month"].press("Tab")
    boxes["day"].fill("3")
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.locator("#go-on").click()
    assert saved == [200]
    assert sent.value.status in {302, 303}
    page.unroute("**/autosave")
    page.goto(sent.value.url)
    assert [box.input_value() for box in boxes.values()] == ["09", "03"]
