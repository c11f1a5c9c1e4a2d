"""What is kept is kept from others on the machine, and the demo stays among us."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from portal.documents.seal import DemoSealer
from portal.persistence.files import DiskFiles
from portal.persistence.migrate import upgrade
from portal.persistence.queries import cases
from portal.settings import ROOT, SECRET_BYTES, read_settings
from portal.wiring import vault_of
from tests.databases import open_database
from tests.factories.vault import KEYS

FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO
KILLED_BEFORE_ITS_FIRST_WORD = """
import io, os, signal, sys
from portal.settings import ROOT, SECRET_BYTES, read_settings

opened = os.fdopen


def dying(*given, **named):
    file = opened(*given, **named)
    if "w" in given or "wb" in given:
        os.kill(os.getpid(), signal.SIGKILL)
    return file


os.fdopen = dying
read_settings({"PORTAL_DATA": sys.argv[1]})
"""
"""A process that dies when it has opened the file for its first secret."""


def mode(path: Path) -> int:
    """What others than the owner may do with a file or folder."""
    return path.stat().st_mode & FOR_OTHERS


def test_everything_that_is_kept_is_its_owners_only_even_in_an_open_folder(tmp_path: Path) -> None:
    """On SQLite only: PostgreSQL keeps its files itself."""
    data = tmp_path / "open"
    data.mkdir(mode=0o755)
    settings = read_settings({"PORTAL_DATA": str(data)})
    upgrade(settings.database_url, vault_of(settings))
    db = open_database(settings)
    with db.writing() as session:
        cases.next_number(session, "numbers")
    DiskFiles(settings.files).put(uuid4(), b"a photo")
    DemoSealer(settings.seal_keys)
    files = [path for path in data.rglob("*") if path.is_file() and path.suffix != ".crt"]
    assert {path.name for path in files} > {"portal.db", "portal.db-wal", "portal_secret_key"}
    assert {path.name for path in files if mode(path)} == set()
    db.close()


def test_a_data_folder_that_is_made_is_its_owners_only(tmp_path: Path) -> None:
    assert mode(read_settings({"PORTAL_DATA": str(tmp_path / "new")}).data) == 0


@pytest.mark.parametrize(
    ("more", "demo"),
    [
        ({}, True),
        ({"PORTAL_HTTPS": "1"}, False),
        ({"PORTAL_BASE_URL": "https://portal.example"}, False),
        ({"PORTAL_DATABASE": "postgresql+psycopg:///x"}, False),
        ({"PORTAL_DEMO": "0"}, False),
        ({"PORTAL_DEMO": "1", "PORTAL_HTTPS": "1"}, True),
    ],
)
def test_everybodys_messages_are_shown_only_here_or_where_that_is_asked_for(
    tmp_path: Path, more: dict[str, str], demo: bool
) -> None:
    keys = {"PORTAL_SECRET_KEY": "s", "PORTAL_RECORD_KEY": "00", "PORTAL_VAULT_KEYS": KEYS}
    assert read_settings({"PORTAL_DATA": str(tmp_path)} | keys | more).demo is demo


def test_a_start_that_was_killed_while_it_wrote_a_secret_does_not_spoil_the_next(
    tmp_path: Path,
) -> None:
    given = {"PORTAL_DATA": str(tmp_path)}
    killed = subprocess.run(  # noqa: S603
        [sys.executable, "-c", KILLED_BEFORE_ITS_FIRST_WORD, str(tmp_path)], cwd=ROOT, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    settings = read_settings(given)
    assert (len(settings.record_key), len(settings.secret_key)) == (SECRET_BYTES, 2 * SECRET_BYTES)
    assert read_settings(given).record_key == settings.record_key
