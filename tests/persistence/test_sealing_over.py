"""An installation from before anything was sealed comes over whole, and leaves nothing open behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import MetaData

from portal.persistence import migrate
from portal.persistence.files import DiskFiles
from portal.persistence.models import Account, Fact, FactHistory, Notice, Person
from portal.persistence.queries import accounts
from portal.persistence.sealed_files import SealedFiles
from tests.databases import Databases, Sqlite, open_at
from tests.factories.stolen import read_by_a_thief, read_in_tables
from tests.factories.vault import vault

AT = datetime(2026, 11, 20, 1, 2, 3, 456789, tzinfo=UTC)
PHONE, NAME, NUMBER, BABY = "19900000001", "欧阳建国", "509901195002011158", "林小满"
SECRETS = {PHONE, NAME, NUMBER, BABY, "123456"}


@pytest.fixture
def old(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The address of a database as the first release left it, with somebody's case."""
    (tmp_path / "data").mkdir()
    url = databases.empty(tmp_path / "data")
    db = open_at(url)
    with db.engine.begin() as connection:
        command.upgrade(migrate._config(connection), "0003")
    tables = MetaData()
    tables.reflect(db.engine)
    account, person, case = uuid4(), uuid4(), uuid4()
    rows: dict[str, dict[str, Any]] = {
        "account": {"id": account, "phone": PHONE, "created_at": AT},
        "person": {
            "id": person,
            "name": NAME,
            "id_number": NUMBER,
            "assurance": 1,
            "checked_at": AT,
            "provider": "demo",
        },
        "release": {"id": "r", "published_at": AT, "content": {}},
        "case": {
            "id": case,
            "bundle": "b",
            "release_id": "r",
            "account_id": account,
            "state": "draft",
            "version": 1,
            "chosen": [],
            "language": "en",
            "mode": "standard",
            "created_at": AT,
            "saved_at": AT,
        },
        "fact": {
            "case_id": case,
            "key": "baby.person.name",
            "stream": "current",
            "value": BABY,
            "source": "person",
            "check": "none",
            "set_at": AT,
        },
        "fact_history": {
            "id": 1,
            "case_id": case,
            "key": "baby.person.name",
            "value": NAME,
            "source": "person",
            "set_at": AT,
            "replaced_at": AT,
        },
        "notice": {
            "id": uuid4(),
            "phone": PHONE,
            "message": "one_time_code",
            "params": {"code": "123456"},
            "language": "en",
            "mode": "standard",
            "effect_key": "x",
            "created_at": AT,
        },
    }
    with db.engine.begin() as connection:
        for name, row in rows.items():
            kept = _plain(row) if db.embedded else row
            connection.execute(tables.tables[name].insert().values(kept))
    db.close()
    yield url
    databases.drop(url)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Ids as SQLite keeps them; what was reflected there does not know them for ids."""
    return {name: value.hex if hasattr(value, "hex") else value for name, value in row.items()}


def test_everything_reads_as_before_and_is_found(old: str) -> None:
    assert migrate.upgrade(old, vault())
    assert migrate.differences(old) == []
    db = open_at(old)
    with db.writing() as session:
        person = accounts.person_of_number(session, NUMBER, name="", provider="", at=AT)
        assert person.name == NAME
        assert accounts.account_of_phone(session, PHONE, AT).phone == PHONE
        assert session.query(Account).count() == session.query(Person).count() == 1
        assert session.query(Fact).one().value == BABY
        assert session.query(FactHistory).one().value == NAME
        assert session.query(Notice).one().params == {"code": "123456"}
    db.close()


def test_nothing_open_is_left_in_any_table(old: str) -> None:
    migrate.upgrade(old, vault())
    db = open_at(old)
    assert read_in_tables(db, SECRETS) == []
    db.close()


def test_only_the_migration_that_seals_takes_open_bytes_for_a_file(
    old: str, tmp_path: Path
) -> None:
    keys, folder, file = vault(), DiskFiles(tmp_path / "data" / "files"), uuid4()
    files = SealedFiles(folder, keys)
    folder.put(file, BABY.encode())
    broken_off = uuid4()
    files.put(broken_off, NAME.encode())
    assert migrate.upgrade(old, keys, files)
    assert files.get(file) == BABY.encode()
    assert files.get(broken_off) == NAME.encode()
    db = open_at(old)
    with db.engine.begin() as connection:
        command.downgrade(migrate._config(connection, keys), migrate.SEALED_SINCE)
    db.close()
    folder.put(file, b"swapped")
    assert migrate.upgrade(old, keys, files)
    assert folder.get(file) == b"swapped"


@pytest.mark.parametrize("databases", [Sqlite.kind], indirect=True)
def test_nothing_open_is_left_in_the_file(old: str, tmp_path: Path) -> None:
    """On SQLite only: PostgreSQL's files are its server's."""
    data, keys = tmp_path / "data", tmp_path / "keys"
    assert len(read_by_a_thief(data, SECRETS, keys)) >= len(SECRETS)
    migrate.upgrade(old, vault())
    assert read_by_a_thief(data, SECRETS, keys) == []
