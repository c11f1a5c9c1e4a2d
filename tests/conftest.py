"""What most tests stand on: a data folder of their own, a database, the real services, a clock that can be moved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from portal import create_app
from portal.people.desk import PeopleDesk
from portal.persistence import models
from portal.persistence.session import Database
from portal.settings import Settings, read_settings
from portal.wiring import Portal, open_portal
from tests.factories.clock import Clock
from tests.factories.identity import GRANDFATHER, MOTHER, KnownPeople
from tests.inspector import Inspector
from tests.stand_ins import stand_in_for_missing_views


@pytest.fixture
def clock() -> Clock:
    """The time of everything under test."""
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an embedded installation in a temporary folder."""
    return read_settings({"PORTAL_DATA": str(tmp_path / "data")})


@pytest.fixture
def db(settings: Settings) -> Iterator[Database]:
    """An empty database with every table."""
    database = Database(settings.database_url)
    models.Account.metadata.create_all(database.engine)
    yield database
    database.close()


@pytest.fixture
def provider() -> KnownPeople:
    """The identity provider of ``people``."""
    return KnownPeople(MOTHER, GRANDFATHER)


@pytest.fixture
def people(db: Database, clock: Clock, provider: KnownPeople) -> PeopleDesk:
    """The desk on which verbs about people work, without the rest of the house."""
    return PeopleDesk(db, clock, provider, b"a key for codes")


@pytest.fixture
def portal(settings: Settings, db: Database, clock: Clock) -> Iterator[Portal]:
    """The whole house, opened on the real ``services/``."""
    opened = open_portal(settings, clock)
    yield opened
    opened.casework.db.close()


@pytest.fixture
def app(portal: Portal) -> Flask:
    """The web application of the opened house. Rate limits count from nothing; forms need no token in tests."""
    made = create_app(portal)
    made.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False)
    made.test_client_class = Inspector
    stand_in_for_missing_views(made)
    return made


@pytest.fixture
def client(app: Flask) -> Inspector:
    """A browser that inspects every page it is given."""
    return Inspector(app, app.response_class)


@pytest.fixture
def out_of_reach() -> OperationalError:
    """What the driver raises when the database does not answer."""
    return OperationalError("SELECT 1", {}, Exception("unable to open database file"))
