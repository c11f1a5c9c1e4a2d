"""A PostgreSQL server of our own in a temporary folder: nothing to set up before, nothing left behind.

The server ends with the process that asked for it, however that process ends: a small shell holds the other end of a pipe,
and when the pipe closes it stops the server and removes the folder. PostgreSQL refuses to run as root, so for root
it runs as Debian's ``postgres`` (or ``nobody``). Anybody on this machine may connect while it runs, nobody from outside:
put nothing into it that is not invented.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

HOME = Path("/usr/lib/postgresql")
OWNER = "portal"
START_SECONDS = 60
STOP_SECONDS = 60
ROOM_BYTES = 4 * 1024**3
LONGEST_SOCKET = 90
"""Bytes of a folder's path that leave room for the socket's name in the 107 a socket may have."""

_SHEPHERD = """
if "$1/pg_ctl" start -s -w -t "$4" -D "$2/data" -l "$2/log" -o "$3" >/dev/null 2>&1; then
    echo ready
    read -r _
    "$1/pg_ctl" stop -s -w -D "$2/data" -m fast || "$1/pg_ctl" stop -s -w -D "$2/data" -m immediate
else
    tail -n 1 "$2/log"
fi
rm -rf "$2"
"""


class NoServer(RuntimeError):
    """PostgreSQL cannot be started here; the message is one line that says why."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server. ``process`` is the shell that watches over it."""

    folder: Path
    port: int
    process: subprocess.Popen[str]
    control: psycopg.Connection[TupleRow]
    """Kept open, because connecting costs more than making a database."""

    @property
    def url(self) -> str:
        """The address of the maintenance database, for SQLAlchemy."""
        return self.address("postgres")

    def address(self, name: str) -> str:
        """The address of a database of this server, whether it exists or not."""
        return f"postgresql+psycopg://{OWNER}@127.0.0.1:{self.port}/{name}"

    def by_socket(self, name: str) -> str:
        """The same database by way of the Unix socket."""
        return f"postgresql+psycopg://{OWNER}@/{name}?host={self.folder}&port={self.port}"

    def database(self, name: str, *, like: str = "template1") -> str:
        """Make a fresh database, a copy of ``like`` (which nobody may be connected to), and give its address."""
        self._do(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(like)
            )
        )
        return self.address(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._do(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def shut(self, name: str) -> None:
        """Let nobody into a database, and send away who is there."""
        self._do(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
        self._do(
            sql.SQL(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}"
            ).format(sql.Literal(name))
        )

    def let_in(self, name: str) -> None:
        """Let everybody into a database again."""
        self._do(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(sql.Identifier(name)))

    def _do(self, statement: sql.Composed) -> None:
        self.control.execute(statement)


@contextmanager
def cluster(*, durable: bool = True) -> Iterator[Cluster]:
    """A server for as long as the block runs, with PostgreSQL's defaults.

    Not ``durable``: commits do not wait for the disk; for tests, never for figures. Raises NoServer.
    """
    programs, user = _programs(), _user()
    folder = _folder(user, [] if durable else _in_memory())
    try:
        _make(programs, folder, user)
        port, shepherd = _start(programs, folder, user, durable=durable)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    try:
        with psycopg.connect(
            host="127.0.0.1", port=port, user=OWNER, dbname="postgres", autocommit=True
        ) as control:
            yield Cluster(folder, port, shepherd, control)
    finally:
        assert shepherd.stdin is not None
        shepherd.stdin.close()
        shepherd.wait(STOP_SECONDS)
        assert shepherd.stdout is not None
        shepherd.stdout.close()


def _programs() -> Path:
    """The newest server's programs."""
    found = [path.parent for path in HOME.glob("*/bin/initdb")]
    if not found:
        raise NoServer("PostgreSQL is not installed here; please run: make setup-test")
    return max(found, key=lambda path: float(path.parent.name))


def _user() -> pwd.struct_passwd | None:
    """Whom the server runs as when we are root; None: as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServer("PostgreSQL does not run as root, and there is no user postgres or nobody")


def _in_memory() -> list[Path]:
    """Where files never touch a disk, if there is room for many databases and their log."""
    memory = Path("/dev/shm")  # noqa: S108 — a folder of one's own is made in it, by mkdtemp
    return [memory] if memory.is_dir() and shutil.disk_usage(memory).free > ROOM_BYTES else []


def _folder(user: pwd.struct_passwd | None, best: Iterable[Path]) -> Path:
    """A new folder that the user owns and can reach, in the best place that there is."""
    others = (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"))  # noqa: S108 — mkdtemp below
    for parent in (*best, *others):
        reachable = user is None or all(
            step.stat().st_mode & 0o001 for step in (parent, *parent.parents)
        )
        if reachable and len(os.fsencode(parent)) < LONGEST_SOCKET - 20:
            folder = Path(tempfile.mkdtemp(prefix="portal-pg-", dir=parent))
            if user is not None:
                os.chown(folder, user.pw_uid, user.pw_gid)
            return folder
    raise NoServer("no temporary folder that the server could reach; set TMPDIR to one")


def _make(programs: Path, folder: Path, user: pwd.struct_passwd | None) -> None:
    made = _run(
        [
            *(str(programs / "initdb"), "-D", str(folder / "data"), "-U", OWNER, "-A", "trust"),
            *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"),
        ],
        folder,
        user,
    )
    _, wrong = made.communicate()
    if made.returncode:
        raise NoServer(f"initdb failed: {wrong.strip().splitlines()[-1] if wrong else 'no reason'}")


def _start(
    programs: Path, folder: Path, user: pwd.struct_passwd | None, *, durable: bool
) -> tuple[int, subprocess.Popen[str]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    chosen = {
        "port": str(port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(folder),
    }
    if not durable:
        chosen |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        # What tidies up in the background would only be in the way of databases that live for a second.
        chosen |= {"autovacuum": "off"}
    options = " ".join(f"-c {name}={value}" for name, value in chosen.items())
    shepherd = _run(
        ["/bin/sh", "-c", _SHEPHERD, "sh", str(programs), str(folder), options, str(START_SECONDS)],
        folder,
        user,
    )
    assert shepherd.stdout is not None
    said = shepherd.stdout.readline().strip()
    if said != "ready":
        shepherd.communicate()
        raise NoServer(f"PostgreSQL did not start: {said or 'no reason given'}")
    return port, shepherd


def _run(command: list[str], folder: Path, user: pwd.struct_passwd | None) -> subprocess.Popen[str]:
    """A process of its own session, so that Ctrl-C in the terminal does not reach it."""
    return subprocess.Popen(  # noqa: S603
        command,
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if command[0].endswith("initdb") else subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )
