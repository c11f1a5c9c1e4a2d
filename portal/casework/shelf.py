"""Releases at hand: the current one for new drafts, old ones for the cases pinned to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Any

from portal.catalogue.release import load_release, release_id
from portal.catalogue.wording import ServiceWords
from portal.domain.bundles import Catalogue
from portal.domain.identity import subject_keys
from portal.persistence.queries import releases
from portal.persistence.session import Database


class ReleaseShelf:
    """Loads each release once per process; releases never change."""

    def __init__(self, db: Database, current: str, loaded: Catalogue | None = None) -> None:
        """``loaded`` is the current one for who has just read it."""
        self._db = db
        self.current_id = current
        self.subject_keys: frozenset[str] = frozenset()
        """Where the name of whom a case is about may stand, in the releases loaded so far."""
        self._loaded: dict[str, Catalogue] = {}
        self._subject_keys: dict[tuple[str, str], frozenset[str] | None] = {}
        self._lock = Lock()
        if loaded is not None:
            self._keep(current, loaded)

    @property
    def current(self) -> Catalogue:
        """The release that new drafts are begun on."""
        return self.get(self.current_id)

    def get(self, release: str) -> Catalogue:
        """A stored release. Raises LookupError when there is none by this id."""
        with self._lock:
            if release not in self._loaded:
                with self._db.reading() as session:
                    content = releases.content(session, release)
                self._keep(release, load_release(content))
            return self._loaded[release]

    def _keep(self, release: str, catalogue: Catalogue) -> None:
        for bundle in catalogue.bundles.values():
            keys = self._subject_keys[release, bundle.id] = subject_keys(catalogue, bundle)
            self.subject_keys |= keys or frozenset()
        self._loaded[release] = catalogue

    def finds_subject(self, keys: frozenset[str], release: str, bundle: str) -> bool:
        """Whether the name of whom a case is about stands under these keys, whatever else was answered. Raises LookupError."""
        self.get(release)
        wanted = self._subject_keys[release, bundle]
        return wanted is not None and wanted <= keys

    def words(self, release: str, locale: str, *, plain: bool) -> ServiceWords:
        """The words of a stored release in one language and mode. Raises LookupError."""
        return ServiceWords(self.get(release).words, locale, plain=plain)


def publish(db: Database, content: dict[str, Any], clock: Callable[[], datetime]) -> str:
    """Store a release unless it is there already, and give its id."""
    release = release_id(content)
    with db.writing() as session:
        releases.add_once(session, release, content, clock())
    return release
