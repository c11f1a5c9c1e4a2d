"""The whole story of a birth: parents, clerks of five departments, a correction, a refusal, a supervisor, a verifier."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from portal.domain.calendar import SHANGHAI
from portal.domain.resident_id import make
from tests.databases import Postgresql, Sqlite
from tests.journeys.citizen import Citizen
from tests.journeys.city import RunningCity
from tests.journeys.people import somebody
from tests.journeys.pressing import press
from tests.journeys.staff import Clerk

KNOWN_MOTHER = {
    "baby.person.name": "林星晚",
    "baby.birth.order": "single",
    "father.person.name": "林知远",
    "father.person.id_number": somebody("lin_zhiyuan").id_number,
    "father.person.nation": "01",
    "father.contact.mobile": "19900000002",
    "baby.household.follow": "mother",
    "baby.person.nation": "01",
    "baby.card.bank": "yunjiang",
    "baby.card.delivery": "collect",
    "mother.bank.name": "云江银行江畔支行",
    "mother.bank.account": "6222021234567890128",
    "mother.insurance.kind": "employee",
}
Window = Callable[..., BrowserContext]


@pytest.fixture
def window(browser: Browser) -> Window:
    """A new browser window, as wide and as able as the story wants it."""

    def make_window(*, width: int = 1280, script: bool = True) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, locale="zh-CN"
        )
        context.set_default_timeout(10_000)
        return context

    return make_window


def known_mother_sends(mother: Citizen, tmp_path: Path) -> str:
    """From the home page to the receipt."""
    mother.go("/guide/newborn")
    mother.page.locator("main a[href*='/apply/newborn']").first.click()
    mother.answer_situation("mother", "hospital", "local_family")
    mother.page.locator("main input[type=tel]").fill(mother.who.phone)
    mother.go_on()
    mother.page.locator("main input[autocomplete=one-time-code]").fill(mother._code())
    mother.go_on()
    if "/ready" in mother.page.url:
        mother.go_on()
    expect(mother.page).to_have_url(re.compile("/plan"))
    mother.page.locator("main input[name=chosen][value=maternity_expense]").check()
    mother.go_on()
    mother.page.locator("main a[href*='/my/identity']").click()
    mother.prove_identity()
    for box in mother.page.locator("main input[name=agree]").all():
        box.check()
    mother.go_on()
    expect(mother.page).to_have_url(re.compile("/found"))
    mother.page.locator("main a.govuk-button").first.click()
    mother.fill_form(KNOWN_MOTHER)
    mother.hand_in_everything(tmp_path)
    return mother.send()


@pytest.mark.parametrize(
    ("databases", "mode", "width", "script"),
    [
        (Sqlite.kind, "standard", 1280, True),
        (Postgresql.kind, "elder", 360, True),
        (Sqlite.kind, "standard", 360, False),
    ],
    ids=["standard on a desk", "elder on a phone", "without scripts on a phone"],
    indirect=["databases"],
)
def test_a_birth_from_one_form_to_every_department(
    city: RunningCity, window: Window, tmp_path: Path, mode: str, width: int, script: bool
) -> None:
    """One form, a correction, a refusal set aside, every kind of result."""
    mother = Citizen(
        window(width=width, script=script), city, somebody("chen_xiaoyu"), script=script
    )
    if mode == "elder":
        mother.elder_mode()
    number = known_mother_sends(mother, tmp_path)

    mother.see_case()
    assert "撤回" in mother.page.locator("main .turn").inner_text() or mode == "elder"
    mother.page.locator("form[action$='/release'] button").click()

    hospital_sends_back_then_grants(city, window, mother, number)
    father = Citizen(
        window(width=width, script=script), city, somebody("lin_zhiyuan"), script=script
    )
    father_confirms(father)
    expect_part(mother, "birth_certificate", r"[A-Z]\d{9}")
    police_register(city, window, number)
    refuse_and_set_aside(city, window, number, mother)
    clinic_and_card(city, window, number)
    if mode == "standard" and script:
        take_pictures(mother)
    expect_part(mother, "maternity_expense", "0128")
    expect_part(mother, "resident_insurance", r"[A-Z]\d{9}")
    expect_part(mother, "social_security_card", "可以领取|可以去拿")
    mother.see_case()
    verify_first_document(city, window, mother)
    assert mother.faults == []
    assert father.faults == []


def hospital_sends_back_then_grants(
    city: RunningCity, window: Window, mother: Citizen, number: str
) -> None:
    """The hospital sees nothing of the bank, sends one figure back, and grants when it is mended."""
    hospital = Clerk(window(), city, "sunxia")
    hospital.sign_in()
    hospital.open_case(number)
    assert "银行" not in hospital.page.locator("main").inner_text()
    hospital.ask_correction({"fact:baby.birth.weight_grams": "和产科记录不一致，请核对后重填。"})
    mother.see_case()
    mother.page.locator("main .turn a.govuk-button").click()
    mother.fill("baby.birth.weight_grams", "3260")
    mother.page.locator("main button[value=send]").click()
    hospital.page.goto(hospital.task_url)
    hospital.step("accept")
    hospital.step("approve")


def father_confirms(father: Citizen) -> None:
    """On his own phone, once it is sure that it is he."""
    father.sign_in()
    father.go("/my/identity?next=/my/cases")
    father.prove_identity()
    father.page.locator("main a[href*='/confirmations/']").first.click()
    father.page.locator("main input[value=yes]").check()
    father.go_on()


def police_register(city: RunningCity, window: Window, number: str) -> None:
    """Two desks of the police; the number comes back from a system of their own."""
    police, reviewer = Clerk(window(), city, "wanglei"), Clerk(window(), city, "zhaogang")
    police.sign_in()
    police.open_case(number)
    police.step("accept")
    police.step("pass-stage")
    reviewer.sign_in()
    reviewer.open_case(number)
    reviewer.approve_by_hand(
        {"baby.person.id_number": make("509901", datetime.now(SHANGHAI).date(), 128)}
    )
    reviewer.record("ready")


def clinic_and_card(city: RunningCity, window: Window, number: str) -> None:
    """The clinic grants at its desk; the card office accepts, and its own system answers by itself."""
    for username in ("dengping", "hanbing"):
        clerk = Clerk(window(), city, username)
        clerk.sign_in()
        clerk.open_case(number)
        clerk.step("accept")
        if username != "hanbing":
            clerk.step("approve")


def refuse_and_set_aside(city: RunningCity, window: Window, number: str, mother: Citizen) -> None:
    """One of the insurer's two items is refused; the supervisor has it handled again; then both are granted."""
    insurer = Clerk(window(), city, "yangmin")
    insurer.sign_in()
    insurer.open_case(number, "参保登记")
    first = insurer.task_url
    insurer.step("accept")
    insurer.step("refuse", text="参保信息与登记不符，请到窗口核对。")
    mother.see_case()
    assert "参保信息与登记不符" in mother.page.locator("main").inner_text()
    supervisor = Clerk(window(), city, "guomei")
    supervisor.sign_in()
    supervisor.page.goto(f"{city.address}/supervisor/tasks/{first.rsplit('/', 1)[1]}/reopen")
    supervisor.page.locator("main input[type=radio][value=own_error]").check()
    supervisor.page.locator("main textarea").fill("原决定所依据的数据有误。")
    press(supervisor.page.locator("main form button[type=submit]").first)
    insurer.page.goto(first)
    insurer.step("approve")
    insurer.open_case(number, "生育医疗")
    for slug in ("accept", "pass-stage", "approve"):
        insurer.step(slug)


