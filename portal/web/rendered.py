"""What would be done anew for every page is done once: ``_`` and ``ngettext`` as markup, and the addresses of pages that take no values.

Jinja's own pair asks its context for the callable, calls that, and makes markup of the text for every message of every page; here each
message is made into markup once per language and mode, and only what is put into it is escaped.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask, request, url_for
from markupsafe import Markup

from portal.web import house
from portal.words import Words


def install(app: Flask) -> None:
    """Give every template the reader's words."""
    app.jinja_env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext, url_for=address_of)


def gettext(message: str, /, **params: object) -> Markup:
    """A message in the reader's language and mode."""
    said = house.words()
    return _text(said, message) % params if params else _finished(said, message)


def ngettext(singular: str, plural: str, num: int, /, **params: object) -> Markup:
    """A message that depends on a number."""
    # Safe: translations are ours, and what is put into them is escaped here.
    return Markup(house.ngettext(singular, plural, num)) % {"num": num, **params}  # noqa: S704


def address_of(endpoint: str, **values: Any) -> str:
    """The address of a page; of one that takes no values it is built once."""
    if values or endpoint.startswith("."):
        return url_for(endpoint, **values)
    return _plain_address(endpoint, request.script_root)


@lru_cache(maxsize=256)
def _plain_address(endpoint: str, _: str) -> str:
    return url_for(endpoint)


@lru_cache(maxsize=8192)
def _text(said: Words, message: str) -> Markup:
    return Markup(said.gettext(message))  # noqa: S704 — translations are ours


@lru_cache(maxsize=8192)
def _finished(said: Words, message: str) -> Markup:
    return _text(said, message) % {}
