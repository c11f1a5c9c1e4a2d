"""The opened portal, the reader's words and the actor of the present request."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, cast

from flask import Flask, current_app, g, session
from flask_login import current_user

from portal.catalogue.wording import ServiceWords
from portal.domain.actors import Actor
from portal.words import LOCALES, MODES, Words

if TYPE_CHECKING:
    from portal.persistence.gathering import Reader
    from portal.web.page_cache import PageCache
    from portal.wiring import Portal


def house() -> Portal:
    """Everything that was wired at start."""
    return cast("Portal", current_app.extensions["portal"])


def install(app: Flask) -> None:
    """Give back at the end of each request what it has read with."""
    app.teardown_appcontext(_give_back)


def reader() -> Reader:
    """What this request reads whole pages with: one connection, however often it looks, since taking one costs as much as a small page."""
    here = g._get_current_object()  # noqa: SLF001 — Flask names it so
    if "reader" not in here:
        here.taken = ExitStack()
        here.reader = here.taken.enter_context(house().casework.db.looking())
    return cast("Reader", here.reader)


def _give_back(_: BaseException | None) -> None:
    g.pop("reader", None)
    taken: ExitStack | None = g.pop("taken", None)
    if taken is not None:
        taken.close()


def pages() -> PageCache:
    """Pages that this process made before."""
    return cast("PageCache", current_app.extensions["pages"])


def locale() -> str:
    """The reader's language."""
    chosen = session.get("language")
    return chosen if chosen in LOCALES else LOCALES[0]


def mode() -> str:
    """The reader's mode: standard or elder."""
    chosen = session.get("mode")
    return chosen if chosen in MODES else MODES[0]


def words() -> Words:
    """The portal's words for the reader."""
    # Not through the proxy: a page asks a hundred times.
    here = g._get_current_object()  # noqa: SLF001 — Flask names it so
    said: Words | None = here.get("words")
    if said is None:
        said = here.words = house().words.pick(locale(), mode())
    return said


def gettext(message: str, **params: object) -> str:
    """A message in the reader's language and mode."""
    return words().gettext(message, **params)


def ngettext(singular: str, plural: str, num: int, **params: object) -> str:
    """A message that depends on a number."""
    return words().ngettext(singular, plural, num, **params)


def city_words() -> ServiceWords:
    """Names of departments, regions and offices for the reader."""
    return house().casework.city.words_in(locale(), plain=words().plain)


def service_words(release: str | None = None) -> ServiceWords:
    """A release's words for the reader; the current release when none is named."""
    shelf = house().casework.shelf
    return ServiceWords(shelf.get(release or shelf.current_id).words, locale(), plain=words().plain)


def actor() -> Actor:
    """Who acts in this request. Only called in views that require a permission."""
    return cast("Actor", current_user.actor)
