"""A real database, the real services, and a clock that tests move."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from portal.casework.context import Casework
from portal.registries.demo import DemoRegistries
from portal.settings import Settings
from tests.factories import desk
from tests.factories.clock import Clock
from tests.factories.desk import Content

OpenDesk = Callable[[Content], Casework]
"""Opens a desk on services that a test has changed."""


@pytest.fixture
def registries(clock: Clock) -> DemoRegistries:
    """The demonstration's registries; set ``troubles`` to break one."""
    return desk.demo_registries(clock)


@pytest.fixture
def open_desk(settings: Settings, clock: Clock, registries: DemoRegistries) -> Iterator[OpenDesk]:
    """Opens a desk on given services; closed after the test."""
    opened: list[Casework] = []

    def open_on(content: Content) -> Casework:
        opened.append(desk.open_desk(settings, content, clock, registries))
        return opened[-1]

    yield open_on
    for made in opened:
        made.db.close()


@pytest.fixture
def work(open_desk: OpenDesk) -> Casework:
    """The desk of the real services."""
    return open_desk(desk.services())
