"""One of those who write at the same time: files drafts as a citizen, decides tasks as a clerk, and never takes silence for an answer."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from threading import Event
from uuid import UUID

from tests.chaos.browser import Browser, Lost, Page

_NUMBER = re.compile(r'<strong class="number">([0-9A-Z]{24})</strong>')
_STEP = re.compile(r"/staff/tasks/[0-9a-f-]+/steps/([a-z-]+)")
_OPEN = re.compile(r"/staff/tasks/[0-9a-f-]+/(?:un)?claim")
PAUSE_SECONDS = 0.2
REASON = "材料与登记不一致"
APPROVE, REFUSE, DECLINE = "approve", "refuse", "decline"
ACCEPT = "accept"


class Seen(Enum):
    """What a clerk knows after having tried."""

    DECIDED = "decided"
    NOT_YET = "not yet"


class Unexpected(AssertionError):
    """A page that nobody should be shown in this storm."""

    def __init__(self, page: Page) -> None:
        words = re.sub(r"<[^>]+>|\s+", " ", page.text)
        super().__init__(f"{page.path} answered {page.status}: {words[:2000]}")


@dataclass
class Writer:
    """``citizens``: windows by account; ``clerks``: windows by office; ``over``: set when nobody needs to go on."""

    citizens: Mapping[UUID, Browser]
    clerks: Mapping[str, Browser]
    luck: random.Random
    over: Event
    tally: Counter[str] = field(default_factory=Counter)

    def file(self, account: UUID, case: UUID) -> str:
        """Send a draft until the receipt is on the screen, and give the number on it."""
        window = self.citizens[account]
        page = self._look(window, f"/cases/{case}/review")
        while not page.path.endswith("/receipt"):
            page = self._send(window, page, truth="yes", another="yes")
            if page.status not in {HTTPStatus.OK, HTTPStatus.CONFLICT}:
                raise Unexpected(page)
        number = _NUMBER.search(page.text)
        if number is None:
            raise Unexpected(page)
        return number[1]

    def decide(self, office: str, task: UUID, wish: str) -> Seen:
        """Bring a task to a decision, one's own or a colleague's; ``NOT_YET`` when something is still in the way."""
        window, place = self.clerks[office], f"/staff/tasks/{task}"
        while True:
            page = self._look(window, place)
            if page.status == HTTPStatus.NOT_FOUND:
                return Seen.NOT_YET
            if page.status != HTTPStatus.OK or page.path != place:
                raise Unexpected(page)
            if not _OPEN.search(page.text):
                return Seen.DECIDED
            free = set(_STEP.findall(page.text))
            step = ACCEPT if ACCEPT in free and wish != DECLINE else wish
            if step == DECLINE and ACCEPT not in free:
                step = REFUSE
            if step not in free:
                return Seen.NOT_YET
            page = self._look(window, f"{place}/steps/{step}")
            if page.form:
                self._take(window, page, "" if step in {ACCEPT, APPROVE} else REASON)

    def _take(self, window: Browser, page: Page, reason: str) -> None:
        answer = self._send(window, page, text=reason)
        if answer.status == HTTPStatus.CONFLICT:
            self.tally["found a colleague faster, or their own step done"] += 1
        elif answer.status != HTTPStatus.OK:
            raise Unexpected(answer)

    def _look(self, window: Browser, path: str) -> Page:
        while True:
            try:
                return window.get(path)
            except Lost as lost:
                self._note(lost)
                self.wait("looked again")

    def _note(self, lost: Lost) -> None:
        self.tally[f"answered {lost.status}" if lost.status else "no answer"] += 1

    def _send(self, window: Browser, page: Page, **typed: str) -> Page:
        """Send a form; when no answer comes, send the very same again, or look again at what became of it."""
        while True:
            try:
                return window.send(page, **typed)
            except Lost as lost:
                self._note(lost)
                if self.luck.random() < 0.5:
                    self.wait("looked again")
                    return self._look(window, page.path)
                self.wait("sent again")

    def wait(self, why: str, seconds: float = PAUSE_SECONDS) -> None:
        """Pause a moment, and count why. Raises TimeoutError when the storm was called off."""
        if self.over.wait(seconds):
            raise TimeoutError("the storm was called off")
        self.tally[why] += 1
