"""Where the bytes of uploads and documents lie."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

from portal.persistence.vault import FORMAT, Place, Vault

CONTENT = Place("file", "content")
"""Where the bytes of every file lie, as the vault sees it."""


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

    def ids(self) -> Iterator[UUID]:
        """Everything that is kept, in no order; what comes or goes meanwhile may be missed."""
        ...

    def begins(self, file: UUID, count: int) -> bytes:
        """The first bytes as they lie there. Raises FileNotFoundError."""
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

    def begins(self, file: UUID, count: int) -> bytes:
        """Read only so many bytes."""
        with self._path(file).open("rb") as handle:
            return handle.read(count)

    def remove(self, file: UUID) -> None:
        """Unlink the file."""
        self._path(file).unlink(missing_ok=True)

    def ids(self) -> Iterator[UUID]:
        """Every file whose name is an id; what was being written when a process died is none."""
        for path in self._folder.glob("??/*"):
            with suppress(ValueError):
                yield UUID(path.name)


class SealedFiles:
    """Seals what another store keeps; what is read was sealed for that very id, or does not open."""

    def __init__(self, store: FileStore, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    def put(self, file: UUID, data: bytes) -> None:
        """Seal the bytes and keep them. Raises KeyMissing."""
        self._store.put(file, self._vault.seal(data, CONTENT, file.hex))

    def get(self, file: UUID) -> bytes:
        """Give the bytes back. Raises FileNotFoundError, Unreadable, KeyMissing."""
        return self._vault.open(self._store.get(file), CONTENT, file.hex)

    def remove(self, file: UUID) -> None:
        """Forget them."""
        self._store.remove(file)

    def ids(self) -> Iterator[UUID]:
        """Everything that is kept."""
        return self._store.ids()

    def old(self) -> Iterator[UUID]:
        """Files that lie under an older key than the one in use."""
        prefix = self._vault.data_prefix()
        for file in self._store.ids():
            with suppress(FileNotFoundError):
                if self._store.begins(file, len(prefix)) != prefix:
                    yield file

    def begins(self, file: UUID, count: int) -> bytes:
        """The first bytes as they lie there, sealed. Raises FileNotFoundError."""
        return self._store.begins(file, count)

    def renew(self, file: UUID) -> bool:
        """Seal a file anew if it lies under an older key, and tell whether it did; one that is gone meanwhile stays so."""
        return self._renew(file, lambda sealed: self._vault.open(sealed, CONTENT, file.hex))

    def seal_open_one(self, file: UUID) -> bool:
        """Seal a file from before anything was sealed; only for an installation that has just come over from then."""
        return self._renew(file, lambda data: data, begins=FORMAT)

    def _renew(self, file: UUID, read: Callable[[bytes], bytes], begins: bytes = b"") -> bool:
        try:
            there = self._store.get(file)
            if there.startswith(begins or self._vault.data_prefix()):
                return False
            fresh = self._vault.seal(read(there), CONTENT, file.hex)
            self._store.get(file)
        except FileNotFoundError:
            return False
        self._store.put(file, fresh)
        return True
