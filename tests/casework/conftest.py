"""A real database in a temporary folder, the real services, and a clock that tests move."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from portal.casework.context import Casework
from portal.casework.shelf import ReleaseShelf, publish
from portal.catalogue.city import City, read_city
from portal.catalogue.files import read_yaml
from portal.catalogue.release import read_release
from portal.domain.calendar import WorkingCalendar, from_data
from portal.persistence.base import Base
from portal.persistence.files import DiskFiles
from portal.persistence.session import Database
from portal.registries.demo import DemoRegistries
from portal.settings import ROOT
from tests.factories.clock import Clock

SERVICES = ROOT / "services"
RECORD_KEY = bytes(range(32))
HOLD = timedelta(minutes=10)

Content = dict[str, Any]
OpenDesk = Callable[[Content], Casework]
"""Opens a desk on services that a test has changed."""


@pytest.fixture(scope="session")
def content() -> Content:
    """The services as a release holds them. Change a copy, never this."""
    return read_release(SERVICES, ROOT / "translations")


@pytest.fixture(scope="session")
def city(content: Content) -> City:
    """The invented city."""
    return read_city(SERVICES, content["words"])


@pytest.fixture(scope="session")
def calendar() -> WorkingCalendar:
    """The working days."""
    return from_data(cast("dict[str, object]", read_yaml(SERVICES / "calendar.yaml")))


@pytest.fixture
def changed(content: Content) -> Content:
    """A copy of the services for a test to change."""
    return deepcopy(content)


@pytest.fixture
def registries(clock: Clock) -> DemoRegistries:
    """The demonstration's registries; set ``troubles`` to break one."""
    demo = SERVICES / "demo"
    return DemoRegistries(
        demo / "registries.yaml", demo / "people.yaml", clock, wait=lambda _: None
    )


def desk_on(
    folder: Path,
    content: Content,
    clock: Callable[[], datetime],
    city: City,
    calendar: WorkingCalendar,
    registries: DemoRegistries,
) -> Casework:
    """A desk with an empty database and one published release."""
    db = Database(f"sqlite:///{folder / 'portal.db'}")
    Base.metadata.create_all(db.engine)
    release = publish(db, content, clock)
    return Casework(
        db=db,
        clock=clock,
        calendar=calendar,
        city=city,
        shelf=ReleaseShelf(db, release),
        files=DiskFiles(folder / "files"),
        registries=registries,
        record_key=RECORD_KEY,
        hold=HOLD,
    )


@pytest.fixture
def open_desk(
    tmp_path: Path,
    clock: Clock,
    city: City,
    calendar: WorkingCalendar,
    registries: DemoRegistries,
) -> Iterator[OpenDesk]:
    """Opens a desk on given services; closed after the test."""
    opened: list[Casework] = []

    def open_on(content: Content) -> Casework:
        opened.append(desk_on(tmp_path, content, clock, city, calendar, registries))
        return opened[-1]

    yield open_on
    for desk in opened:
        desk.db.close()


@pytest.fixture
def work(open_desk: OpenDesk, content: Content) -> Casework:
    """The desk of the real services."""
    return open_desk(content)
