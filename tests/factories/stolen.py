"""What a thief could read: searches a folder, and every cell of a database, for what people entered."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Iterator
from pathlib import Path

from sqlalchemy import LargeBinary, select

from portal.persistence.base import Base
from portal.persistence.models import Document, Release, StaffMember
from portal.persistence.renewal import sealed_models
from portal.persistence.sealed import fields_of
from portal.persistence.session import Database

SHORTEST = 8
"""Characters of a value in Latin letters or digits: four digits stand in some digest by chance."""
SHORTEST_CHINESE = 2
SHORTEST_WAY = 5
"""Bytes of one way of writing a value."""


def entered(db: Database) -> frozenset[str]:
    """Every text that lies sealed in a database, and every text inside what lies sealed as a mapping."""
    found: set[str] = set()
    with db.reading() as session:
        for model in sealed_models():
            for row in session.query(model):
                for field in fields_of(model):
                    found.update(_texts(getattr(row, field.name)))
        public = " ".join(
            json.dumps(release.content, ensure_ascii=False) for release in session.query(Release)
        )
        # What the portal itself numbers and names is no secret, wherever it is repeated.
        own = {number for (number,) in session.query(Document.number)}
        own |= {username for (username,) in session.query(StaffMember.username)}
    return frozenset(text for text in found - own if _is_telling(text) and text not in public)


def _is_telling(text: str) -> bool:
    return len(text) >= (SHORTEST if text.isascii() else SHORTEST_CHINESE)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)


def read_by_a_thief(folder: Path, secrets: Collection[str], keys: Path) -> list[str]:
    """Secrets that stand in some file of a folder, however written; the folder of keys is not the thief's."""
    found: set[str] = set()
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_relative_to(keys):
            content = path.read_bytes()
            found |= {f"{path.name}: {secret}" for secret in secrets if _stands(secret, content)}
    return sorted(found)


def read_in_tables(db: Database, secrets: Collection[str]) -> list[str]:
    """Secrets that stand in some cell of some table, whichever server keeps it."""
    found: set[str] = set()
    with db.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                for column, cell in zip(table.columns, row, strict=True):
                    if column.name == "content" and table.name == Release.__tablename__:
                        continue
                    content = cell if isinstance(column.type, LargeBinary) else None
                    text = bytes(content) if content is not None else _shown(cell)
                    found |= {
                        f"{table.name}.{column.name}: {secret}"
                        for secret in secrets
                        if _stands(secret, text)
                    }
    return sorted(found)


def _shown(cell: object) -> bytes:
    return (
        cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False, default=str)
    ).encode()


def _stands(secret: str, content: bytes) -> bool:
    ways = (
        secret.encode(),
        secret.encode("utf-16-le"),
        json.dumps(secret).strip('"').encode(),
        base64.b64encode(secret.encode())[:-4],
    )
    return any(len(way) >= SHORTEST_WAY and way in content for way in ways)
