"""Whoever carries the data off without the keys learns nothing of anybody."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import update

from portal.persistence.models import OutboxRow
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.stolen import entered, read_by_a_thief, read_in_tables
from tests.guards.world import World


def test_a_stolen_data_folder_says_nothing(world: World) -> None:
    db, settings = world.portal.casework.db, world.portal.settings
    secrets = entered(db)
    assert {"林知远", "509901199303081155", "19900000001", "与出生记录不一致"} <= secrets
    assert len(secrets) > 15
    assert read_in_tables(db, secrets) == []
    assert read_by_a_thief(settings.data, secrets, settings.keys) == []


def test_files_that_were_handed_in_or_made_do_not_lie_open(world: World) -> None:
    files = [path for path in world.portal.settings.files.rglob("*") if path.is_file()]
    assert len(files) > 2
    signs = (b"%PDF", b"\x89PNG", b"IHDR", make.photo()[-40:])
    assert [path.name for path in files if any(sign in path.read_bytes() for sign in signs)] == []


# ---- the eye itself -----------------------------------------------------------------------------


def test_a_value_that_lies_open_in_a_file_is_seen(tmp_path: Path) -> None:
    for name, content in (
        ("plain.db", "欧阳建国".encode()),
        ("wide.db", "欧阳建国".encode("utf-16-le")),
        ("escaped.json", b'"\\u6b27\\u9633\\u5efa\\u56fd"'),
    ):
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / name).write_bytes(b"\0 before " + content + b" after \0")
    found = read_by_a_thief(tmp_path / "data", {"欧阳建国"}, tmp_path / "keys")
    assert len(found) == 3


def test_a_value_that_lies_open_in_a_table_is_seen(world: World) -> None:
    db = world.portal.casework.db
    row = see.outbox_rows(world.portal.casework)[0]
    with db.writing() as session:
        session.execute(
            update(OutboxRow).where(OutboxRow.id == row.id).values(payload={"to": "19900000001"})
        )
    assert read_in_tables(db, {"19900000001"}) == ["outbox.payload: 19900000001"]
