"""The city that is fuzzed, made once, with every form of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.databases import Databases
from tests.fuzz.city import make_fuzzed_city
from tests.fuzz.forms import Form, every_form
from tests.guards.world import World


@pytest.fixture(scope="session")
def made_city(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The city as it was made."""
    made = make_fuzzed_city(databases, tmp_path_factory.mktemp("fuzzed"))
    yield made
    made.portal.casework.db.close()


@pytest.fixture(scope="session")
def forms(made_city: World) -> list[Form]:
    """Every form of the city."""
    made_city.restore()
    return every_form(made_city)


@pytest.fixture
def city(made_city: World) -> Iterator[World]:
    """The city, with its data as they were at first; what it says of broken requests is not repeated."""
    made_city.restore()
    logging.disable(logging.CRITICAL)
    yield made_city
    logging.disable(logging.NOTSET)
