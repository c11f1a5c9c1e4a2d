"""What would be done anew for every page is done once: ``_`` and ``ngettext`` as markup, and the addresses of pages that take no values.

Jinja's own pair asks its context for the callable, calls that, and makes markup of the text for every message of every page; here each
message is made into markup once per language and mode, and only what is put into it is escaped.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from flask import Flask, request, url_for
from markupsafe import Markup

from portal.web import house
from portal.words import Words

_IDS = frozenset({UUID})


def install(app: Flask) -> None:
    """Give every template the reader's words."""
    app.jinja_env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext, url_for=address_of)


def gettext(message: str, /, **params: object) -> Markup:
    """A message in the reader's language and mode."""
    said = house.words()
    return _text(said, message) % params if params else finished(said, message)


def ngettext(singular: str, plural: str, num: int, /, **params: object) -> Markup:
    """A message that depends on a number."""
    # Safe: translations are ours, and what is put into them is escaped here.
    return Markup(house.ngettext(singular, plural, num)) % {"num": num, **params}  # noqa: S704


def address_of(endpoint: str, **values: Any) -> str:
    """The address of a page; how one is built that takes ids or nothing is found out once."""
    if endpoint.startswith(".") or not _IDS.issuperset(map(type, values.values())):
        return url_for(endpoint, **values)
    return _pattern(endpoint, request.script_root, *values).format(**values)


@lru_cache(maxsize=256)
def _pattern(endpoint: str, _: str, *names: str) -> str:
    """An address with the names of ids in braces where the ids belong."""
    stand_ins: dict[str, Any] = {name: uuid4() for name in names}
    address = url_for(endpoint, **stand_ins).replace("{", "{{").replace("}", "}}")
    for name, stand_in in stand_ins.items():
        address = address.replace(str(stand_in), f"{{{name}}}")
    return address


@lru_cache(maxsize=8192)
def _text(said: Words, message: str) -> Markup:
    return Markup(said.gettext(message))  # noqa: S704 — translations are ours


@lru_cache(maxsize=8192)
def finished(said: Words, message: str) -> Markup:
    """A message that is given no values, as markup."""
    return _text(said, message) % {}
