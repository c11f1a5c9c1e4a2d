"""What is SQLite's own: one writer at a time, who does not keep the others waiting for ever. SQLite only, by its nature."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from portal.persistence import session as session_module
from portal.persistence.queries import cases
from portal.persistence.session import Database
from tests.databases import databases_of, open_database


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Database]:
    """An empty embedded database with every table."""
    database = open_database(databases_of("sqlite").install(tmp_path))
    yield database
    database.close()


def test_whoever_cannot_have_the_turn_to_write_is_told_so(
    embedded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def count() -> int:
        with embedded.writing() as session:
            return cases.next_number(session, "turns")

    monkeypatch.setattr(session_module, "BUSY_MILLISECONDS", 1)
    with (
        embedded.writing(),
        ThreadPoolExecutor(1) as another,
        pytest.raises(OperationalError, match="another thread is writing"),
    ):
        another.submit(count).result()
