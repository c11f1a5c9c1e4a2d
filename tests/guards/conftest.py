"""The world that the guards walk through, made once for all of them."""

from __future__ import annotations

import pytest

from tests.guards.world import World, make_world


@pytest.fixture(scope="session")
def made_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The city as it was made."""
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def world(made_world: World) -> World:
    """The city, with its data as they were at first."""
    made_world.restore()
    return made_world
