"""Somebody who applies for one thing through the pages, knowing nothing but what the pages ask and what their papers say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from portal.domain.elements import split_key
from tests.factories.cases import photo
from tests.factories.driver import AGES, Driver
from tests.factories.families import Parent
from tests.walking.window import BadAnswer, Form, Typed, Window

MOST_PAGES = 80
"""A form with more pages than this goes round in circles."""
BOXES = ("year", "month", "day", "hour", "minute")
ID = r"[0-9a-f-]{36}"
_CODE = re.compile(r"timeline__what.*?\b(\d{6})\b", re.DOTALL)
_NUMBER = re.compile(r'govuk-panel.*?class="number">([^<]+)<', re.DOTALL)


def sign_in(window: Window, person: Parent, *, proven: bool) -> None:
    """By phone and the code that arrives on it, ``proven``: and by name and ID number; nothing for who is in already."""
    page = window.go("/sign-in")
    if "/sign-in" not in page.address:
        return
    window.send(page.form(has="phone"), {"phone": person.phone})
    inbox = Window(window.app)
    page = inbox.send(inbox.go("/demo/messages").form(has="phone"), {"phone": person.phone})
    found = _CODE.search(page.text)
    if found is None:
        raise BadAnswer(f"no code for {person.phone}")
    window.send(window.page.form(has="code"), {"code": found.group(1)})
    if proven:
        pair = {"name": person.name, "id_number": person.id_number}
        page = window.send(window.go("/my/identity").form(has="id_number"), pair)
        if "/my/identity" in page.address:
            raise BadAnswer(f"the name of {person.name} was not confirmed")


@dataclass
class Applicant:
    """One person, one window, one application. ``driver`` knows what stands in their papers."""

    window: Window
    driver: Driver
    asked: dict[str, str] = field(default_factory=dict)
    """Every question that a page put, with the answer."""
    case: str = ""
    """The address of the case, once it is begun."""
    number: str = ""

    @property
    def person(self) -> Parent:
        """Who it is."""
        known = self.driver.known
        return known.person if known is not None else self.driver.person("applicant")

    def come_in(self) -> None:
        """Sign in; somebody known also proves who they are, and names the firm they act for."""
        known = self.driver.known
        sign_in(self.window, self.person, proven=known is not None)
        if known is not None and known.firm:
            page = self.window.go("/my/firms")
            self.window.send(page.form(has="credit_code"), {"credit_code": known.firm})

    def apply(self, path: Mapping[str, str]) -> None:
        """From the guide to the receipt; what can be chosen besides is chosen."""
        self._begin(path)
        self._plan()
        self._sources()
        self._fill()
        self._hand_in()
        self._send()

    def _begin(self, path: Mapping[str, str]) -> None:
        bundle = self.driver.bundle.id
        guide = self.window.go(f"/guide/{bundle}")
        (begin,) = guide.links_to(f"/apply/{bundle}")
        page = self.window.go(begin)
        if not re.search(r"/(situation/\d+|ready)$", page.address):
            raise BadAnswer(f"began at {page.address}")
        left = dict(path)
        while "/situation/" in page.address:
            form = page.form()
            asked = left.keys() & form.fields.keys()
            if len(asked) != 1:
                raise BadAnswer(f"{page.address} asks {list(form.fields)}, left are {left}")
            question = asked.pop()
            page = self.window.send(form, {question: left.pop(question)})
        if left:
            raise BadAnswer(f"never asked: {left}")
        if page.address.endswith("/ready"):
            page = self.window.send(page.form("/start"))
        found = re.fullmatch(rf"(/cases/{ID})/plan", page.address)
        if found is None:
            raise BadAnswer(f"the questions led to {page.address}")
        self.case = found.group(1)

    def _plan(self) -> None:
        form = self.window.page.form()
        every = form.fields["chosen"].options if "chosen" in form.fields else []
        self.window.send(form, {"chosen": every} if every else {})

    def _sources(self) -> None:
        form = self.window.page.form()
        agree = form.fields["agree"].options if "agree" in form.fields else []
        page = self.window.send(form, {"agree": agree} if agree else {})
        if page.address.endswith("/found"):
            self.window.go(page.pressed[-1])

    def _fill(self) -> None:
        tries = 0
        for _ in range(MOST_PAGES):
            page = self.window.page
            if "/form/" not in page.address:
                return
            wrong = parse_qs(urlsplit(page.address).query).get("wrong", [])
            tries = tries + 1 if wrong else 0
            if not page.has_form(has="shown"):
                self.window.go(page.pressed[0])
                continue
            self._answer(page.form(has="shown"), self._aged(wrong, tries))
        raise BadAnswer(f"the form does not end: {self.window.page.address}")

    def _aged(self, wrong: list[str], tries: int) -> dict[str, str]:
        """Other answers for what a page did not take: people made older or younger, days put back."""
        if tries > len(AGES):
            raise BadAnswer(f"never taken: {wrong} on {self.window.page.address}")
        return {key: self.driver.aged(key, AGES[tries - 1]) for key in wrong}

    def _answer(self, form: Form, instead: Mapping[str, str]) -> None:
        """Answer everything that a page asks; ``instead`` are answers in the place of the usual ones."""
        elements = self.driver.work.shelf.current.elements
        typed: dict[str, str | list[str]] = {}
        for key in form.fields["shown"].options:
            element = elements[split_key(key)[1]]
            if key in instead or key not in self.asked:
                self.asked[key] = instead.get(key) or self.driver.an_answer(key, element)
            typed.update(controls(form, key, self.asked[key]))
        self.window.send(form, typed)

    def _hand_in(self) -> None:
        page = self.window.page
        if not page.address.endswith("/materials"):
            raise BadAnswer(f"after the form comes {page.address}")
        for given, _ in page.forms:
            action = given.get("action", "")
            if action.endswith("/files"):
                self.window.hand_in(self.window.page.form(action), "file", photo(), "photo.png")
        self.window.go(self.window.page.pressed[-1])

    def _send(self) -> None:
        page = self.window.page
        for years in AGES:
            missing = page.links_in("missing-title")
            if not missing:
                break
            for link in missing:
                form = self.window.go(link).form(has="shown")
                (key,) = form.fields["shown"].options
                self._answer(form, {key: self.driver.aged(key, years)})
            page = self.window.go(f"{self.case}/review")
        form = page.form(has="truth")
        ticked = {"truth": "yes"} | ({"another": "yes"} if "another" in form.fields else {})
        page = self.window.send(form, ticked)
        found = _NUMBER.search(page.text)
        if not page.address.endswith("/receipt") or found is None:
            raise BadAnswer(f"sent, and at {page.address}")
        self.number = found.group(1)
        page = self.window.go(self.case)
        self.window.send(page.form("/release"))


def controls(form: Form, key: str, value: str) -> Typed:
    """One answer as the controls of its question say it."""
    if key in form.fields:
        there = form.fields[key]
        if there.kind == "checkbox":
            return {key: value.split(",")}
        if there.options and value not in there.options:
            raise BadAnswer(f"{value} cannot be chosen for {key}: {there.options}")
        return {key: value}
    parts = dict(zip(BOXES, re.split(r"[-T:]", value), strict=False))
    return {f"{key}-{name}": part for name, part in parts.items()}
