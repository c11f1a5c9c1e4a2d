"""A browser without script: it opens pages, reads the forms that stand on them, and sends them as a person would."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from tests.fuzz.forms import Field, Reader

REFUSED = frozenset({HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY})
_SECTION = re.compile(r'<section[^>]*aria-labelledby="([^"]+)".*?</section>', re.DOTALL)
_HREF = re.compile(r'href="([^"#]+)')
Typed = Mapping[str, str | list[str]]


class BadAnswer(AssertionError):
    """A page that a person walking the straight way should never see."""


class Page(Reader):
    """A page with its forms, and the links that look like a main button, in its order."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address, self.text = address, text
        self.pressed: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note also what looks like the main button and leads on."""
        super().handle_starttag(tag, attrs)
        given = {name: value or "" for name, value in attrs}
        looks = set(given.get("class", "").split())
        if tag == "a" and "govuk-button" in looks and "govuk-button--secondary" not in looks:
            self.pressed.append(given.get("href", ""))

    def form(self, action: str = "", *, has: str = "") -> Form:
        """The form that has a field; else the one whose action ends so; else the one that leads to this page itself."""
        for given, fields in self.forms:
            target = given.get("action") or self.address
            path = target.partition("?")[0]
            if given.get("method", "get").lower() != "post":
                continue
            here = path.endswith(action) if action else path == self.address.partition("?")[0]
            if has in fields if has else here:
                return Form(target, fields)
        raise BadAnswer(f"no form {action} {has} on {self.address}")

    def has_form(self, action: str = "", *, has: str = "") -> bool:
        """Whether there is such a form."""
        try:
            self.form(action, has=has)
        except BadAnswer:
            return False
        return True

    def links_to(self, pattern: str) -> list[str]:
        """The links whose whole path is like this, each once."""
        whole = re.compile(pattern)
        return [
            link for link in dict.fromkeys(self.links) if whole.fullmatch(link.partition("?")[0])
        ]

    def links_in(self, title: str) -> list[str]:
        """The links of the section that a title names."""
        for found in _SECTION.finditer(self.text):
            if found.group(1) == title:
                return [link.replace("&amp;", "&") for link in _HREF.findall(found.group())]
        return []


class Form:
    """One form as it stands on a page."""

    def __init__(self, action: str, fields: Mapping[str, Field]) -> None:
        self.action, self.fields = action, fields

    def values(self, typed: Typed) -> MultiDict[str, str]:
        """What is sent: what stands in the form, with what was typed in its place. A field that is not there is not typed."""
        unknown = typed.keys() - self.fields.keys()
        if unknown:
            raise BadAnswer(f"no field {sorted(unknown)} in the form {self.action}")
        sent: MultiDict[str, str] = MultiDict()
        for name, field in self.fields.items():
            value = typed.get(name)
            if value is not None:
                sent.setlist(name, [value] if isinstance(value, str) else value)
            elif field.kind == "hidden":
                sent.setlist(name, field.options)
            elif field.kind not in {"button", "submit", "file"} and (
                field.value or field.kind not in {"radio", "checkbox"}
            ):
                sent.add(name, field.value)
        return sent


class Window:
    """One person's browser. Whatever it is answered must be a page or a file; ``page`` is the last page."""

    page = Page("", "")

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._client = FlaskClient(app, app.response_class)
        self.asked = 0
        """How many requests it sent."""

    def go(self, path: str) -> Page:
        """Open a page, wherever it leads."""
        return self._read("GET", path)

    def send(self, form: Form, typed: Typed | None = None, *, refused: bool = False) -> Page:
        """Send a form of the last page, and open what it leads to. ``refused``: it may come back with what is wrong."""
        return self._read("POST", form.action, data=form.values(typed or {}), refused=refused)

    def hand_in(self, form: Form, name: str, data: bytes, filename: str) -> Page:
        """Send a form with a file."""
        sent: MultiDict[str, object] = MultiDict(form.values({}))
        sent[name] = (BytesIO(data), filename)
        return self._read("POST", form.action, data=sent)

    def download(self, path: str) -> bytes:
        """Fetch a file."""
        with self._client.get(path) as response:
            self.asked += 1
            if response.status_code != HTTPStatus.OK:
                raise BadAnswer(f"{response.status_code} at {path}")
            return response.get_data()

    def _read(self, method: str, path: str, *, refused: bool = False, data: object = None) -> Page:
        headers = {"Referer": "http://localhost/"}
        response = self._client.open(
            path, method=method, data=data, headers=headers, follow_redirects=True
        )
        with response:
            self.asked += 1 + len(response.history)
            status, text = response.status_code, response.text
            there = response.request.full_path.rstrip("?")
        if status != HTTPStatus.OK and not (refused and status in REFUSED):
            raise BadAnswer(f"{status} at {method} {path}: {_main(text)}")
        self.page = Page(there, text)
        return self.page


def _main(text: str) -> str:
    """The words of the middle of a page, to be read by whoever looks for the fault."""
    inner = text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>?", " ", inner).split())[:600]
