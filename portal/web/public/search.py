"""Search by what people say, in any of the portal's languages, whichever they read it in."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.catalogue.wording import ServiceWords
from portal.domain.bundles import Catalogue
from portal.domain.plaintext import tidy
from portal.web.access import public
from portal.web.house import gettext as _
from portal.web.house import house, service_words
from portal.web.public import blueprint
from portal.web.public.beside import Beside
from portal.web.public.finding import LONGEST, Findable, find, read
from portal.web.public.matters import things
from portal.web.public.places import ELDER_SAID, PLACES
from portal.web.public.sounds import HAN
from portal.words import LOCALES, MODES, WordsShelf

ELDER_SWITCH = "switch:elder"
WHOLE_THING = 6.0
"""Where a thing and an item of it fit alike, the thing comes first: one begins with it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found. The elder switch has no address: it is a form."""

    name: str
    text: str
    href: str
    icon: str


@blueprint.get("/search")
@public
def search() -> ResponseReturnValue:
    """Find things, items and help."""
    asked = tidy(request.args.get("q", "")[:LONGEST])
    portal = house()
    catalogue = portal.casework.shelf.current
    keys = (
        find(asked, index(portal.casework.shelf.current_id, catalogue, portal.words))
        if asked
        else []
    )
    if ELDER_SWITCH in keys:
        keys.remove(ELDER_SWITCH)
        elder = True
    else:
        elder = False
    return render_template(
        "pages/public/search.html",
        asked=asked,
        elder=elder,
        hits=[_hit(key) for key in keys],
        things=things(),
    )


_index: Beside[tuple[Findable, ...]] = Beside()


def index(release: str, catalogue: Catalogue, shelf: WordsShelf) -> tuple[Findable, ...]:
    """Everything that can be found in a release, made once per process."""
    return begin_index(release, catalogue, shelf).result()


def begin_index(
    release: str, catalogue: Catalogue, shelf: WordsShelf
) -> Future[tuple[Findable, ...]]:
    """See that the index is being made, so that the first to search need not wait."""
    return _index.begin(release, lambda: tuple(_findables(catalogue, shelf)))


def _findables(catalogue: Catalogue, shelf: WordsShelf) -> list[Findable]:
    every = [
        ServiceWords(catalogue.words, locale, plain=plain)
        for locale in LOCALES
        for plain in (False, True)
    ]
    portal = [shelf.pick(locale, mode) for locale in LOCALES for mode in MODES]

    def texts(message: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, (words.get(message) for words in every))))

    def said(message: str) -> tuple[str, ...]:
        spoken = (words.gettext(message) for words in portal)
        return tuple(dict.fromkeys(phrase.strip() for text in spoken for phrase in _phrases(text)))

    made = [Findable(ELDER_SWITCH, said(ELDER_SAID))]
    for bundle in catalogue.bundles:
        own = f"bundle.{bundle}"
        called = dict.fromkeys(word for text in texts(f"{own}.keywords") for word in _called(text))
        strong = texts(f"{own}.name") + tuple(called)
        made.append(Findable(own, strong, texts(f"{own}.summary"), WHOLE_THING))
    for item in catalogue.items:
        own = f"item.{item}"
        strong = texts(f"{own}.name") + texts(f"{own}.result_name")
        made.append(Findable(own, strong, texts(f"{own}.summary")))
    made += [
        Findable(key, said(place.said) + said(place.name), said(place.summary))
        for key, place in PLACES.items()
    ]
    for thing in made:
        for text in thing.strong + thing.weak:
            read(text)
    return made


def _called(text: str) -> list[str]:
    """What people call a thing: word by word in Chinese, all the words together in other scripts."""
    return text.split() if HAN.search(text) else [text]


@lru_cache(maxsize=256)
def _phrases(text: str) -> tuple[str, ...]:
    return tuple(
        phrase for phrase in text.replace("，", ",").replace("、", ",").split(",") if phrase.strip()
    )


def _hit(key: str) -> Hit:
    kind, _separator, name = key.partition("." if not key.startswith("page:") else ":")
    words = service_words()
    if kind == "bundle":
        bundle = house().casework.shelf.current.bundles[name]
        return Hit(
            words(f"{key}.name"),
            words.get(f"{key}.summary"),
            url_for("public.guide", bundle=name),
            bundle.icon,
        )
    if kind == "item":
        return Hit(
            words(f"{key}.name"),
            words.get(f"{key}.summary"),
            url_for("public.item", item=name),
            "file-text",
        )
    place = PLACES[key]
    return Hit(_(place.name), _(place.summary), url_for(place.endpoint), place.icon)
