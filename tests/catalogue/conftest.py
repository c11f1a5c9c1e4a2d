"""The real services folder, read once; tests that break it work on a copy."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from portal.catalogue.build import build
from portal.catalogue.city import City, read_city
from portal.catalogue.release import read_release
from portal.catalogue.wording import read_words
from portal.domain.bundles import Catalogue

ROOT = Path(__file__).parents[2]
SERVICES = ROOT / "services"
TRANSLATIONS = ROOT / "translations"


@pytest.fixture(scope="session")
def services() -> Path:
    """The folder that the portal is shipped with."""
    return SERVICES


@pytest.fixture(scope="session")
def translations() -> Path:
    """The translations that the portal is shipped with."""
    return TRANSLATIONS


@pytest.fixture(scope="session")
def published() -> dict[str, Any]:
    """The content of the release; not to be changed."""
    return read_release(SERVICES, TRANSLATIONS)


@pytest.fixture
def content(published: dict[str, Any]) -> dict[str, Any]:
    """A copy of the release to plant faults in."""
    return deepcopy(published)


@pytest.fixture(scope="session")
def catalogue(published: dict[str, Any]) -> Catalogue:
    """The release as domain objects."""
    return build(published)


@pytest.fixture(scope="session")
def city() -> City:
    """The city that the portal is shipped with."""
    return read_city(SERVICES, read_words(TRANSLATIONS))
