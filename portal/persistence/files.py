"""Where the bytes of uploads and documents lie."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4


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


class DiskFiles:
    """Files in a folder of the data directory, two levels deep, readable by the owner only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, file: UUID) -> Path:
        name = file.hex
        return self._folder / name[:2] / name

    def put(self, file: UUID, data: bytes) -> None:
        """Write beside, flush to disk, then move into place."""
        path = self._path(file)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.with_suffix(f".{uuid4().hex}")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
            beside.replace(path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise

    def get(self, file: UUID) -> bytes:
        """Read the bytes."""
        return self._path(file).read_bytes()

    def remove(self, file: UUID) -> None:
        """Unlink the file."""
        self._path(file).unlink(missing_ok=True)
