"""Files that are whole or not there at all, even when the power goes. Of the standard library only, so that any part may use it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

OWN = 0o600
"""Readable by the owner only."""


def replace_whole(path: Path, data: bytes) -> None:
    """Write beside, flush to disk, then move into place. What is beside is called as the file, a dot and an id of its own."""
    beside = path.with_name(f"{path.name}.{uuid4().hex}")
    with _written(beside, data, OWN):
        beside.replace(path)


def keep_first(path: Path, data: bytes, mode: int = OWN) -> None:
    """Write a file unless it is there; of several who come at once the first one's stands, and no reader sees half of it."""
    if path.exists():
        return
    beside = path.with_name(f".new-{uuid4().hex}")
    with _written(beside, data, mode), suppress(FileExistsError):
        os.link(beside, path)


def sync_folder(folder: Path) -> None:
    """See to it that a name given in a folder is there after a power cut: it is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _written(beside: Path, data: bytes, mode: int) -> Iterator[None]:
    """A new file that is on the disk; whatever happens, nothing is left under its name."""
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWN)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode != OWN:
            beside.chmod(mode)
        yield
    finally:
        beside.unlink(missing_ok=True)
