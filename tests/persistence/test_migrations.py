"""The migrations make exactly the tables that the models describe."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command

from portal.persistence import migrate
from tests.databases import Databases, open_at, tables
from tests.factories.vault import vault


@pytest.fixture
def url(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    made = databases.empty(tmp_path)
    yield made
    databases.drop(made)


def test_migrations_and_models_say_the_same(url: str) -> None:
    assert migrate.differences(url)
    migrate.upgrade(url, vault())
    assert migrate.differences(url) == []


def test_every_model_has_its_table(url: str) -> None:
    migrate.upgrade(url, vault())
    assert tables(url) == set(migrate.TABLES.tables) | {"alembic_version"}


def test_a_second_upgrade_finds_nothing_to_do(url: str) -> None:
    assert migrate.upgrade(url, vault())
    assert not migrate.upgrade(url, vault())


def test_two_processes_that_upgrade_at_once_do_it_once(url: str) -> None:
    script = f"from portal.persistence.migrate import upgrade; from tests.factories.vault import vault; print(upgrade({url!r}, vault()))"

    def upgrade(_: int) -> str:
        return subprocess.run(  # noqa: S603
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        ).stdout

    with ThreadPoolExecutor(2) as both:
        told = sorted(answer.strip() for answer in both.map(upgrade, range(2)))
    assert told == ["False", "True"]
    assert migrate.differences(url) == []


def test_every_migration_can_be_taken_back(url: str) -> None:
    migrate.upgrade(url, vault())
    db = open_at(url)
    with db.engine.begin() as connection:
        command.downgrade(migrate._config(connection, db.vault), "base")
    db.close()
    assert tables(url) == {"alembic_version"}


def test_the_migrations_stand_in_one_line() -> None:
    names = sorted(path.stem for path in (migrate.FOLDER / "versions").glob("*.py"))
    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]


def test_a_new_migration_says_only_what_changed(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrate, "FOLDER", folder)
    migrate.upgrade(url, vault())
    before = set(folder.glob("versions/*.py"))
    migrate.write(url, "Nothing")
    [made] = set(folder.glob("versions/*.py")) - before
    assert made.name.startswith(f"{len(before) + 1:04d}")
    assert "create_table" not in made.read_text()
    assert "pass" in made.read_text()
