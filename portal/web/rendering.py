"""Labels for the present request."""

from __future__ import annotations

from portal.catalogue.labels import Labels
from portal.web.house import city_words, house, locale, service_words, words


def labels_for(bundle: str, release: str | None = None) -> Labels:
    """Words around one bundle for the reader; the current release when none is named. Raises KeyError."""
    shelf = house().casework.shelf
    catalogue = shelf.get(release or shelf.current_id)
    return Labels(
        catalogue,
        catalogue.bundles[bundle],
        service_words(release),
        city_words(),
        words().gettext,
        locale(),
    )
