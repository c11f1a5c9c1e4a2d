"""Puts an archive back: everything is unpacked beside and proved before anything is put in its place."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from portal.persistence import migrate
from portal.persistence.archive import (
    DATABASE,
    FOLDERS,
    ArchiveTrouble,
    Progress,
    Reader,
    room_in,
)
from portal.whole_files import sync_folder

MARK = "restore-unfinished"
"""Lies in the data folder while things are being put in place, so that nothing starts on half of them."""
QUEUE = "queue.db"
SIDE_FILES = tuple(f"{name}{side}" for name in (DATABASE, QUEUE) for side in ("-wal", "-shm"))
OLD_DATA = (DATABASE, QUEUE, *SIDE_FILES, *FOLDERS)
"""What a portal keeps in its data folder besides keys. The queue is not restored: what is due is taken from the database."""


def occupied(data: Path) -> bool:
    """Whether a data folder holds data of a portal; keys alone are none."""
    return any(
        path.is_file() or any(path.iterdir())
        for path in (data / name for name in OLD_DATA)
        if path.exists()
    )


def restore(
    archive: Reader, data: Path, at: datetime, progress: Progress, *, replace: bool
) -> Path | None:
    """Put an archive into a data folder, and give where the old data are now, if there were any.

    Nobody may be using the folder. The database keeps the tables it was saved with. Raises ArchiveTrouble, OSError.
    """
    _check_fits(archive, data, replace=replace)
    folder = Path(tempfile.mkdtemp(prefix=".portal-restore-", dir=data))
    try:
        archive.unpack(folder, progress)
        _check_database(folder / DATABASE)
        return _put_in_place(folder, data, at)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check_fits(archive: Reader, data: Path, *, replace: bool) -> None:
    manifest = archive.manifest
    if not migrate.is_known(manifest.tables):
        raise ArchiveTrouble(
            f"the archive's tables ({manifest.tables or 'none'}) are newer than this portal knows ({migrate.newest()}); "
            "use the portal that made it, or a newer one"
        )
    if occupied(data) and not replace:
        raise ArchiveTrouble(
            f"{data} holds data; name an empty folder in PORTAL_DATA, or use --replace to move them aside"
        )
    needed, free = sum(member.bytes for member in manifest.members.values()), room_in(data)
    if needed > free:
        raise ArchiveTrouble(f"{data} has room for {free:,} bytes, and {needed:,} are needed")


def _check_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise ArchiveTrouble(f"the archive's database is damaged ({found})")


def _put_in_place(folder: Path, data: Path, at: datetime) -> Path | None:
    """A few renames, marked while they last: whoever starts in between is told, and the restore can be done again."""
    (data / MARK).touch(mode=0o600)
    sync_folder(data)
    aside = data / f"replaced-{at:%Y%m%dT%H%M%SZ}"
    for name in OLD_DATA:
        if (data / name).exists():
            aside.mkdir(mode=0o700, exist_ok=True)
            (data / name).rename(aside / name)
    for name in (*FOLDERS, DATABASE):
        if (folder / name).exists():
            (folder / name).rename(data / name)
    sync_folder(data)
    (data / MARK).unlink()
    return aside if aside.exists() else None
