"""What a clerk or a supervisor does with a browser."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.city import RunningCity
from tests.journeys.pressing import press


class Clerk:
    """A member of the demo's staff at their desk."""

    def __init__(self, context: BrowserContext, city: RunningCity, username: str) -> None:
        self.city, self.username = city, username
        self.page: Page = context.new_page()

    def sign_in(self) -> None:
        """By name and password."""
        self.page.goto(f"{self.city.address}/staff/sign-in")
        self.page.locator("main input[name=username]").fill(self.username)
        self.page.locator("main input[type=password]").fill(self.city.password(self.username))
        press(self.page.locator("main form button").first)

    def open_case(self, number: str, item: str = "") -> None:
        """Find the office's task by the number of the case; ``item`` names it where the office has several."""
        self.page.goto(f"{self.city.address}/staff")
        self.page.locator("#number").fill(number)
        press(self.page.locator("form.desk-search button"))
        if "/staff/tasks/" not in self.page.url:
            row = self.page.locator("main tbody tr").filter(has_text=item).first
            press(row.locator("a[href*='/staff/tasks/']").first)

    @property
    def task_url(self) -> str:
        """The address of the task at hand."""
        head, _, rest = self.page.url.partition("/staff/tasks/")
        return f"{head}/staff/tasks/{rest.split('/')[0].split('?')[0]}"

    def step(self, slug: str, *, text: str = "") -> None:
        """Take one step on its own page, with a reason where one is asked."""
        self.page.goto(f"{self.task_url}/steps/{slug}")
        if text:
            self.page.locator("main textarea").first.fill(text)
        press(self.page.locator("main form button[type=submit]").first)
        expect(self.page.locator("main .govuk-notification-banner--success")).to_be_visible()

    def approve_by_hand(self, outputs: dict[str, str]) -> None:
        """Enter what came out of the department's own system."""
        self.page.goto(f"{self.task_url}/by-hand")
        for key, value in outputs.items():
            self.page.locator(f"main input[name='output-{key}']").fill(value)
        press(self.page.locator("main form button[type=submit]").first)
        expect(self.page.locator("main .govuk-notification-banner--success")).to_be_visible()

    def ask_correction(self, marks: dict[str, str]) -> None:
        """Tick what is wrong and write why."""
        self.page.goto(f"{self.task_url}/correction")
        for name, why in marks.items():
            self.page.locator(f"main input[name=mark][value='{name}']").check()
            self.page.locator(f"main textarea[name='why-{name}']").fill(why)
        press(self.page.locator("main form button[type=submit]").first)
        expect(self.page.locator("main .govuk-notification-banner--success")).to_be_visible()

    def record(self, step: str, **fields: str) -> None:
        """Bring the result one step on."""
        self.page.goto(f"{self.task_url}/result")
        self.page.locator(f"main input[type=radio][value={step}]").check()
        for name, value in fields.items():
            self.page.locator(f"main input[name='{name}']").fill(value)
        press(self.page.locator("main form button[type=submit]").first)
