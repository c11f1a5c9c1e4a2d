"""What most tests stand on: a data folder of their own, a database, the real services, a clock that can be moved."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.exc import OperationalError

from portal import create_app, wiring
from portal.people import passwords
from portal.people.desk import PeopleDesk
from portal.persistence.session import Database
from portal.settings import Settings
from portal.wiring import Portal
from tests.databases import KINDS, Databases, Install, close_all, databases_of, open_database
from tests.factories.clock import Clock
from tests.factories.identity import GRANDFATHER, MOTHER, KnownPeople
from tests.inspector import Inspector
from tests.remembering import ALWAYS, READERS, remembered, share_addresses, share_statements


def pytest_configure() -> None:
    """Let Ctrl-C be what it is: a shell has whatever it starts in the background ignore it, and so all that these tests start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def clock() -> Clock:
    """The time of everything under test."""
    return Clock()


@pytest.fixture(scope="session", autouse=True)
def let_go() -> Iterator[None]:
    """No server and no folder is left when the tests have ended."""
    yield
    close_all()


@pytest.fixture(scope="session", autouse=True)
def worked_out_once() -> Iterator[None]:
    """The invented people and what registries hold of them are read once; statements and addresses are compiled once."""
    with pytest.MonkeyPatch.context() as patch:
        for place, name in ALWAYS:
            patch.setattr(place, name, remembered(getattr(place, name)))
        share_statements(patch)
        share_addresses(patch)
        yield


@pytest.fixture(scope="session", params=KINDS)
def databases(request: pytest.FixtureRequest) -> Databases:
    """Makes databases. Whatever stands on it runs once on each kind."""
    return databases_of(request.param)


@pytest.fixture
def install(databases: Databases, tmp_path: Path) -> Iterator[Install]:
    """Makes installations of this test's own, each with every table in its database; removed after the test."""
    made: list[Settings] = []

    def make(data: Path = tmp_path / "data", **more: str) -> Settings:
        made.append(databases.install(data, **more))
        return made[-1]

    yield make
    for each in made:
        databases.drop(each.database_url)


@pytest.fixture
def settings(install: Install, request: pytest.FixtureRequest) -> Settings:
    """Settings of an installation in a temporary folder, with every table in its database.

    Where the whole house will be opened on it, the release of the real ``services/`` is in it already: writing that down takes
    longer than most tests.
    """
    if "portal" not in request.fixturenames:
        return install()
    like: str = request.getfixturevalue("furnished")
    return install(like=like)


@pytest.fixture
def db(settings: Settings) -> Iterator[Database]:
    """An empty database with every table."""
    database = open_database(settings)
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


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords hashed in the same way with less work."""
    monkeypatch.setattr(
        passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    )
    passwords._nobodys_hash.cache_clear()


@pytest.fixture(scope="session")
def read_once() -> list[tuple[object, str, Callable[..., Any]]]:
    """The readers of ``services/`` and ``translations/`` that remember what they read."""
    return [(place, name, remembered(getattr(place, name))) for place, name in READERS]


@pytest.fixture(scope="session")
def furnished(
    databases: Databases,
    read_once: list[tuple[object, str, Callable[..., Any]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """The name under which a database is kept on which the house was opened once, and nothing done."""
    settings = databases.install(tmp_path_factory.mktemp("furnished"))
    with pytest.MonkeyPatch.context() as patch:
        for place, name, reader in read_once:
            patch.setattr(place, name, reader)
        wiring.open_portal(settings, Clock()).casework.db.close()
    databases.keep(settings.database_url, "furnished")
    databases.drop(settings.database_url)
    return "furnished"


@pytest.fixture
def portal(
    settings: Settings,
    clock: Clock,
    read_once: list[tuple[object, str, Callable[..., Any]]],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Portal]:
    """The whole house, opened on the real ``services/``."""
    for place, name, reader in read_once:
        monkeypatch.setattr(place, name, reader)
    opened = wiring.open_portal(settings, clock)
    yield opened
    opened.casework.db.close()


class _CompiledEditions(FileSystemBytecodeCache):
    """Keeps what was compiled for one language and mode apart from what was for another."""

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        edition = getattr(environment, "edition", "")
        return super().get_bucket(environment, f"{edition} {name}", filename, source)


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Templates, compiled once for all applications of a test run."""
    return _CompiledEditions(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(portal: Portal, compiled_templates: BytecodeCache) -> Flask:
    """The web application of the opened house. Rate limits count from nothing; forms need no token in tests."""
    made = create_app(portal)
    made.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False)
    made.test_client_class = Inspector
    made.jinja_env.bytecode_cache = compiled_templates
    return made


@pytest.fixture
def client(app: Flask) -> Inspector:
    """A browser that inspects every page it is given."""
    return Inspector(app, app.response_class)


@pytest.fixture
def out_of_reach() -> OperationalError:
    """What the driver raises when the database does not answer."""
    return OperationalError("SELECT 1", {}, Exception("unable to open database file"))
