"""Whatever goes wrong before or under way is said in one line, and Ctrl-C leaves everything whole."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from portal.persistence.migrate import differences, upgrade
from tests.factories.vault import vault

from .conftest import Portal

PATIENCE_SECONDS = 60
COMMANDS = (
    ("run",),
    ("worker",),
    ("check",),
    ("migrate",),
    ("backup", "a.zip"),
    ("restore", "a.zip"),
)


def _start(command: str, data: Path, code: str = "") -> subprocess.Popen[str]:
    script = f"{code}\nfrom portal.cli import main\nmain(prog_name='portal')"
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", script, command],
        env={**os.environ, "PORTAL_DATA": str(data), "PORTAL_LOG": "plain"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_a_key_that_is_wrong_is_one_line_everywhere(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PORTAL_RECORD_KEY", "no key")
    result = portal(*command)
    assert (result.exit_code, result.output) == (
        1,
        "Error: PORTAL_RECORD_KEY: is not hexadecimal\n",
    )


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(errno.EACCES, "denied", "/x/key"), "/x/key may not be used by this user"),
        (OSError(errno.ENOSPC, "full"), "the disk is full; nothing half-made was left"),
    ],
)
def test_what_the_system_refuses_is_one_line(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
) -> None:
    def refuse(_: object) -> None:
        raise error

    monkeypatch.setattr("portal.cli.opening.read_settings", refuse)
    result = portal("check")
    assert (result.exit_code, result.output) == (1, f"Error: {said}\n")


def test_a_migration_that_is_stopped_changes_no_table(tmp_path: Path) -> None:
    code = (
        "import signal, alembic.command as c\nup = c.upgrade\n"
        "def late(*a):\n    up(*a); print('nearly', flush=True); signal.pause()\n"
        "c.upgrade = late"
    )
    with _start("migrate", tmp_path, code) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "nearly\n"
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=PATIENCE_SECONDS)[1]
    assert (process.returncode, said) == (130, "Error: stopped; no table was changed\n")
    url = f"sqlite:///{tmp_path / 'portal.db'}"
    assert differences(url)
    assert upgrade(url, vault())
    assert differences(url) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_worker_that_is_stopped_says_what_it_left(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    with _start("worker", tmp_path) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "worker started" in line:
                break
        process.send_signal(number)
        said = process.communicate(timeout=PATIENCE_SECONDS)[1]
    assert process.returncode == code
    assert ("what was in hand is finished" in said) == (code == 130)
    assert "Traceback" not in said
