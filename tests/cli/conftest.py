"""The command line on a data folder of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli import main
from tests.databases import Databases

Portal = Callable[..., Result]


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Portal:
    """Runs a command that needs no database, in English unless the test says otherwise."""
    monkeypatch.setenv("PORTAL_DATA", str(tmp_path))
    monkeypatch.setenv("PORTAL_LANGUAGE", "en")
    for name in ("PORT", "PORTAL_DATABASE", "PORTAL_SERVICES", "PORTAL_DEMO"):
        monkeypatch.delenv(name, raising=False)
    return lambda *arguments: CliRunner().invoke(main, arguments)


@pytest.fixture
def empty(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    url = databases.empty(tmp_path)
    yield url
    databases.drop(url)


@pytest.fixture
def on_database(
    portal: Portal,
    empty: str,
    databases: Databases,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Portal:
    """Runs a command on a database that has no tables before the first one."""
    for name, value in databases.environment(empty, tmp_path).items():
        monkeypatch.setenv(name, value)
    return portal
