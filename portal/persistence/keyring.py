"""The keys behind everything that lies at rest: where they come from, which are known, which are in use.

A key has a kind, a version and 32 bytes, written as one word, ``data:1:<64 hexadecimal digits>``. The highest version of a kind is in
use; older ones are known so that what was written under them can still be read. Keys never lie in the database.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from portal.whole_files import replace_whole

KEY_BYTES = 32
HIGHEST_VERSION = 0xFFFF
_WORD = re.compile(r"(data|index):([1-9][0-9]{0,4}):([0-9a-fA-F]{64})")


class KeyKind(StrEnum):
    """What a key is for; one key never does both."""

    DATA = "data"
    """Seals values and files (AES-256-GCM)."""
    INDEX = "index"
    """Finds equal values without reading them (HMAC-SHA-256)."""


class BadKeys(ValueError):
    """What should be keys cannot be read as such. Says where the fault is, never what stands there."""


class KeysAreFixed(RuntimeError):
    """Keys that come from the environment cannot be changed from inside; set the variable anew and start again."""


class KeyMissing(LookupError):
    """A key is needed that is not at hand: what it sealed cannot be read, and nothing new may be written without one."""

    def __init__(self, kind: KeyKind, version: int | None = None) -> None:
        self.kind = kind
        self.version = version
        which = f"{kind} key" if version is None else f"{kind} key {version}"
        super().__init__(f"the {which} is missing")


@dataclass(frozen=True, slots=True)
class Keyring:
    """Keys by kind and version."""

    keys: Mapping[KeyKind, Mapping[int, bytes]] = field(repr=False)

    def in_use(self, kind: KeyKind) -> int:
        """The version that new values are written under. Raises KeyMissing."""
        versions = self.keys.get(kind)
        if not versions:
            raise KeyMissing(kind)
        return max(versions)

    def versions(self, kind: KeyKind) -> tuple[int, ...]:
        """Every version at hand, the one in use first."""
        return tuple(sorted(self.keys.get(kind, ()), reverse=True))

    def key(self, kind: KeyKind, version: int) -> bytes:
        """One key. Raises KeyMissing."""
        try:
            return self.keys[kind][version]
        except KeyError:
            raise KeyMissing(kind, version) from None

    def with_new(self, kind: KeyKind) -> Keyring:
        """The same keys and a fresh one of a kind, which is then in use."""
        versions = dict(self.keys.get(kind, {}))
        versions[max(versions, default=0) + 1] = secrets.token_bytes(KEY_BYTES)
        return Keyring(MappingProxyType({**self.keys, kind: MappingProxyType(versions)}))

    def without(self, kind: KeyKind, version: int) -> Keyring:
        """The same keys but one."""
        left = {v: key for v, key in self.keys.get(kind, {}).items() if v != version}
        return Keyring(MappingProxyType({**self.keys, kind: MappingProxyType(left)}))

    def written(self) -> str:
        """The keys as text, one to a line."""
        return "".join(
            f"{kind}:{version}:{key.hex()}\n"
            for kind, versions in sorted(self.keys.items())
            for version, key in sorted(versions.items())
        )


def read_keys(text: str) -> Keyring:
    """Keys from text, words apart. Raises BadKeys, also for two keys of one kind and version."""
    found: dict[KeyKind, dict[int, bytes]] = {}
    for place, word in enumerate(text.split(), 1):
        match = _WORD.fullmatch(word)
        if match is None or int(match[2]) > HIGHEST_VERSION:
            raise BadKeys(f"word {place} is not kind:version:key")
        versions = found.setdefault(KeyKind(match[1]), {})
        if int(match[2]) in versions:
            raise BadKeys(f"word {place} repeats {match[1]} {match[2]}")
        versions[int(match[2])] = bytes.fromhex(match[3])
    return Keyring(MappingProxyType({k: MappingProxyType(v) for k, v in found.items()}))


class KeySource(Protocol):
    """Where keys come from."""

    def read(self) -> Keyring:
        """The keys as they are now; without any when there are none yet. Raises BadKeys."""
        ...

    def mark(self) -> object:
        """Something that is another once the keys have changed; cheap enough to ask before every transaction."""
        ...

    def write(self, keyring: Keyring) -> None:
        """Keep other keys, whole or not at all. Raises KeysAreFixed where that cannot be done."""
        ...


class FixedKeys:
    """Keys given once, as by the environment."""

    def __init__(self, text: str) -> None:
        self._keyring = read_keys(text)

    def read(self) -> Keyring:
        """Always the same."""
        return self._keyring

    def mark(self) -> object:
        """Always the same."""
        return None

    def write(self, keyring: Keyring) -> None:
        """Never."""
        raise KeysAreFixed("the keys come from the environment; set them there")


class KeyFile:
    """Keys in a file that only its owner can read, replaced as a whole; every process that uses it sees the change."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Keyring:
        """What stands in the file."""
        try:
            return read_keys(self.path.read_text(encoding="ascii"))
        except FileNotFoundError:
            return Keyring(MappingProxyType({}))
        except UnicodeDecodeError:
            raise BadKeys("the key file is not text") from None

    def mark(self) -> object:
        """Which file it is, and when it was last written."""
        try:
            now = self.path.stat()
        except FileNotFoundError:
            return None
        return now.st_ino, now.st_mtime_ns, now.st_size

    def write(self, keyring: Keyring) -> None:
        """Write beside, flush to disk, then move into place."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_whole(self.path, keyring.written().encode())
