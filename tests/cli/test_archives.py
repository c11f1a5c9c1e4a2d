"""``portal backup``, ``portal restore`` and ``portal check``, as an operator meets them."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from portal.cli.opening import IN_USE, occupy
from portal.persistence.files import DiskFiles
from portal.persistence.keyring import KeyFile
from portal.persistence.restore import MARK
from portal.persistence.sealed_files import SealedFiles
from portal.persistence.vault import Vault
from portal.settings import read_settings
from tests.databases import GIVEN

from .conftest import Portal

ELSEWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/none"
PATIENCE_SECONDS = 60


@pytest.fixture
def large(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of an installation with PostgreSQL."""
    for name, value in {"PORTAL_DATABASE": ELSEWHERE, **GIVEN}.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def made(portal: Portal) -> Portal:
    """The commands, on a database with tables."""
    assert portal("migrate").exit_code == 0
    return portal


def test_there_and_back_again(
    made: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = made("backup", str(tmp_path / "saved.zip"))
    assert saved.exit_code == 0
    assert f"The keys are not in it. They are in {tmp_path / 'keys'}" in saved.output
    fresh = tmp_path / "fresh"
    monkeypatch.setenv("PORTAL_DATA", str(fresh))
    back = made("restore", str(tmp_path / "saved.zip"))
    assert back.exit_code == 0
    assert "The keys here are not those of the backup" in back.output
    assert made("migrate", "--check").exit_code == 0
    assert made("restore", str(tmp_path / "saved.zip")).exit_code == 1
    again = made("restore", "--replace", str(tmp_path / "saved.zip"))
    assert re.search(
        rf"What was there before is in {fresh}/replaced-\d{{8}}T\d{{6}}Z", again.output
    )


def test_a_folder_gets_an_archive_named_after_the_moment(made: Portal, tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    made("backup", str(tmp_path / "saved"))
    [archive] = (tmp_path / "saved").iterdir()
    assert re.fullmatch(r"portal-\d{8}T\d{6}Z\.zip", archive.name)


def test_nothing_to_copy_is_said(portal: Portal, tmp_path: Path) -> None:
    assert "nothing to copy" in portal("backup", str(tmp_path / "a.zip")).output
    assert "no database" in portal("check").output
    assert not (tmp_path / "portal.db").exists()


@pytest.mark.usefixtures("large")
def test_with_another_database_one_sentence_says_what_to_use_instead(
    portal: Portal, tmp_path: Path
) -> None:
    for command, tool in (("backup", "pg_dump"), ("restore", "pg_restore")):
        result = portal(command, str(tmp_path / "a.zip"))
        assert result.exit_code == 1
        assert re.fullmatch(rf"Error: [^\n]*{tool}[^\n]*\n", result.output)
    out_of_reach = portal("check")
    assert out_of_reach.exit_code == 1
    assert re.fullmatch(
        r"Error: the database does not do what it should: [^\n]+\n", out_of_reach.output
    )


def test_nothing_is_put_back_under_a_running_portal_nor_started_on_half_a_restore(
    made: Portal, tmp_path: Path
) -> None:
    made("backup", str(tmp_path / "a.zip"))
    settings = read_settings({"PORTAL_DATA": str(tmp_path)})
    with occupy(settings):
        refused = made("restore", "--replace", str(tmp_path / "a.zip"))
    assert "a portal is running on it" in refused.output
    with occupy(settings, alone=True):
        assert "it is being restored" in made("backup", str(tmp_path / "b.zip")).output
    (tmp_path / MARK).touch()
    assert "was cut off" in made("worker").output


def _started(*arguments: str, code: str, data: Path) -> subprocess.Popen[str]:
    """A command in a process of its own, in which something is changed first."""
    script = f"{code}\nfrom portal.cli import main\nmain(prog_name='portal')"
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "PORTAL_DATA": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


WAIT_WITHIN_COPYING = (
    "import signal, portal.persistence.archive as a\n"
    "def wait(*_):\n    print('copying', flush=True); signal.pause()\n"
    "a.copy = wait"
)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 128 + signal.SIGTERM)]
)
@pytest.mark.parametrize("command", ["backup", "restore"])
def test_whoever_stops_a_command_finds_everything_as_it_was(
    made: Portal, tmp_path: Path, command: str, number: signal.Signals, code: int
) -> None:
    assert made("backup", str(tmp_path / "saved" / "a.zip")).exit_code == 0
    target, data = tmp_path / "saved" / "b.zip", tmp_path
    if command == "restore":
        target, data = tmp_path / "saved" / "a.zip", tmp_path / "fresh"
        data.mkdir()
    with _started(command, str(target), code=WAIT_WITHIN_COPYING, data=data) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "copying\n"
        process.send_signal(number)
        try:
            said = process.communicate(timeout=PATIENCE_SECONDS)[1]
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert process.returncode == code
    assert "Traceback" not in said
    assert ("stopped; " in said) == (number == signal.SIGINT)
    assert [path.name for path in (tmp_path / "saved").iterdir()] == ["a.zip"]
    if command == "restore":
        assert {path.name for path in data.iterdir()} == {"keys", IN_USE}


