"""The temporary PostgreSQL server of the tests: it is there when asked for, and gone afterwards. PostgreSQL only, by its nature."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from portal.settings import ROOT
from tests import cluster as server
from tests.cluster import Cluster, NoServer
from tests.databases import TABLES, Postgresql, databases_of, tables


@pytest.fixture
def postgresql() -> Cluster:
    """The server that all tests of this process share."""
    made = databases_of("postgresql")
    assert isinstance(made, Postgresql)
    return made.cluster


@pytest.fixture
def name(postgresql: Cluster) -> Iterator[str]:
    """A database of one test's own."""
    made = f"test_{uuid4().hex}"
    postgresql.database(made, like=TABLES)
    yield made
    postgresql.drop(made)


def test_a_server_leaves_nothing_behind() -> None:
    with server.cluster(durable=False) as running:
        address = running.url.replace("+psycopg", "")
        psycopg.connect(address).close()
        assert running.folder.exists()
    assert not running.folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)


def test_a_server_ends_with_the_process_that_asked_for_it_however_that_ends() -> None:
    script = (
        "import sys; from tests.cluster import cluster\n"
        "with cluster(durable=False) as running:\n"
        "    print(running.process.pid, running.folder, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as asked:
        assert asked.stdout is not None
        shepherd, folder = asked.stdout.readline().split()
        watching = os.pidfd_open(int(shepherd))
        asked.send_signal(signal.SIGKILL)
    ended, _, _ = select.select([watching], [], [], server.STOP_SECONDS)
    os.close(watching)
    assert ended
    assert not Path(folder).exists()


def test_a_machine_without_the_server_is_told_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "HOME", tmp_path)
    with pytest.raises(NoServer, match=r"^PostgreSQL is not installed here; please run: [^\n]+$"):
        Postgresql()


def test_a_database_is_reached_by_loopback_and_by_socket(postgresql: Cluster, name: str) -> None:
    assert tables(postgresql.address(name)) == tables(postgresql.by_socket(name)) != set()
