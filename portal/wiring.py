"""Puts the parts together once, for the web, the worker and the command line alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from portal.casework.context import Casework
from portal.casework.shelf import ReleaseShelf, publish
from portal.catalogue.city import check_city, read_city
from portal.catalogue.files import read_yaml
from portal.catalogue.release import load_release, read_release
from portal.catalogue.wording import read_words
from portal.documents.seal import DemoSealer, Sealer
from portal.domain.calendar import from_data
from portal.logs import shape_logs
from portal.metrics import Metrics
from portal.people.desk import PeopleDesk
from portal.persistence.files import DiskFiles
from portal.persistence.keyring import FixedKeys, KeyFile
from portal.persistence.proofs import settle_keys
from portal.persistence.sealed_files import SealedFiles
from portal.persistence.session import Database
from portal.persistence.vault import Vault
from portal.registries.demo import DemoCertificateLibrary, DemoIdentityProvider, DemoRegistries
from portal.registries.protocol import CertificateLibrary
from portal.settings import Settings
from portal.words import WordsShelf


def now() -> datetime:
    """The time, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Portal:
    """The whole house: what web views, jobs and commands are given to work with."""

    settings: Settings
    casework: Casework
    people: PeopleDesk
    words: WordsShelf
    certificates: CertificateLibrary
    sealer: Sealer
    metrics: Metrics


def vault_of(settings: Settings) -> Vault:
    """The vault of an installation. Raises BadKeys."""
    if settings.vault_keys is not None:
        return Vault(FixedKeys(settings.vault_keys))
    return Vault(KeyFile(settings.key_file))


def open_portal(settings: Settings, clock: Callable[[], datetime] = now) -> Portal:
    """Open the database, read the city and the catalogue, and publish what is new.

    Expects a migrated database. Raises CatalogueError when ``services/`` is refused, KeyMissing or BadKeys when the keys do not
    fit the database.
    """
    shape_logs()
    db = Database(settings.database_url, vault_of(settings))
    try:
        return _furnished(settings, clock, db)
    except BaseException:
        db.close()
        raise


def _furnished(settings: Settings, clock: Callable[[], datetime], db: Database) -> Portal:
    settle_keys(db)
    content = read_release(settings.services, settings.translations)
    release = publish(db, content, clock)
    city = read_city(settings.services, read_words(settings.translations))
    catalogue = load_release(content)
    check_city(catalogue, city)
    calendar = from_data(cast("dict[str, object]", read_yaml(settings.services / "calendar.yaml")))
    registries = DemoRegistries(
        settings.services / "demo" / "registries.yaml",
        settings.services / "demo" / "people.yaml",
        clock,
        settings.data / "demo-outages.yaml",
    )
    casework = Casework(
        db=db,
        clock=clock,
        calendar=calendar,
        city=city,
        shelf=ReleaseShelf(db, release, catalogue),
        files=SealedFiles(DiskFiles(settings.files), db.vault),
        registries=registries,
        record_key=settings.record_key,
        hold=settings.hold,
    )
    people = PeopleDesk(
        db=db,
        clock=clock,
        # Whoever is invented has no business in a real city: there, nobody is checked until a provider is joined on.
        provider=DemoIdentityProvider(
            settings.services / "demo" / "people.yaml", settings.secret_key.encode(), clock
        )
        if settings.demo
        else None,
        code_key=settings.secret_key.encode(),
    )
    return Portal(
        settings,
        casework,
        people,
        WordsShelf(settings.translations),
        DemoCertificateLibrary(settings.record_key),
        DemoSealer(settings.seal_keys),
        Metrics(settings.metrics),
    )
