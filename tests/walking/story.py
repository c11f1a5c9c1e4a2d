"""One thing from the guide to its last result, through the pages of everybody who has a part in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from flask import Flask

from portal.domain.results import ResultState
from portal.domain.states import OPEN
from portal.persistence.models import Task
from portal.registries.demo import DemoIdentityProvider
from portal.web import limits
from portal.wiring import Portal
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.driver import Driver, StoodStill
from tests.factories.families import LIN, XU, Parent
from tests.walking.applicant import ID, Applicant, sign_in
from tests.walking.offices import Offices
from tests.walking.window import BadAnswer, Page, Window
from tests.walking.worker import Worker

CONFIRMERS = (XU, LIN)
"""Who is asked to confirm, if whoever applies has to say who that is: people whose name can be checked."""
THEIR_PHONE = "19900002001"
_PART = re.compile(
    r'<article class="part" id="task-([^"]+)" data-kind="(\w+)">(.*?)</article>', re.DOTALL
)
_TURN = re.compile(r'<section class="turn" data-kind="(\w+)"')


@dataclass
class City:
    """A house with its clock, in which people meet only through pages."""

    app: Flask
    portal: Portal
    clock: Clock
    offices: Offices = field(init=False)

    def __post_init__(self) -> None:
        self.offices = Offices(self.app, self.portal, self.clock)
        # Everywhere else forms need no token in tests; whoever walks through pages finds it there.
        self.app.config["WTF_CSRF_ENABLED"] = True


@dataclass(frozen=True)
class Ended:
    """What the applicant reads when everything is done."""

    page: Page
    turn: str
    """Whose turn it is: yours, theirs or done."""
    parts: Mapping[str, str]
    """Each item with whose turn it is there."""
    without_result: list[str]
    files: list[bytes]
    """Every document, as it was downloaded."""


@dataclass
class Story:
    """One application by one person, and all it takes to end it."""

    city: City
    driver: Driver
    applicant: Applicant = field(init=False)
    _worker: Worker = field(init=False)

    def __post_init__(self) -> None:
        portal, clock = self.city.portal, self.city.clock
        self.applicant = Applicant(Window(self.city.app), self.driver)
        self._worker = Worker(portal, clock)

    def file(self, path: Mapping[str, str]) -> None:
        """The applicant's part: from the guide to the receipt, and over to the departments."""
        self.prepare(path)
        self.applicant.come_in()
        self.applicant.apply(path)

    def prepare(self, path: Mapping[str, str]) -> None:
        """Wait until this can be sent, and find people who can agree where somebody has to."""
        # Everybody here is at one address, and no telephone has as many people at it.
        limits._limiter.reset()
        # Of messages of one instant none is the newest, and the code would not be found among them.
        self.city.clock.pass_time(timedelta(minutes=1))
        self.driver.wait_for_the_season()
        self._invite_confirmers(path)

    def take_up(self, case: str, number: str) -> None:
        """What somebody has applied for with a browser, by the id of the case and the number on the receipt."""
        self.applicant.case, self.applicant.number = f"/cases/{case}", number

    def carry(self) -> None:
        """Everybody else's part: confirm, accept, decide, hand over and pay, whoever can. Raises StoodStill."""
        limits._limiter.reset()
        in_vain: dict[str, object] = {}
        while True:
            self._worker.work_off()
            done = self._confirm()
            # Whoever found nothing to do looks again when something has changed, or when nobody had anything to do.
            again = bool(in_vain)
            for task in self._tasks():
                if in_vain.get(task.item) != self._standing(task.item):
                    done |= self.city.offices.handle(self.applicant.number, task, self.driver)
                    in_vain[task.item] = self._standing(task.item)
            if not done and not self._left():
                break
            if not done and not again:
                raise StoodStill(f"{self.driver.bundle.id}: {self._left()}")
            if not done:
                in_vain.clear()
        items = self.driver.work.shelf.current.items
        for task in self._tasks():
            benefit = items[task.item].benefit
            if benefit is not None and benefit.goes_on:
                self.city.offices.pay(self.applicant.number, task)
        self._worker.work_off()

    def read(self, papers: int = 0) -> Ended:
        """The applicant comes back, looks at the case, and fetches the last so many documents that came of it."""
        self.make(papers)
        self.applicant.come_in()
        window = self.applicant.window
        page = window.go(self.applicant.case)
        turn = _TURN.search(page.text)
        parts = _PART.findall(page.text)
        if turn is None or not parts:
            raise BadAnswer(f"no case to be read at {page.address}")
        links = page.links_to(rf"{self.applicant.case}/documents/{ID}")
        return Ended(
            page,
            turn.group(1),
            {item.replace("-", "_"): kind for item, kind, _ in parts},
            [item for item, _, text in parts if 'class="part__result"' not in text],
            [window.download(link) for link in links],
        )

    def make(self, papers: int) -> None:
        """Make the last so many documents of the case."""
        self._worker.make(self.case, papers)

    def still_listed(self) -> list[str]:
        """The lists of offices on which something of this case still stands."""
        number = self.applicant.number.replace(" ", "")
        return [name for name, page in self.city.offices.lists() if number in page.text]

    def _invite_confirmers(self, path: Mapping[str, str]) -> None:
        """Whoever must agree is somebody whose name can be checked."""
        bundle, facts = self.driver.bundle, {f"situation.{q}": a for q, a in path.items()}
        items = self.driver.work.shelf.current.items
        rules = [rule for item in bundle.items for rule in items[item].confirmations]
        parties = dict.fromkeys(bundle.party(rule.by, facts) for rule in rules)
        others = [party for party in parties if party != bundle.party("applicant", facts)]
        self.driver.people.update(zip(others, CONFIRMERS, strict=False))

    def _confirm(self) -> bool:
        """Everybody who is asked agrees, on a phone of their own; whether anybody was."""
        case = self.case
        asked = see.open_confirmations(self.driver.work, case)
        for number in sorted({request.id_number for request in asked}):
            window = Window(self.city.app)
            sign_in(window, Parent(self._name_of(number), number, THEIR_PHONE), proven=True)
            while links := window.go("/my/cases").links_to(rf"/confirmations/{ID}"):
                window.send(window.go(links[0]).form(has="answer"), {"answer": "yes"})
        return bool(asked)

    def _name_of(self, number: str) -> str:
        provider = self.city.portal.people.provider
        assert isinstance(provider, DemoIdentityProvider)
        return provider.people()[number]

    def _standing(self, item: str) -> object:
        """Whatever changes when somebody has done something about an item."""
        work = self.driver.work
        task, result = see.task_of(work, self.case, item), see.result_of(work, self.case, item)
        return task.state, task.stage, task.version, result.state if result is not None else None

    @property
    def case(self) -> UUID:
        """The application's id."""
        return UUID(self.applicant.case.rpartition("/")[2])

    def _tasks(self) -> list[Task]:
        case = self.case
        return list(see.tasks_of(self.driver.work, case).values())

    def _left(self) -> list[str]:
        """Items that are still open, or whose result is still being made though nobody pays it month by month."""
        work, items = self.driver.work, self.driver.work.shelf.current.items
        left = []
        for task in self._tasks():
            result = see.result_of(work, task.case_id, task.item)
            benefit = items[task.item].benefit
            pays_on = benefit is not None and benefit.goes_on
            made = result is not None and result.state is not ResultState.BEING_MADE
            if task.state in OPEN or not (made or pays_on):
                left.append(task.item)
        return left
