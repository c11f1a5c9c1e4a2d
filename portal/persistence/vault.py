"""Seals what lies at rest, and finds equal values without reading them (design rule 12).

A sealed value is one byte of format, two of key version, twelve of nonce, then AES-256-GCM's text and tag. Table, column and row are
authenticated with it: a value moved to another place does not open. The blind index is two bytes of key version and an HMAC-SHA-256 of
the value, under a key of its own, bound to table and column.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.persistence.keyring import KeyKind, KeyMissing, Keyring, KeySource

FORMAT = b"\x01"
VERSION_BYTES = 2
NONCE_BYTES = 12
HEAD_BYTES = 1 + VERSION_BYTES + NONCE_BYTES
_SEAL = b"portal.seal.1\0"
_INDEX = b"portal.index.1\0"
_PROOF = b"portal.proof.1\0"


class Unreadable(ValueError):
    """A sealed value does not open: it was changed, moved to another place, or sealed by another's key."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value lies."""

    table: str
    column: str

    def bound(self, row: str) -> bytes:
        """What is authenticated with a value of this place."""
        return _SEAL + f"{self.table}\0{self.column}\0{row}".encode()


class Vault:
    """Seals and opens with the keys of a source, and sees when they change."""

    def __init__(self, source: KeySource) -> None:
        self.source = source
        self._mark: object = _NEVER
        self._keyring = Keyring(MappingProxyType({}))
        self._cipher = lru_cache(maxsize=None)(self._new_cipher)

    @property
    def keyring(self) -> Keyring:
        """The keys at hand."""
        if self._mark is _NEVER:
            self.refresh()
        return self._keyring

    def refresh(self) -> None:
        """Look whether the keys have changed. Asked once a transaction begins, so that none goes on writing under an old one."""
        mark = self.source.mark()
        if mark != self._mark:
            # Ciphers already made stay: a page under way may still have to open what it read before a key was retired.
            self._keyring = self.source.read()
            self._mark = mark

    def seal(self, plain: bytes, place: Place, row: str) -> bytes:
        """Seal bytes for one place and row, under the key in use. Raises KeyMissing."""
        version = self.keyring.in_use(KeyKind.DATA)
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._cipher(version).encrypt(nonce, plain, place.bound(row))
        return FORMAT + version.to_bytes(VERSION_BYTES) + nonce + sealed

    def open(self, sealed: bytes, place: Place, row: str) -> bytes:
        """Give back what was sealed for this place and row. Raises Unreadable, KeyMissing."""
        version = version_of(sealed)
        cipher = self._cipher_known(version)
        try:
            return cipher.decrypt(
                sealed[1 + VERSION_BYTES : HEAD_BYTES], sealed[HEAD_BYTES:], place.bound(row)
            )
        except InvalidTag:
            raise Unreadable(f"a value of {place.table}.{place.column} does not open") from None

    def index(self, value: str, place: Place) -> bytes:
        """The blind index of a value, under the key in use. Raises KeyMissing."""
        return self._index(value, place, self.keyring.in_use(KeyKind.INDEX))

    def indexes(self, value: str, place: Place) -> list[bytes]:
        """The blind index of a value under every key at hand: what to look for while keys are being changed."""
        versions = self.keyring.versions(KeyKind.INDEX)
        return [self._index(value, place, version) for version in versions]

    def _index(self, value: str, place: Place, version: int) -> bytes:
        message = _INDEX + f"{place.table}\0{place.column}\0{value}".encode(
            "utf-8", "surrogatepass"
        )
        digest = hmac.new(self.keyring.key(KeyKind.INDEX, version), message, sha256).digest()
        return version.to_bytes(VERSION_BYTES) + digest

    def data_prefix(self) -> bytes:
        """How every value under the data key in use begins; what was sealed before sorts below it."""
        return FORMAT + self.keyring.in_use(KeyKind.DATA).to_bytes(VERSION_BYTES)

    def index_prefix(self) -> bytes:
        """How every index under the key in use begins; older ones sort below it."""
        return self.keyring.in_use(KeyKind.INDEX).to_bytes(VERSION_BYTES)

    def proof(self, kind: KeyKind, version: int) -> bytes:
        """What shows, without telling anything of it, that a key is the one that was here before. Raises KeyMissing."""
        return hmac.new(self.keyring.key(kind, version), _PROOF + kind.encode(), sha256).digest()

    def _cipher_known(self, version: int) -> AESGCM:
        try:
            return self._cipher(version)
        except KeyMissing:
            # Another process may have brought a new key into use since we last looked.
            self.refresh()
            return self._cipher(version)

    def _new_cipher(self, version: int) -> AESGCM:
        return AESGCM(self.keyring.key(KeyKind.DATA, version))


class _Never:
    """Unlike every mark."""


_NEVER = _Never()


def version_of(sealed: bytes) -> int:
    """Under which version of the data key a value was sealed. Raises Unreadable."""
    if len(sealed) <= HEAD_BYTES or sealed[:1] != FORMAT:
        raise Unreadable("not a sealed value")
    return int.from_bytes(sealed[1 : 1 + VERSION_BYTES])
