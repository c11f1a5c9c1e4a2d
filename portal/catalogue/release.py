"""Releases (版本): immutable, content-hashed snapshots of the catalogue."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from portal.catalogue.build import build
from portal.catalogue.checks import check
from portal.catalogue.files import read_content
from portal.catalogue.places import located
from portal.catalogue.problems import CatalogueError
from portal.catalogue.wording import lay_over
from portal.domain.bundles import Catalogue


def canonical(content: dict[str, Any]) -> bytes:
    """The bytes that are hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def release_id(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()


def read_release(services: Path, translations: Path) -> dict[str, Any]:
    """Read, check and complete a services folder. Raises CatalogueError."""
    with _uncollected():
        content = read_content(services)
        lay_over(content, translations)
        try:
            check(build(content))
        except CatalogueError as error:
            raise CatalogueError(located(error.problems, services)) from error
        return content


def load_release(content: dict[str, Any]) -> Catalogue:
    """Domain objects of a stored release; its checks were made when it was published."""
    with _uncollected():
        return build(content)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nearly all that is made stays, so looking through it for garbage again and again takes a third of the time in vain."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
