"""``portal run`` from outside: it stands, says so, and ends as a whole."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from portal.cli.running import WEB_WORKERS
from tests.databases import Databases

PATIENCE_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children_of(pid: int) -> list[int]:
    """Living children of a process, whichever of its threads began them."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return sorted(int(child) for path in threads for child in read_or_nothing(path).split())


def read_or_nothing(path: Path) -> bytes:
    """What the kernel tells of a process or thread; nothing when it has ended in between."""
    with suppress(OSError):
        return path.read_bytes()
    return b""


def command_of(pid: int) -> bytes:
    """How a process was called; nothing when it is gone."""
    return read_or_nothing(Path(f"/proc/{pid}/cmdline"))


class Running:
    """A started portal and what it printed until it stood."""

    def __init__(self, installation: dict[str, str]) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.cli", "run"],
            env={
                **os.environ,
                "PORT": str(self.port),
                "PYTHONUNBUFFERED": "1",
                **installation,
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

    def answers(self) -> bool:
        address = f"http://127.0.0.1:{self.port}/healthz"
        # A connection that was still in the hands of a process that died is broken off; the next one is not.
        with (
            suppress(URLError, ConnectionError),
            urlopen(address, timeout=PATIENCE_SECONDS) as answer,
        ):
            return bool(answer.status == HTTPStatus.OK)
        return False

    def children(self) -> list[int]:
        return children_of(self.process.pid)

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)

    def close(self) -> None:
        if self.process.poll() is None:
            self.end(signal.SIGTERM)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="module")
def installation(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """The settings of one installation, so that only the first start has everything to make."""
    data = tmp_path_factory.mktemp("running")
    url = databases.empty(data)
    yield databases.environment(url, data)
    databases.drop(url)


@pytest.fixture
def running(installation: dict[str, str]) -> Iterator[Running]:
    portal = Running(installation)
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
    assert running.answers()
    children = running.children()
    assert len(children) == 2
    assert running.end(signal.SIGINT) == 128 + signal.SIGINT
    assert is_free(running.port)
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


def test_when_a_child_dies_all_ends_with_its_exit_code(running: Running) -> None:
    os.kill(running.children()[0], signal.SIGKILL)
    assert running.process.wait(PATIENCE_SECONDS) == 128 + signal.SIGKILL
    assert is_free(running.port)


def test_a_web_process_that_is_killed_is_replaced_and_the_house_stands(running: Running) -> None:
    server = running.children()[1]
    first, second = web_processes(server)
    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE_SECONDS
    stands = False
    while not stands and time.monotonic() < deadline:
        stands = len(web_processes(server) - {first}) == WEB_WORKERS and running.answers()
    assert stands
    assert second in web_processes(server)
    assert running.end(signal.SIGTERM) == 0


def web_processes(server: int) -> set[int]:
    """The processes that answer, without the one that looks after them and its helpers."""
    return {pid for pid in children_of(server) if b"spawn_main" in command_of(pid)}