def take_pictures(mother: Citizen) -> None:
    """The two pictures of the README, taken only where PORTAL_PICTURES says where to put them."""
    folder = os.environ.get("PORTAL_PICTURES")
    if folder is None:
        return
    for name, path in (("home", "/"), ("status", f"/cases/{mother.case_id}")):
        mother.go(path)
        mother.page.screenshot(path=Path(folder) / f"{name}.png")


def expect_part(citizen: Citizen, item: str, pattern: str) -> None:
    """Wait until the status page says something of an item."""
    selector = f"#task-{item.replace('_', '-')}"
    for _ in range(60):
        citizen.see_case()
        if re.search(pattern, citizen.page.locator(selector).inner_text()):
            return
        citizen.page.wait_for_timeout(500)
    raise AssertionError(citizen.page.locator(selector).inner_text())


def verify_first_document(city: RunningCity, window: Window, mother: Citizen) -> None:
    """Anybody can check a sealed document, signed in or not."""
    for _ in range(60):
        links = mother.page.locator("main .document-list a")
        if links.count():
            break
        mother.page.wait_for_timeout(500)
        mother.see_case()
    address = links.first.get_attribute("href")
    response = mother.context.request.get(city.address + (address or ""))
    assert response.headers["content-type"] == "application/pdf"
    body = response.body()
    assert body.startswith(b"%PDF")
    paper = city.data / "paper.pdf"
    paper.write_bytes(body)
    anybody = window().new_page()
    anybody.goto(f"{city.address}/verify")
    anybody.locator("main input[type=file]").set_input_files(paper)
    press(anybody.locator("main form[enctype] button").first)
    assert "真" in anybody.locator("main").inner_text()
