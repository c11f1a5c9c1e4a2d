"""What a citizen does with a browser: signs in, proves who they are, fills in, hands in, sends, follows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.journeys.city import Place
from tests.journeys.people import Somebody
from tests.journeys.pressing import press

MOST_SCREENS = 60
"""A form with more screens than this goes round in circles."""
PATIENCE = 30_000
"""Milliseconds for what the worker does in the background."""
AGAIN = 500


class Citizen:
    """One person with one browser window. Every page is looked at for faults that no story asks about."""

    def __init__(
        self, context: BrowserContext, city: Place, who: Somebody, *, script: bool = True
    ) -> None:
        self.context, self.city, self.who, self.script = context, city, who, script
        self.page: Page = context.new_page()
        self.page.on("pageerror", self._fault)
        self.page.on("response", lambda response: self._answered(response.status, response.url))
        self.faults: list[str] = []
        self.case_id = ""

    def _fault(self, error: Exception) -> None:
        self.faults.append(str(error))

    def _answered(self, status: int, url: str) -> None:
        if status >= 500:
            self.faults.append(f"{status} at {url}")

    def go(self, path: str) -> None:
        """Open a page of the city."""
        self.page.goto(self.city.address + path)

    def press(self, pattern: str) -> None:
        """Press the button, or follow the link, that says this."""
        words = re.compile(pattern)
        button = self.page.get_by_role("button", name=words)
        target = button if button.count() else self.page.get_by_role("link", name=words)
        press(target.first)

    def go_on(self) -> None:
        """Press the main button of the form in the middle of the page."""
        press(self.page.locator("main form button.govuk-button:not([formaction])").first)

    def elder_mode(self) -> None:
        """Switch to the large-print version where everybody finds it: at the top of the page."""
        self.go("/")
        self.page.locator(
            "header form[action='/mode'] button, header form[action$='/mode'] button"
        ).first.click()
        expect(self.page.locator("html")).to_have_attribute("data-mode", "elder")

    def sign_in(self) -> None:
        """By phone and the code that arrives on it."""
        self.go("/sign-in")
        self.page.locator("main input[type=tel]").fill(self.who.phone)
        self.go_on()
        code = self._code()
        self.page.locator("main input[autocomplete=one-time-code]").fill(code)
        self.go_on()

    def _code(self) -> str:
        inbox = self.context.new_page()
        inbox.goto(f"{self.city.address}/demo/messages")
        inbox.locator("main input[type=tel]").fill(self.who.phone)
        press(inbox.locator("main form button").first)
        found = re.search(r"\b(\d{6})\b", inbox.locator("main ol").inner_text())
        inbox.close()
        assert found is not None
        return found.group(1)

    def messages(self) -> str:
        """All messages to this phone."""
        inbox = self.context.new_page()
        inbox.goto(f"{self.city.address}/demo/messages")
        inbox.locator("main input[type=tel]").fill(self.who.phone)
        press(inbox.locator("main form button").first)
        text = inbox.locator("main").inner_text()
        inbox.close()
        return text

    def prove_identity(self) -> None:
        """Name and ID number, checked."""
        self.page.locator("#name").fill(self.who.name)
        self.page.locator("main input[name=id_number]").fill(self.who.id_number)
        self.go_on()

    def answer_situation(self, *answers: str) -> None:
        """Choose one answer on each of the first pages."""
        for answer in answers:
            self.page.locator(f"main input[type=radio][value={answer}]").check()
            self.go_on()

    def fill_form(self, answers: Mapping[str, str]) -> None:
        """Answer every question that is put, screen by screen, until the form ends."""
        for _ in range(MOST_SCREENS):
            if "/form/" not in self.page.url:
                return
            self._fill_screen(answers)
            form_button = self.page.locator("main form button.govuk-button")
            if form_button.count():
                self.go_on()
            else:
                press(self.page.locator("main a.govuk-button").first)
        raise AssertionError(f"the form does not end: {self.page.url}")

    def _fill_screen(self, answers: Mapping[str, str]) -> None:
        for hidden in self.page.locator("main input[name=shown]").all():
            key = hidden.get_attribute("value") or ""
            if key not in answers:
                raise AssertionError(f"asked {key} on {self.page.url}, and the story has no answer")
            self.fill(key, answers[key])

    def fill(self, key: str, value: str) -> None:
        """Answer one question, whatever kind of control it has."""
        boxes = self.page.locator(f"main input[type=checkbox][name='{key}']")
        radios = self.page.locator(f"main input[type=radio][name='{key}']")
        selects = self.page.locator(f"main select[name='{key}']")
        year = self.page.locator(f"main input[name='{key}-year']")
        if boxes.count():
            for code in value.split(","):
                self.page.locator(
                    f"main input[type=checkbox][value='{code}'][name='{key}']"
                ).check()
        elif radios.count():
            self.page.locator(f"main input[type=radio][name='{key}'][value='{value}']").check()
        elif selects.count():
            selects.select_option(value)
        elif year.count():
            parts = re.split(r"[-T:]", value)
            for name, part in zip(("year", "month", "day", "hour", "minute"), parts, strict=False):
                self.page.locator(f"main input[name='{key}-{name}']").fill(part)
        else:
            self.page.locator(f"main input[name='{key}']").fill(value)

    def hand_in_everything(self, folder: Path) -> None:
        """A photograph for every material that can be uploaded, then on to the review."""
        for _ in range(MOST_SCREENS):
            if "/materials" not in self.page.url:
                return
            for number, section in enumerate(self._empty_papers()):
                photo = photograph(
                    folder, f"{self.who.phone}-{number}-{section.get_attribute('id')}"
                )
                section.locator("input[type=file]").set_input_files(photo)
                self._send_file(section)
            press(self.page.locator("main .govuk-button-group a.govuk-button"))

    def _empty_papers(self) -> list[Locator]:
        papers = self.page.locator("main section.paper").all()
        return [
            p
            for p in papers
            if p.locator("input[type=file]").count()
            and not p.locator("a[href*='/uploads/']").count()
        ]

    def _send_file(self, section: Locator) -> None:
        if not self.script:
            section.locator("form[enctype] button[type=submit]").click()
        expect(section.locator("a[href*='/uploads/']").first).to_be_visible(timeout=PATIENCE)

    def send(self) -> str:
        """Declare that it is true and send; gives the receipt number."""
        self.page.locator("#truth").check()
        self.page.locator("main form:has(#truth) button.govuk-button").first.click()
        expect(self.page).to_have_url(re.compile(r"/receipt$"))
        self.case_id = self.page.url.split("/cases/")[1].split("/")[0]
        return self.page.locator(".govuk-panel .number").inner_text()

    def see_case(self) -> None:
        """Open the status page."""
        self.go(f"/cases/{self.case_id}")

    def wait_until(self, selector: str, text: str) -> None:
        """Look again until the page says this: the worker is at it meanwhile."""
        expect_soon(self, selector, text)

    def part(self, item: str) -> Locator:
        """What the status page says of one item."""
        return self.page.locator(f"#task-{item.replace('_', '-')}")


def expect_soon(citizen: Citizen, selector: str, text: str) -> None:
    """Reload until an element contains a text, for as long as the worker may take."""
    for _ in range(PATIENCE // AGAIN):
        citizen.see_case()
        if text in citizen.page.locator(selector).inner_text():
            return
        citizen.page.wait_for_timeout(AGAIN)
    raise AssertionError(
        f"{selector} never said {text!r}: {citizen.page.locator(selector).inner_text()!r}"
    )


def photograph(folder: Path, name: str) -> Path:
    """A picture of a paper, large enough to be read, unlike every other."""
    path = folder / f"{name}.jpg"
    picture = Image.new("RGB", (1400, 1000), "white")
    drawing = ImageDraw.Draw(picture)
    for line in range(12):
        drawing.text((80, 60 + line * 70), f"{name} line {line}", fill="black")
    picture.save(path, quality=85)
    return path
