"""A real database in a temporary folder, the real services, and a clock that tests move."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from portal.casework.context import Casework
from portal.casework.shelf import ReleaseShelf, publish
from portal.catalogue.city import read_city
from portal.catalogue.files import read_yaml
from portal.catalogue.release import read_release
from portal.domain.calendar import from_data
from portal.persistence.base import Base
from portal.persistence.files import DiskFiles
from portal.persistence.session import Database
from portal.registries.demo import DemoRegistries
from portal.settings import ROOT

SERVICES = ROOT / "services"
TRANSLATIONS = ROOT / "translations"
MONDAY = datetime(2026, 9, 21, 1, 0, tzinfo=UTC)
"""Nine o'clock in Shanghai, four working days before the holidays of Mid-Autumn."""
RECORD_KEY = bytes(range(32))
HOLD = timedelta(minutes=10)


@dataclass
class Clock:
    """A clock that stands until it is told to go on."""

    now: datetime = field(default=MONDAY)

    def __call__(self) -> datetime:
        """The instant, UTC."""
        return self.now

    def forward(self, **span: float) -> None:
        """Let time pass: ``forward(days=1)``."""
        self.now += timedelta(**span)


@pytest.fixture(scope="session")
def content() -> dict[str, Any]:
    """The services as a release holds them."""
    return read_release(SERVICES, TRANSLATIONS)


@pytest.fixture
def clock() -> Clock:
    """Monday morning."""
    return Clock()


def open_casework(folder: Path, content: dict[str, Any], clock: Callable[[], datetime]) -> Casework:
    """A desk with an empty database and one published release."""
    db = Database(f"sqlite:///{folder / 'portal.db'}")
    Base.metadata.create_all(db.engine)
    release = publish(db, content, clock)
    demo = SERVICES / "demo"
    return Casework(
        db=db,
        clock=clock,
        calendar=from_data(cast("dict[str, object]", read_yaml(SERVICES / "calendar.yaml"))),
        city=read_city(SERVICES, content["words"]),
        shelf=ReleaseShelf(db, release),
        files=DiskFiles(folder / "files"),
        registries=DemoRegistries(demo / "registries.yaml", demo / "people.yaml", clock),
        record_key=RECORD_KEY,
        hold=HOLD,
    )


@pytest.fixture
def work(tmp_path: Path, content: dict[str, Any], clock: Clock) -> Iterator[Casework]:
    """The desk of the newborn bundle."""
    desk = open_casework(tmp_path, content, clock)
    yield desk
    desk.db.close()
