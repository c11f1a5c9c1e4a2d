"""The world that the guards walk through, made once for all of them on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import Databases
from tests.guards.world import World, make_world


@pytest.fixture(scope="session")
def made_world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The city as it was made."""
    made = make_world(databases, tmp_path_factory.mktemp("world"))
    yield made
    made.portal.casework.db.close()


@pytest.fixture
def world(made_world: World) -> World:
    """The city, with its data as they were at first."""
    made_world.restore()
    return made_world
