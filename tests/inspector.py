"""The page inspector: a test client that reads every page it is given as strictly as a browser should.

A page is valid HTML with one h1 that its title begins with, a label on every field, no id twice, no reference to an id that is not
there, a content policy, and neither script nor style written into the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from html5lib.html5parser import ParseError
from werkzeug.test import TestResponse

_NEED_NO_LABEL = {"hidden", "submit", "button", "reset", "image"}
_REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for")
_FIELDS = ("input", "select", "textarea")


class PageFault(AssertionError):
    """A page that should not have been sent."""


class Page:
    """A parsed page."""

    def __init__(self, markup: str) -> None:
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        try:
            self.root: Element = parser.parse(markup)
        except ParseError as error:
            line, column = parser.tokenizer.stream.position()
            raise PageFault(f"not HTML, near line {line}, column {column}: {error}") from error

    def all(self, *tags: str) -> Iterator[Element]:
        """Elements of these kinds, in the page's order; all when none is named."""
        for element in self.root.iter():
            if isinstance(element.tag, str) and (not tags or element.tag in tags):
                yield element

    def text(self, *tags: str) -> str:
        """The words of the first element of these kinds."""
        return next((words(element) for element in self.all(*tags)), "")


def words(element: Element) -> str:
    """What is read of an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def inspect(response: TestResponse) -> Page:
    """Parse a page and raise PageFault for the first thing that is wrong."""
    page = Page(response.get_data(as_text=True))
    _one_heading(page)
    _ids(page)
    _names(page)
    _policy(page, response.headers.get("Content-Security-Policy", ""))
    return page


def _one_heading(page: Page) -> None:
    headings = [words(h1) for h1 in page.all("h1")]
    if len(headings) != 1 or not headings[0]:
        raise PageFault(f"one h1 wanted, found {headings}")
    title = page.text("title")
    if headings[0] not in title:
        raise PageFault(f"title {title!r} does not hold the heading {headings[0]!r}")
    html = next(page.all("html"))
    if html.get("lang") not in {"zh-CN", "en"}:
        raise PageFault(f"unknown language {html.get('lang')!r}")


def _ids(page: Page) -> None:
    ids = Counter(element.get("id") for element in page.all() if element.get("id"))
    twice = [key for key, count in ids.items() if count > 1]
    if twice:
        raise PageFault(f"ids used twice: {twice}")
    for element in page.all():
        for attribute in _REFERENCES:
            for wanted in (element.get(attribute) or "").split():
                if wanted not in ids:
                    raise PageFault(
                        f"{element.tag} {attribute} points at {wanted!r}, which is not there"
                    )
        target = element.get("href") or ""
        if (
            element.tag == "a"
            and len(target) > 1
            and target.startswith("#")
            and target[1:] not in ids
        ):
            raise PageFault(f"link to {target!r}, which is not there")


def _names(page: Page) -> None:
    labelled = {label.get("for") for label in page.all("label")}
    inside = {
        id(field) for label in page.all("label") for field in label.iter() if field is not label
    }
    for field in page.all(*_FIELDS):
        if field.get("type") in _NEED_NO_LABEL or id(field) in inside:
            continue
        if (
            field.get("id") not in labelled
            and not field.get("aria-label")
            and not field.get("aria-labelledby")
        ):
            raise PageFault(f"no label on field {field.get('name')!r}")
    for pressed in page.all("a", "button"):
        if not words(pressed) and not pressed.get("aria-label"):
            raise PageFault(f"nothing to read on {pressed.tag} {pressed.attrib}")
    for picture in page.all("img"):
        if picture.get("alt") is None:
            raise PageFault(f"no alternative text for {picture.get('src')!r}")


def _policy(page: Page, policy: str) -> None:
    if "default-src 'none'" not in policy:
        raise PageFault("no content security policy")
    for element in page.all():
        if element.tag == "style" or element.get("style") is not None:
            raise PageFault(f"style written into the page: {element.tag}")
        handlers = [name for name in element.attrib if str(name).startswith("on")]
        if handlers:
            raise PageFault(f"script written into the page: {element.tag} {handlers}")
    for script in page.all("script"):
        if not script.get("src") or f"'nonce-{script.get('nonce')}'" not in policy:
            raise PageFault("a script without source or with a nonce that is not this page's")
    for form in page.all("form"):
        method = (form.get("method") or "get").lower()
        tokens = [f for f in form.iter("input") if f.get("name") == "csrf_token" and f.get("value")]
        if method == "post" and not tokens:
            raise PageFault(f"a form without a token: {form.get('action')!r}")


class Inspector(FlaskClient):
    """A test client whose pages are all inspected; ``page`` is the last one."""

    page: Page

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request; inspect what comes back if it is a page."""
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in {
            301,
            302,
            303,
            307,
            308,
        }:
            self.page = inspect(response)
        return response
