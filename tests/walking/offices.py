"""The offices of the city at their pages: each item is taken where its office finds it, and brought to its result."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask

from portal.domain.items import Item, StaffRole
from portal.domain.months import last_day, month_of
from portal.domain.states import TaskState
from portal.people.add_staff import add_staff
from portal.persistence.models import Task
from portal.wiring import Portal
from tests.factories.clock import Clock
from tests.factories.driver import Driver
from tests.walking.applicant import controls
from tests.walking.window import BadAnswer, Form, Page, Typed, Window

PASSWORD = "vermilion-seal-7"
TABS = ("submitted", "in-review", "waiting", "results")
"""The lists of an office in which somebody still has something to do."""
ORDER = ("handed_over", "ready", "paid")
"""Of the steps that a result can take, the one that is recorded first."""
MOST_STEPS = 12
OUTPUT = "output-"
YUAN = "320.50"


@dataclass
class Offices:
    """Everybody who works in the city."""

    app: Flask
    portal: Portal
    clock: Clock
    windows: dict[str, Window] = field(default_factory=dict)
    """Of whoever did something, by user name."""
    seen: set[str] = field(default_factory=set)
    """The offices in which something was done."""

    def handle(self, number: str, task: Task, driver: Driver) -> bool:
        """Do all that its office can do now with a task of the case of this number; whether that was anything.

        ``driver`` knows what other systems give back.
        """
        who = ""
        for done in range(MOST_STEPS):
            if who != (who := self._who_is_next(task)):
                self._find(who, number, task)
            window = self.windows[who]
            if not window.page.pressed or not self._step(
                window, window.page.pressed[0], task, driver
            ):
                return done > 0
            task = self._again(task)
        raise BadAnswer(f"{task.item} does not end")

    def pay(self, number: str, task: Task) -> None:
        """Pay what goes on for the first time, in the month in which that is due."""
        who = self._who_is_next(task)
        window = self._find(who, number, task)
        benefit = window.go(window.page.pressed[0]).address
        listed = window.go("/staff/benefits")
        if benefit not in listed.links:
            end = last_day(month_of(self.portal.casework.today))
            self.clock.pass_time(end - self.portal.casework.today + timedelta(days=1))
            listed = self._at_the_desk(who).go("/staff/benefits")
        if (fix := f"{benefit}/steps/amount") in listed.links:
            form = window.go(fix).form()
            rates = form.fields["amount"].options
            window.send(form, {"amount": rates[0] if rates else YUAN})
            listed = window.go("/staff/benefits")
        window.send(listed.form("/payments"))
        if f"{benefit}/steps/returned" not in window.go(benefit).links:
            raise BadAnswer(f"nothing was paid: {benefit}")

    def lists(self) -> Iterator[tuple[str, Page]]:
        """Every list of every office that had something to do, by the names of both."""
        for office in sorted(self.seen):
            window = self._at_the_desk(self._somebody(office, StaffRole.CLERK, "lists"))
            for tab in TABS:
                yield f"{office} {tab}", window.go(f"/staff?tab={tab}")

    def _again(self, task: Task) -> Task:
        with self.portal.casework.db.reading() as session:
            return session.get_one(Task, task.id)

    def _who_is_next(self, task: Task) -> str:
        """The user name of whoever the stage at which a task stands is for; every stage has its own."""
        stages = self.portal.casework.shelf.current.items[task.item].stages
        at = stages[task.stage if task.state is TaskState.IN_REVIEW else 0]
        return self._somebody(task.office, at.role, at.id)

    def _somebody(self, office: str, role: StaffRole, name: str) -> str:
        """The user name of somebody of an office, who is added to it when first asked for."""
        username = re.sub(r"[^a-z0-9.]", "-", f"{office}.{role}.{name}".lower())
        if username not in self.windows:
            add_staff(
                self.portal.people,
                username=username,
                display_name=username,
                department=self.portal.casework.city.offices[office].department,
                office=office,
                role=role,
                password=PASSWORD,
            )
            self.windows[username] = Window(self.app)
            self.seen.add(office)
        return username

    def _at_the_desk(self, username: str) -> Window:
        """The window of somebody, at the tasks of their office; signed in if they are not, or not any more."""
        window = self.windows[username]
        page = window.go("/staff")
        if page.address.startswith("/staff/sign-in"):
            form = page.form(has="password")
            page = window.send(form, {"username": username, "password": PASSWORD})
        if page.address != "/staff":
            raise BadAnswer(f"{username} came to {page.address}")
        return window

    def _find(self, who: str, number: str, task: Task) -> Window:
        """Open the page of a task, found by the number on the receipt."""
        window = self._at_the_desk(who)
        page = window.send(window.page.form("/search"), {"number": number})
        here = f"/staff/tasks/{task.id}"
        if here not in {page.address, *page.links}:
            raise BadAnswer(f"{task.office} does not find {task.item} of {number}")
        if page.address != here:
            window.go(here)
        return window

    def _step(self, window: Window, address: str, task: Task, driver: Driver) -> bool:
        """Take the step that a task's page offers first; False when nothing is left of it to do now."""
        if "/benefits/" in address:
            return False
        form = window.go(address).form()
        if "step" not in form.fields:
            item = self.portal.casework.shelf.current.items[task.item]
            window.send(form, _filled(form, item, driver))
            return True
        steps = [step for step in ORDER if step in form.fields["step"].options]
        if steps:
            window.send(form, {"step": steps[0], **self._payment(steps[0])})
        return bool(steps)

    def _payment(self, step: str) -> Typed:
        if step != "paid":
            return {}
        return {
            "month": month_of(self.portal.casework.today),
            "amount": YUAN,
            "account_tail": "4561",
        }


def _filled(form: Form, item: Item, driver: Driver) -> Typed:
    """What the office's own fields say, and what came out of another system."""
    typed: dict[str, str | list[str]] = {}
    for own in item.operator_fields:
        if any(name.split("-")[0] == own.key for name in form.fields):
            answer = driver.an_answer(own.key, own.element)
            typed.update(controls(form, own.key, answer))
    for name in form.fields:
        if name.startswith(OUTPUT):
            typed[name] = driver.an_output(name.removeprefix(OUTPUT))
    return typed
