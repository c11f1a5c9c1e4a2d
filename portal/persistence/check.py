"""Looks over what is kept: does the database hold, and is every file it promises there?

Every finding is one plain line. Files are read through the store, never from its folder, so what is sealed is opened first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from portal.persistence import migrate
from portal.persistence.files import FileStore, Stored
from portal.persistence.keyring import BadKeys, KeyMissing
from portal.persistence.proofs import check_keys
from portal.persistence.queries import upkeep
from portal.persistence.queries.upkeep import Kept
from portal.persistence.session import Database

MOST_LINES = 20
"""Findings of one kind that are told one by one."""
MANY_TRIES = 5
"""Failures after which work is worth a look: by then it has been tried for minutes."""
YOUNG = timedelta(days=1)
"""A file without its row may be that of somebody who is sending it just now; after this long it is nobody's."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at the files found."""

    findings: tuple[str, ...]
    orphans: tuple[Stored, ...]
    promised: int


def of_database(db: Database) -> Iterator[str]:
    """Damage, dangling references, and tables that are not those of this version."""
    with db.reading() as session:
        if db.embedded:
            yield from (f"database: {line}" for line in upkeep.broken_pages(session, MOST_LINES))
        found = migrate.revision(session.connection())
    if found != migrate.newest():
        wanted = migrate.newest()
        yield f"tables: at {found or 'none'}, this version wants {wanted}; run portal migrate"
        return
    for difference in migrate.differences(db.url.render_as_string(hide_password=False)):
        yield f"tables: {difference}"


def of_vault(db: Database) -> Iterator[str]:
    """A key that this database was written under and that is not at hand, or is another one now."""
    try:
        check_keys(db)
    except (KeyMissing, BadKeys) as error:
        yield f"keys: {error}"


def of_files(
    db: Database, store: FileStore, progress: Callable[[int], None], *, deep: bool
) -> Looked:
    """Hold every promised file against the store. ``deep``: open each, and compare its size and its SHA-256.

    The store is read first and the rows after: what is promised and was not seen is asked for by name.
    """
    there: dict[UUID, Stored] = {}
    unfinished: list[Stored] = []
    for found in store.stored():
        if found.id is None:
            unfinished.append(found)
        else:
            there[found.id] = found
    findings: list[str] = []
    promised = 0
    with db.reading() as session:
        for kept in upkeep.kept_files(session):
            promised += 1
            seen = there.pop(kept.id, None) is not None
            findings += _of_file(store, kept, look=deep or not seen, deep=deep)
            progress(1)
    return Looked(tuple(findings), (*there.values(), *unfinished), promised)


def _of_file(store: FileStore, kept: Kept, *, look: bool, deep: bool) -> list[str]:
    if not look:
        return []
    name = f"{kept.table} {kept.id}"
    try:
        data = store.get(kept.id)
    except FileNotFoundError:
        return [f"files: {name} has no file"]
    except OSError as error:
        return [f"files: {name} cannot be read ({type(error).__name__})"]
    except (ValueError, KeyMissing) as error:
        return [f"files: {name} cannot be opened ({type(error).__name__})"]
    if not deep:
        return []
    if len(data) != kept.size:
        return [f"files: {name} has {len(data)} bytes, {kept.size} were kept"]
    if sha256(data).hexdigest() != kept.digest:
        return [f"files: {name} is not what was kept"]
    return []


def old_enough(orphan: Stored, now: datetime) -> bool:
    """Whether a file without a row is nobody's by now."""
    return now - orphan.changed_at > YOUNG


def still_orphans(db: Database, orphans: tuple[Stored, ...]) -> tuple[Stored, ...]:
    """Those that have no row now either, asked again just before they are removed."""
    with db.reading() as session:
        promised: set[UUID] = {kept.id for kept in upkeep.kept_files(session)}
    return tuple(orphan for orphan in orphans if orphan.id not in promised)


def of_outbox(db: Database) -> Iterator[str]:
    """Later work that failed again and again."""
    with db.reading() as session:
        for one in upkeep.failing(session, MANY_TRIES):
            yield f"outbox: {one.rows} × {one.kind} failed up to {one.most_tries} times ({one.error})"
