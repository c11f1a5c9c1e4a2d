"""Ground to measure on: a portal with a data folder and a database of its own, gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from portal.persistence.migrate import upgrade
from portal.settings import read_settings
from portal.wiring import Portal, open_portal, vault_of
from tests.cluster import cluster

SQLITE, POSTGRESQL = "sqlite", "postgresql"
KINDS = (SQLITE, POSTGRESQL)


@dataclass(frozen=True, slots=True)
class Ground:
    """An opened portal, what its processes need in their environment, and a database for the bare parts."""

    kind: str
    portal: Portal
    environment: dict[str, str]
    bare_url: str


@contextmanager
def ground(kind: str) -> Iterator[Ground]:
    """A portal on ``sqlite`` or ``postgresql``, both with their defaults for keeping what was committed."""
    with ExitStack() as stack:
        data = Path(stack.enter_context(TemporaryDirectory(prefix="portal-bench-")))
        url, bare_url = f"sqlite:///{data / 'portal.db'}", f"sqlite:///{data / 'bare.db'}"
        if kind == POSTGRESQL:
            server = stack.enter_context(cluster())
            url, bare_url = server.database("ours"), server.database("bare")
        # The keys are those of the embedded mode, whichever database is used.
        settings = replace(read_settings({"PORTAL_DATA": str(data)}), database_url=url)
        upgrade(url, vault_of(settings))
        portal = open_portal(settings)
        stack.callback(portal.casework.db.close)
        keys = {
            path.name.upper(): path.read_text("ascii") for path in settings.keys.glob("portal_*")
        }
        environment = {
            "PORTAL_DATA": str(data),
            "PORTAL_DATABASE": url,
            "PORTAL_DEMO": "1",
            # The bare parts write no log either.
            "PORTAL_LOG_LEVEL": "warning",
            **keys,
        }
        yield Ground(kind, portal, environment, bare_url)
