"""The one file a backup is: a ZIP of the database, the files and the journal, with a manifest that promises each of them.

Keys are never in it. Whoever holds an archive and not the keys holds nothing that can be read once values are sealed.
"""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Protocol

FORMAT = 1
"""Counts up when an older portal could not put an archive back."""
MANIFEST = "manifest.json"
DATABASE = "portal.db"
FILES, JOURNAL = "files", "journal"
FOLDERS = (FILES, JOURNAL)
CHUNK = 1024 * 1024
FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The earliest a ZIP can say; when a member was changed is nobody's business."""

Progress = Callable[[int], None]
"""Told how many bytes have been dealt with since the last time."""


class ArchiveTrouble(Exception):
    """An archive that cannot be made or used, in one sentence for the operator."""


class Target(Protocol):
    """Where copied bytes go."""

    def write(self, data: bytes, /) -> object:
        """Take some bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Member:
    """What the manifest promises of one member: its size in bytes and its SHA-256, in hexadecimal."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself.

    ``tables`` is the revision of the tables; ``keys`` are fingerprints by the name of a key, so that wrong keys are told
    before anybody relies on them.
    """

    made_at: datetime
    tables: str
    keys: Mapping[str, str]
    members: Mapping[str, Member] = field(default_factory=dict)
    format: int = FORMAT

    def to_json(self) -> str:
        """The text that lies in the archive."""
        told = asdict(self) | {"made_at": self.made_at.isoformat()}
        return json.dumps(told, indent=1, sort_keys=True)


class Writer:
    """Puts members into an archive that is being made, and notes what the manifest will promise."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True)
        self.members: dict[str, Member] = {}
        self._copied: dict[str, tuple[int, int]] = {}

    def add(self, name: str, source: Path, progress: Progress, *, pack: bool) -> bool:
        """Copy a file as it is now; tells whether it was there. ``pack``: worth compressing."""
        try:
            handle = source.open("rb")
        except FileNotFoundError:
            return False
        info = zipfile.ZipInfo(name, FIRST_MOMENT)
        info.compress_type = zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        self._copied[name] = _identity(os.fstat(handle.fileno()))
        with handle, self._zip.open(info, "w", force_zip64=True) as target:
            self.members[name] = copy(handle, target, progress)
        return True

    def is_as_copied(self, name: str, source: Path) -> bool:
        """Whether a file that was added is still the one that lies there; one that is gone has not become another."""
        if name not in self._copied:
            return True
        try:
            return self._copied[name] == _identity(source.stat())
        except FileNotFoundError:
            return True

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest and the end of the archive."""
        self._zip.writestr(zipfile.ZipInfo(MANIFEST, FIRST_MOMENT), manifest.to_json())
        self._zip.close()

    def abandon(self) -> None:
        """Let go of an archive that will not be finished, whatever state it is in."""
        self._zip.fp = None
        self._zip.close()


class Reader:
    """An archive that is being read. Raises ArchiveTrouble when it is none, or newer than this portal."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise ArchiveTrouble(f"there is no file {path}") from None
        except (zipfile.BadZipFile, IsADirectoryError):
            raise ArchiveTrouble(
                f"{path} is not an archive of this portal, or is cut off"
            ) from None
        self.manifest = self._manifest(path)

    def _manifest(self, path: Path) -> Manifest:
        try:
            told: dict[str, Any] = json.loads(self._zip.read(MANIFEST))
            form = int(told["format"])
            if form > FORMAT:
                raise ArchiveTrouble(
                    f"{path} has format {form} and this portal reads up to {FORMAT}; use the portal that made it, or a newer one"
                )
            members = {name: Member(**member) for name, member in told["members"].items()}
            made_at = datetime.fromisoformat(told["made_at"])
            manifest = Manifest(made_at, str(told["tables"]), dict(told["keys"]), members, form)
        except (KeyError, TypeError, ValueError, zipfile.BadZipFile):
            raise ArchiveTrouble(f"{path} has no manifest that can be read") from None
        if set(self._zip.namelist()) - {MANIFEST} != set(members):
            raise ArchiveTrouble(f"{path} does not hold what its manifest promises")
        if DATABASE not in members or not all(map(_is_ours, members)):
            raise ArchiveTrouble(f"{path} holds something that no backup of this portal holds")
        return manifest

    def unpack(self, folder: Path, progress: Progress) -> None:
        """Copy every member into a folder and hold it against its digest. Raises ArchiveTrouble at the first that differs."""
        for name, promised in self.manifest.members.items():
            target = folder / name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                with self._zip.open(name) as source, target.open("xb") as handle:
                    found = copy(source, handle, progress)
            except (zipfile.BadZipFile, EOFError):
                found = None
            if found != promised:
                raise ArchiveTrouble(f"the archive is damaged: {name} is not what was put into it")
            target.chmod(0o600)

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_ino, found.st_mtime_ns


def copy(source: IO[bytes], target: Target, progress: Progress) -> Member:
    """Copy everything, and say what it was."""
    digest, size = sha256(), 0
    while piece := source.read(CHUNK):
        digest.update(piece)
        size += len(piece)
        target.write(piece)
        progress(len(piece))
    return Member(size, digest.hexdigest())


def _is_ours(name: str) -> bool:
    """Whether a member has a place in a data folder, and nowhere else."""
    parts = name.split("/")
    clean = all(part not in {"", ".", ".."} and "\\" not in part for part in parts)
    return name == DATABASE or (clean and len(parts) > 1 and parts[0] in FOLDERS)


def files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every finished file below a folder by its path in it; what is still being written bears a suffix."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path.relative_to(folder).as_posix(), path


def room_in(folder: Path) -> int:
    """Bytes free where a folder lies."""
    return shutil.disk_usage(folder).free
