"""Where tests get their databases: the one place that knows how each kind is made, copied, kept and removed.

A fresh database is a copy of one that the migrations made, once for each kind and process; that takes milliseconds, so every test
has its own and commits for real. A test asks by way of the fixture ``databases`` or one that stands on it, and so runs once
on each kind.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import make_url

from portal.persistence.keyring import KeyFile, read_keys
from portal.persistence.migrate import upgrade
from portal.persistence.session import Database
from portal.settings import Settings, read_settings
from portal.wiring import vault_of
from tests.cluster import cluster
from tests.factories.vault import KEYS, vault

TABLES = "tables"
"""The name under which a database with every table and nothing in them is kept."""
MEMORY = Path("/dev/shm")  # noqa: S108 — a folder of one's own is made in it, by mkdtemp
GIVEN = {
    "PORTAL_SECRET_KEY": "a key for sessions",
    "PORTAL_RECORD_KEY": "ab" * 32,
    "PORTAL_VAULT_KEYS": KEYS,
    "PORTAL_JOURNAL_KEY": "3e" * 32,
}
"""What an installation on PostgreSQL must be given; an embedded one makes its own keys."""


class Databases(ABC):
    """All databases of one kind in this process. Addresses are those of SQLAlchemy."""

    kind: ClassVar[str]

    @abstractmethod
    def empty(self, folder: Path) -> str:
        """A database without tables; an embedded one lies in the folder."""

    @abstractmethod
    def copy(self, folder: Path, like: str = TABLES) -> str:
        """A database as one was when it was kept; an embedded one lies in the folder."""

    @abstractmethod
    def keep(self, url: str, name: str) -> None:
        """Remember a database as it is now. Nobody may be connected to it."""

    @abstractmethod
    def restore(self, url: str, name: str) -> None:
        """Put a database back to what was kept under a name. Nobody may be connected to it."""

    @abstractmethod
    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""

    @abstractmethod
    def away(self, url: str) -> AbstractContextManager[None]:
        """While the block runs the database is gone, though the portal has it open."""

    @abstractmethod
    def close(self) -> None:
        """Let go of everything, servers and folders too."""

    @abstractmethod
    def environment(self, url: str, data: Path) -> dict[str, str]:
        """What a ``portal`` command is given in order to run on a database with the demo city."""

    def install(self, data: Path, *, like: str = TABLES, **more: str) -> Settings:
        """Settings of an installation in a folder, on a copy of what was kept under a name; ``more`` as in the environment.

        The keys of the vault lie in their file, where tests may change them.
        """
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        KeyFile(data / "keys" / "vault.keys").write(read_keys(KEYS))
        given = self.environment(self.copy(data, like), data) | more
        given.pop("PORTAL_VAULT_KEYS", None)
        return read_settings(given)

    def _make_tables(self, folder: Path) -> None:
        url = self.empty(folder)
        upgrade(url, vault())
        self.keep(url, TABLES)
        self.drop(url)


class Sqlite(Databases):
    """Files. What is kept lies in a folder of its own, in memory where the machine has such a place."""

    kind = "sqlite"

    def __init__(self) -> None:
        self._kept = Path(
            tempfile.mkdtemp(prefix="portal-kept-", dir=MEMORY if MEMORY.is_dir() else None)
        )
        self._make_tables(self._kept)

    def empty(self, folder: Path) -> str:
        return f"sqlite:///{folder / 'portal.db'}"

    def copy(self, folder: Path, like: str = TABLES) -> str:
        shutil.copy(self._kept / f"{like}.db", folder / "portal.db")
        return self.empty(folder)

    def keep(self, url: str, name: str) -> None:
        kept = self._kept / f"{name}.db"
        kept.unlink(missing_ok=True)
        kept.touch(mode=0o600)
        with closing(sqlite3.connect(_file(url))) as now, closing(sqlite3.connect(kept)) as then:
            now.backup(then)

    def restore(self, url: str, name: str) -> None:
        self.drop(url)
        shutil.copy(self._kept / f"{name}.db", _file(url))

    def drop(self, url: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{_file(url)}{suffix}").unlink(missing_ok=True)

    @contextmanager
    def away(self, url: str) -> Iterator[None]:
        there = Path(_file(url))
        gone = there.with_suffix(".away")
        there.rename(gone)
        try:
            yield
            assert not there.exists(), "an empty one was made"
        finally:
            gone.rename(there)

    def close(self) -> None:
        shutil.rmtree(self._kept)

    def environment(self, url: str, data: Path) -> dict[str, str]:
        return {"PORTAL_DATA": str(data), "PORTAL_DATABASE": url}


class Postgresql(Databases):
    """One server for this process, started when first asked for. Raises NoServer when there is none on this machine."""

    kind = "postgresql"

    def __init__(self) -> None:
        self._held = ExitStack()
        self.cluster = self._held.enter_context(cluster(durable=False))
        self._make_tables(self.cluster.folder)

    def empty(self, folder: Path) -> str:
        return self.copy(folder, "template1")

    def copy(self, folder: Path, like: str = TABLES) -> str:
        return self.cluster.database(f"test_{uuid4().hex}", like=like)

    def keep(self, url: str, name: str) -> None:
        self.cluster.drop(name)
        self.cluster.database(name, like=_name(url))

    def restore(self, url: str, name: str) -> None:
        self.drop(url)
        self.cluster.database(_name(url), like=name)

    def drop(self, url: str) -> None:
        self.cluster.drop(_name(url))

    @contextmanager
    def away(self, url: str) -> Iterator[None]:
        self.cluster.shut(_name(url))
        try:
            yield
        finally:
            self.cluster.let_in(_name(url))

    def close(self) -> None:
        self._held.close()

    def environment(self, url: str, data: Path) -> dict[str, str]:
        return {"PORTAL_DATA": str(data), "PORTAL_DATABASE": url, "PORTAL_DEMO": "1", **GIVEN}


Install = Callable[..., Settings]
"""Makes an installation, in a folder and with further settings when they are given."""

KINDS: tuple[str, ...] = (Sqlite.kind, Postgresql.kind)
_open: dict[str, Databases] = {}


def databases_of(kind: str) -> Databases:
    """The databases of a kind, the same all through the process."""
    if kind not in _open:
        _open[kind] = Sqlite() if kind == Sqlite.kind else Postgresql()
    return _open[kind]


def close_all() -> None:
    """Let go of every kind that was asked for."""
    while _open:
        _open.popitem()[1].close()


def open_database(settings: Settings) -> Database:
    """The database of an installation, as the portal opens it. Close it afterwards."""
    return Database(settings.database_url, vault_of(settings))


def open_at(url: str) -> Database:
    """A database under the keys that all tests begin with, whether it has tables or not. Close it afterwards."""
    return Database(url, vault())


def tables(url: str) -> set[str]:
    """The names of the tables that a database has."""
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def _file(url: str) -> str:
    return str(make_url(url).database)


def _name(url: str) -> str:
    return str(make_url(url).database)
