"""Where the bytes of uploads and documents lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from portal.whole_files import replace_whole


@dataclass(frozen=True, slots=True)
class Stored:
    """Something a store holds. ``id`` is None for what was never finished; ``name`` is where it lies in the store."""

    id: UUID | None
    name: str
    changed_at: datetime


def place_of(file: UUID) -> str:
    """Where the bytes of an id lie in the folder: two levels, so that no folder grows too large."""
    return f"{file.hex[:2]}/{file.hex}"


class FileStore(Protocol):
    """Keeps bytes under an id. A put is whole or not at all."""

    def put(self, file: UUID, data: bytes) -> None:
        """Keep bytes; putting the same id again replaces them."""
        ...

    def get(self, file: UUID) -> bytes:
        """Give them back. Raises FileNotFoundError."""
        ...

    def remove(self, file: UUID) -> None:
        """Forget them; nothing happens when they are not there."""
        ...

    def begins(self, file: UUID, count: int) -> bytes:
        """The first bytes as they lie there. Raises FileNotFoundError."""
        ...

    def stored(self) -> Iterator[Stored]:
        """Everything that is there, what was never finished too, in no order."""
        ...

    def sweep(self, found: Stored) -> None:
        """Remove something that ``stored`` gave."""
        ...


class DiskFiles:
    """Files in a folder of the data directory, two levels deep, readable by the owner only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, file: UUID) -> Path:
        return self._folder / place_of(file)

    def put(self, file: UUID, data: bytes) -> None:
        """Write beside, flush to disk, then move into place."""
        path = self._path(file)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_whole(path, data)

    def get(self, file: UUID) -> bytes:
        """Read the bytes."""
        return self._path(file).read_bytes()

    def remove(self, file: UUID) -> None:
        """Unlink the file."""
        self._path(file).unlink(missing_ok=True)

    def begins(self, file: UUID, count: int) -> bytes:
        """Read only so many bytes."""
        with self._path(file).open("rb") as handle:
            return handle.read(count)

    def stored(self) -> Iterator[Stored]:
        """Walk the folder; a file that goes meanwhile is left out."""
        for path in self._folder.glob("*/*"):
            try:
                changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            except FileNotFoundError:
                continue
            yield Stored(_id_in(path.name), f"{path.parent.name}/{path.name}", changed)

    def sweep(self, found: Stored) -> None:
        """Unlink the file."""
        (self._folder / found.name).unlink(missing_ok=True)


def _id_in(name: str) -> UUID | None:
    try:
        return UUID(hex=name) if len(name) == len(UUID(int=0).hex) else None
    except ValueError:
        return None
