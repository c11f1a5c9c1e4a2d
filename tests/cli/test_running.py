"""``portal run`` from outside: it stands, says so, and ends as a whole."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

PATIENCE_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """A started portal and what it printed until it stood."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.cli", "run"],
            env={
                **os.environ,
                "PORT": str(self.port),
                "PORTAL_DATA": str(data),
                "PYTHONUNBUFFERED": "1",
                "PORTAL_LOG_LEVEL": "error",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if line.startswith("└"):
                break

    def children(self) -> list[int]:
        pid = self.process.pid
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)

    def close(self) -> None:
        if self.process.poll() is None:
            self.end(signal.SIGTERM)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder, so that only the first start has everything to make."""
    return tmp_path_factory.mktemp("running")


@pytest.fixture
def running(data: Path) -> Iterator[Running]:
    portal = Running(data)
    yield portal
    portal.close()


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_it_answers_when_it_says_so_and_ctrl_c_ends_all_of_it(
    running: Running, tmp_path: Path
) -> None:
    text = "".join(running.lines)
    assert f"http://127.0.0.1:{running.port}" in text
    assert "sunxia" in text
    with urlopen(f"http://127.0.0.1:{running.port}/healthz", timeout=PATIENCE_SECONDS) as answer:
        assert answer.status == 200
    children = running.children()
    assert len(children) == 2
    assert running.end(signal.SIGINT) == 128 + signal.SIGINT
    assert is_free(running.port)
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


def test_when_a_child_dies_all_ends_with_its_exit_code(running: Running) -> None:
    os.kill(running.children()[0], signal.SIGKILL)
    assert running.process.wait(PATIENCE_SECONDS) == 128 + signal.SIGKILL
    assert is_free(running.port)
