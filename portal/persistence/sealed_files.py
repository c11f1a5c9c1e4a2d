"""Files that lie sealed, whichever store keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from uuid import UUID

from portal.persistence.files import FileStore, Stored
from portal.persistence.vault import FORMAT, Place, Vault

CONTENT = Place("file", "content")
"""Where the bytes of every file lie, as the vault sees it."""


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

    def stored(self) -> Iterator[Stored]:
        """Everything that is there."""
        return self._store.stored()

    def sweep(self, found: Stored) -> None:
        """Remove something that ``stored`` gave."""
        self._store.sweep(found)

    def old(self) -> Iterator[UUID]:
        """Files that lie under an older key than the one in use."""
        prefix = self._vault.data_prefix()
        for found in self._store.stored():
            with suppress(FileNotFoundError):
                if found.id is not None and self.begins(found.id, len(prefix)) != prefix:
                    yield found.id

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
