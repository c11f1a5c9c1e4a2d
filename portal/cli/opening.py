"""What commands share: settings, an opened portal, a word when something takes long, and quiet logs."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

import click

from portal.settings import BadSetting, Settings, read_settings

if TYPE_CHECKING:
    from portal.wiring import Portal

PATIENCE_SECONDS = 1.5


def settings() -> Settings:
    """The settings, or one line that says which is wrong."""
    try:
        return read_settings(os.environ)
    except BadSetting as error:
        raise click.ClickException(str(error)) from error


def opened() -> Portal:
    """The portal with its database at hand until the command ends, or the faults of the catalogue."""
    from portal.catalogue.problems import CatalogueError
    from portal.persistence.migrate import upgrade
    from portal.persistence.renewal import seal_open_files
    from portal.wiring import open_portal, vault_of

    chosen = settings()
    try:
        with naming_bad_keys(chosen):
            changed = upgrade(chosen.database_url, vault_of(chosen))
            portal = open_portal(chosen)
    except CatalogueError as error:
        raise click.ClickException(f"services/ is refused:\n{error}") from error
    click.get_current_context().call_on_close(portal.casework.db.close)
    if changed:
        seal_open_files(portal.casework.files)
    return portal


@contextmanager
def naming_bad_keys(chosen: Settings) -> Iterator[None]:
    """Say in one line which key is missing or cannot be read, and where it belongs."""
    from portal.persistence.keyring import BadKeys, KeyMissing

    where = "PORTAL_VAULT_KEYS" if chosen.vault_keys is not None else str(chosen.key_file)
    try:
        yield
    except BadKeys as error:
        raise click.ClickException(f"{where}: {error}") from error
    except KeyMissing as error:
        raise click.ClickException(
            f"{error}. Put back the keys of this database ({where}); nothing was changed"
        ) from error


@contextmanager
def telling(what: str) -> Iterator[None]:
    """Say what is being done if it takes more than a moment."""
    timer = Timer(PATIENCE_SECONDS, lambda: click.echo(f"{what} …"))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def log_from(level: int) -> None:
    """Log from a level upwards, one line each, to standard error."""
    import structlog

    logging.basicConfig(level=level, format="%(levelname)s %(name)s %(message)s")
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
    )
