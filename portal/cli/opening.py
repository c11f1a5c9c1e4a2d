"""What commands share: settings, an opened portal, what is said while something takes long and when it goes wrong."""

from __future__ import annotations

import errno
import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import IO, TYPE_CHECKING, Any

import click

from portal.settings import BadSetting, Settings, read_settings

if TYPE_CHECKING:
    from portal.persistence.sealed_files import SealedFiles
    from portal.persistence.session import Database
    from portal.persistence.vault import Vault
    from portal.wiring import Portal

PATIENCE_SECONDS = 1.5
STOPPED = 130
"""The exit code of a command that was ended with Ctrl-C."""
IN_USE = "in-use"
"""The file in the data folder on which every process of a portal holds a lock."""
FOR_AUTHORS = "catalogue"
"""The command that authors use."""
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


class Stopped(click.ClickException):
    """Ended with Ctrl-C; the message says what was left."""

    exit_code = STOPPED


class House(click.Group):
    """The commands, with one way to say what went wrong: a line for the operator, and never a traceback for what they can mend."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run what the arguments name, in the language of whoever reads; only commands for authors have other words than English."""
        from portal.cli.language import asked, speaking

        given = args[0] if args else kwargs.get("args")
        arguments = list(sys.argv[1:] if given is None else given)
        with speaking(asked(arguments, os.environ), click_too=arguments[:1] == [FOR_AUTHORS]):
            return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        with plainly():
            return super().invoke(ctx)


@contextmanager
def plainly() -> Iterator[None]:
    """Turn what an operator can mend into one line and an exit code."""
    from sqlalchemy.exc import OperationalError

    from portal.catalogue.problems import CatalogueError
    from portal.catalogue.saying import say

    try:
        yield
    except BadSetting as error:
        raise click.ClickException(str(error)) from error
    except CatalogueError as error:
        from portal.cli.catalogue_words import as_lines
        from portal.cli.language import fault

        told = as_lines(error.problems, every=True)
        raise fault(say("services/ is refused:\n%(faults)s", faults=told)) from error
    except OperationalError as error:
        raise click.ClickException(
            f"the database does not do what it should: {str(error.orig).splitlines()[0]}"
        ) from error
    except PermissionError as error:
        raise click.ClickException(f"{error.filename} may not be used by this user") from error
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise click.ClickException("the disk is full; nothing half-made was left") from error
    except KeyboardInterrupt:
        raise Stopped("stopped") from None


def settings() -> Settings:
    """The settings. Raises BadSetting, which ``plainly`` says in one line."""
    return read_settings(os.environ)


def database(chosen: Settings) -> Database:
    """The database as it is: no table is changed."""
    from portal.persistence.session import Database
    from portal.wiring import vault_of

    return Database(chosen.database_url, vault_of(chosen))


def opened() -> Portal:
    """The portal with its database at hand until the command ends. Raises what ``plainly`` says in one line."""
    from portal.wiring import open_portal

    chosen = settings()
    with naming_bad_keys(chosen):
        migrated(chosen)
        portal = open_portal(chosen)
    click.get_current_context().call_on_close(portal.casework.db.close)
    return portal


def migrated(chosen: Settings) -> bool:
    """Bring the database to the tables of this version, and its files with it; tells whether anything was changed."""
    from portal.persistence.migrate import upgrade
    from portal.wiring import vault_of

    vault = vault_of(chosen)
    return upgrade(chosen.database_url, vault, files_of(chosen, vault))


def files_of(chosen: Settings, vault: Vault) -> SealedFiles:
    """The store of uploads and documents, sealed under the keys of a vault."""
    from portal.persistence.files import DiskFiles
    from portal.persistence.sealed_files import SealedFiles

    return SealedFiles(DiskFiles(chosen.files), vault)


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


def occupy(chosen: Settings, *, alone: bool = False) -> IO[bytes]:
    """Hold the data folder as long as the file that is given stays open: together with others, or ``alone``.

    The system lets go of it when the process ends, however it ends.
    """
    from portal.persistence.restore import MARK

    held = (chosen.data / IN_USE).open("ab")
    try:
        fcntl.flock(held, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        who = "a portal is running on it" if alone else "it is being restored"
        raise click.ClickException(
            f"{chosen.data} is in use: {who}; wait or stop it first"
        ) from None
    if not alone and (chosen.data / MARK).exists():
        held.close()
        raise click.ClickException(
            f"a restore into {chosen.data} was cut off; run portal restore --replace again"
        )
    return held


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


@contextmanager
def showing(what: str, length: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error while something long is done, and nothing where no terminal is; what is given counts on."""
    bar = click.progressbar(
        length=max(length, 1), label=what, file=sys.stderr, hidden=not sys.stderr.isatty()
    )
    with bar:
        yield bar.update