# ---- check --------------------------------------------------------------------------------------


def test_all_is_well_with_a_new_database(made: Portal) -> None:
    result = made("check", "--files")
    assert (result.exit_code, result.output) == (0, "0 files are promised.\nAll is well.\n")


def _promise(data: Path, content: bytes) -> UUID:
    """A row for a file, without anything around it."""
    file = uuid4()
    digest = "00" * 32
    with sqlite3.connect(data / "portal.db") as connection:
        connection.execute(
            "INSERT INTO upload (id, case_id, material, stream, media_type, size, pages, digest, display_name_sealed, added_at)"
            " VALUES (?, ?, 'm', 'current', 'image/png', ?, 1, ?, x'01', '2026-01-01 00:00:00')",
            (file.hex, uuid4().hex, len(content), digest),
        )
    connection.close()
    _store(data).put(file, content)
    return file


def _store(data: Path) -> SealedFiles:
    return SealedFiles(DiskFiles(data / "files"), Vault(KeyFile(data / "keys" / "vault.keys")))


Harm = Callable[[Path], None]


def _lose(data: Path) -> None:
    _promise(data, b"x")
    [path] = (data / "files").glob("*/*")
    path.unlink()


def _change(data: Path) -> None:
    _promise(data, b"x")


def _shorten(data: Path) -> None:
    _promise(data, b"xyz")
    [path] = (data / "files").glob("*/*")
    path.write_bytes(path.read_bytes()[:-1])


def _exchange(data: Path) -> None:
    """Another content, sealed as well as the first."""
    file = _promise(data, b"xyz")
    [path] = (data / "files").glob("*/*")
    path.unlink()
    _store(data).put(file, b"x")


def _open_keys(data: Path) -> None:
    (data / "keys" / "portal_record_key").chmod(0o644)


def _drop_table(data: Path) -> None:
    with sqlite3.connect(data / "portal.db") as connection:
        connection.execute("DROP TABLE confirmation_request")
    connection.close()


def _fail(data: Path) -> None:
    with sqlite3.connect(data / "portal.db") as connection:
        connection.execute(
            "INSERT INTO outbox (kind, payload, effect_key, created_at, not_before, tries, last_error)"
            " VALUES ('notify', '{}', 'k', '2026-01-01', '2026-01-01', 9, 'OSError')"
        )
    connection.close()


def _downgrade(data: Path) -> None:
    with sqlite3.connect(data / "portal.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_lose, r"files: upload [0-9a-f-]{36} has no file"),
        (_change, r"files: upload [0-9a-f-]{36} is not what was kept"),
        (_shorten, r"files: upload [0-9a-f-]{36} cannot be opened \(Unreadable\)"),
        (_exchange, r"files: upload [0-9a-f-]{36} has 1 bytes, 3 were kept"),
        (_change, r"database: row 1 of upload names a case that is not there"),
        (_open_keys, r"keys: .* can be read by others; chmod 600 it"),
        (_drop_table, r"tables: .*confirmation_request"),
        (_downgrade, r"tables: at 0001, this version wants \d{4}; run portal migrate"),
        (_fail, r"outbox: 1 × notify failed up to 9 times \(OSError\)"),
    ],
)
def test_every_kind_of_harm_is_a_line_of_its_own(
    made: Portal, tmp_path: Path, harm: Harm, said: str
) -> None:
    harm(tmp_path)
    result = made("check", "--files")
    assert result.exit_code == 1
    assert re.search(rf"^{said}", result.output, re.MULTILINE), result.output


def test_files_without_a_row_are_told_and_swept_up_when_they_are_old(
    made: Portal, tmp_path: Path
) -> None:
    store = DiskFiles(tmp_path / "files")
    store.put(uuid4(), b"young")
    assert "1 files have no row yet" in made("check").output
    unfinished = tmp_path / "files" / "ab" / "ab.part"
    unfinished.parent.mkdir(exist_ok=True)
    unfinished.write_bytes(b"half")
    for found in list(store.stored()):
        before = (found.changed_at - timedelta(days=2)).timestamp()
        os.utime(tmp_path / "files" / found.name, (before, before))
    told = made("check")
    assert told.exit_code == 1
    assert told.output.count("has no row; --sweep removes it") == 2
    assert made("check", "--sweep").exit_code == 0
    assert list(store.stored()) == []
