"""Labels for the present request."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from portal.catalogue.labels import Labels
from portal.web.house import city_words, house, locale, mode, service_words, words

MOST_KEPT = 1000
Key = tuple[str, str, str, str]
_LABELS = "labels"


def install(app: Flask) -> None:
    """Keep labels for as long as the application lives: neither a release nor the city changes while it does."""
    app.extensions[_LABELS] = {}


def labels_for(bundle: str, release: str | None = None) -> Labels:
    """Words around one bundle for the reader; the current release when none is named. Raises LookupError."""
    kept = cast("dict[Key, Labels]", current_app.extensions[_LABELS])
    key = release or house().casework.shelf.current_id, bundle, locale(), mode()
    found = kept.get(key)
    if found is None:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        found = kept[key] = _labels(bundle, key[0])
    return found


def _labels(bundle: str, release: str) -> Labels:
    catalogue = house().casework.shelf.get(release)
    return Labels(
        catalogue,
        catalogue.bundles[bundle],
        service_words(release),
        city_words(),
        words().gettext,
        locale(),
    )
