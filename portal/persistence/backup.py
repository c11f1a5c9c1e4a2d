"""Makes an archive of an embedded portal while it runs.

The order is the whole point. Files come first, since they are most of the bytes and never change. Then, for a moment,
nobody may write: a file lies in the store before its row is committed, and goes only after the row has gone, so while
nobody commits, every file that a row promises is there. In that moment the few files that came in the meantime are
fetched and a reader takes its view of the database (an upload never changes, but a document may have been made again since it
was copied; then all is begun anew); then writing goes on, and the copy is read from that view at leisure.
The journal is read before that moment: what it says of the record must never be ahead of the database beside it.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import uuid4

from portal.persistence import migrate
from portal.persistence.archive import (
    DATABASE,
    FILES,
    JOURNAL,
    ArchiveTrouble,
    Manifest,
    Progress,
    Writer,
    files_below,
)
from portal.persistence.files import place_of
from portal.persistence.queries.upkeep import DOCUMENT, kept_files
from portal.persistence.session import Database
from portal.whole_files import sync_folder

ROUNDS = 5
"""How often the store is looked through for new files before writers are held up; each time there are fewer."""
PAGES_PER_STEP = 2_000
TRIES = 3
"""How often everything is begun anew because a document was made again meanwhile."""
_UNFINISHED = "."


class _MadeAgain(Exception):
    """A document was made a second time after its file was copied, so the archive holds the first."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up: an embedded database and its data folder; ``keys`` are fingerprints, not keys."""

    db: Database
    data: Path
    keys: Mapping[str, str]


def backup(source: Source, target: Path, at: datetime, progress: Progress) -> Manifest:
    """Make the archive ``target``, whole or not at all. Raises ArchiveTrouble, OSError, and what the database raises."""
    if target.exists():
        raise ArchiveTrouble(f"{target} is there already, and no backup is ever written over")
    for _ in range(TRIES):
        try:
            return _make(source, target, at, progress)
        except _MadeAgain:
            continue
    raise ArchiveTrouble("documents were made again while they were copied; try once more")


def _make(source: Source, target: Path, at: datetime, progress: Progress) -> Manifest:
    with _beside(target) as (file, folder):
        archive = Writer(file)
        try:
            manifest = _fill(archive, source, folder, at, progress)
            archive.finish(manifest)
        except BaseException:
            archive.abandon()
            raise
    return manifest


def size_of(source: Source) -> int:
    """About how many bytes will be dealt with."""
    found = [path for name in (FILES, JOURNAL) for _, path in files_below(source.data / name)]
    total = (source.data / DATABASE).stat().st_size * 2
    for path in found:
        try:
            total += path.stat().st_size
        except FileNotFoundError:
            continue
    return total


def _fill(
    archive: Writer, source: Source, folder: Path, at: datetime, progress: Progress
) -> Manifest:
    for _ in range(ROUNDS):
        if not _copy_new_files(archive, source.data / FILES, progress):
            break
    for name, path in files_below(source.data / JOURNAL):
        archive.add(f"{JOURNAL}/{name}", path, progress, pack=True)
    with closing(_connect(source.db)) as reader:
        with source.db.writing() as session:
            reader.execute("BEGIN")
            # The view begins with the first page that is read, not with BEGIN.
            reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
            tables = migrate.revision(session.connection())
            for kept in kept_files(session):
                name = place_of(kept.id)
                _fetch(archive, source.data / FILES, name, progress)
                if kept.table == DOCUMENT and not archive.is_as_copied(
                    f"{FILES}/{name}", source.data / FILES / name
                ):
                    raise _MadeAgain
        copied = folder / DATABASE
        _copy_database(reader, copied, progress)
    archive.add(DATABASE, copied, progress, pack=True)
    return Manifest(at, tables, source.keys, archive.members)


def _copy_new_files(archive: Writer, store: Path, progress: Progress) -> int:
    new = 0
    for name, path in files_below(store):
        if f"{FILES}/{name}" not in archive.members and _UNFINISHED not in path.name:
            new += archive.add(f"{FILES}/{name}", path, progress, pack=False)
    return new


def _fetch(archive: Writer, store: Path, name: str, progress: Progress) -> None:
    """Add a file that a row promises, if it is not in yet. One that the store has lost cannot stop the backup of all others."""
    if f"{FILES}/{name}" not in archive.members:
        archive.add(f"{FILES}/{name}", store / name, progress, pack=False)


def _connect(db: Database) -> sqlite3.Connection:
    path = str(db.url.database)
    return sqlite3.connect(
        f"{Path(path).absolute().as_uri()}?mode=rw", uri=True, isolation_level=None
    )


def _copy_database(reader: sqlite3.Connection, path: Path, progress: Progress) -> None:
    """Copy the view that a connection holds. It has read before, so others may write meanwhile and nothing begins anew."""
    size = int(reader.execute("PRAGMA page_size").fetchone()[0])
    path.touch(mode=0o600)
    with closing(sqlite3.connect(path, isolation_level=None)) as target:
        reader.backup(target, pages=PAGES_PER_STEP, progress=_told(size, progress))
        # A copy that stands alone: no side files, so that one file is the whole database.
        target.execute("PRAGMA journal_mode=DELETE")
        found = target.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise ArchiveTrouble(f"the database is damaged ({found}); run portal check")


def _told(page: int, progress: Progress) -> Callable[[int, int, int], None]:
    left_before: list[int] = []

    def tell(_: int, left: int, total: int) -> None:
        before = left_before[-1] if left_before else total
        progress((before - left) * page)
        left_before[:] = [left]

    return tell


@contextmanager
def _beside(target: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A file that becomes ``target`` when the block ends well, and a folder for what is needed meanwhile; both go otherwise."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".portal-backup-", dir=target.parent) as folder:
        beside = Path(folder) / uuid4().hex
        descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            yield file, Path(folder)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(target)
    sync_folder(target.parent)
