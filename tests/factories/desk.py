"""A desk for the verbs on a database of its own, with the real services or changed ones."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from typing import Any, cast

from portal.casework.context import Casework
from portal.casework.shelf import ReleaseShelf, publish
from portal.catalogue.city import City, read_city
from portal.catalogue.files import read_yaml
from portal.catalogue.release import load_release, read_release, release_id
from portal.domain.bundles import Catalogue
from portal.domain.calendar import WorkingCalendar, from_data
from portal.persistence.files import DiskFiles
from portal.persistence.queries import releases
from portal.persistence.sealed_files import SealedFiles
from portal.registries.asking import REST_SECONDS, Asking, Breaker
from portal.registries.demo import DemoRegistries
from portal.registries.protocol import Registries
from portal.settings import ROOT, Settings
from tests.databases import open_database

SERVICES = ROOT / "services"
RECORD_KEY = bytes(range(32))
HOLD = timedelta(minutes=10)

Content = dict[str, Any]


@cache
def services() -> Content:
    """The real services as a release holds them. Change a copy, never this."""
    return read_release(SERVICES, ROOT / "translations")


def services_to_change() -> Content:
    """A copy of the services for a test to change."""
    return deepcopy(services())


def put_in_force(work: Casework, content: Content) -> str:
    """Publish changed services beside those in force, have new drafts begun on them, and give the release's id."""
    work.shelf.current_id = publish(work.db, content, work.clock)
    return work.shelf.current_id


@cache
def _services_id() -> str:
    return release_id(services())


@cache
def _city() -> City:
    return read_city(SERVICES, services()["words"])


@cache
def _calendar() -> WorkingCalendar:
    return from_data(cast("dict[str, object]", read_yaml(SERVICES / "calendar.yaml")))


_loaded: dict[str, Catalogue] = {}


def demo_registries(clock: Callable[[], datetime]) -> DemoRegistries:
    """The demonstration's registries; set ``troubles`` to break one."""
    demo = SERVICES / "demo"
    return DemoRegistries(
        demo / "registries.yaml", demo / "people.yaml", clock, wait=lambda _: None
    )


def _hurrying() -> Callable[[], float]:
    """A clock by which a silent registry has rested whenever somebody looks, so that a story goes on when it answers."""
    return count(0.0, REST_SECONDS).__next__


def open_desk(
    settings: Settings,
    content: Content,
    clock: Callable[[], datetime],
    registries: Registries,
) -> Casework:
    """A desk on the database of an installation, for given services. Close its ``db`` afterwards."""
    db = open_database(settings)
    if content is services():
        release = _services_id()
        with db.writing() as session:
            releases.add_once(session, release, content, clock())
    else:
        release = publish(db, content, clock)
    if release not in _loaded:
        _loaded[release] = load_release(content)
    return Casework(
        db=db,
        clock=clock,
        calendar=_calendar(),
        city=_city(),
        shelf=ReleaseShelf(db, release, _loaded[release]),
        files=SealedFiles(DiskFiles(settings.files), db.vault),
        registries=registries,
        record_key=RECORD_KEY,
        hold=HOLD,
        asking=Asking(Breaker(_hurrying())),
    )
