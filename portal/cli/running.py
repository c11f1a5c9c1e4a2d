"""``portal run``, and the two processes it is made of."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import socket
import sys
import time
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import click

from portal.cli.children import Children, end_with_parent
from portal.cli.opening import STOPPED, Stopped, occupy, opened, settings, telling
from portal.logs import write_logs
from portal.metrics import forget

HOST = "127.0.0.1"
LOG_LEVEL = "PORTAL_LOG_LEVEL"
WEB_WORKERS = 2
THREADS_PER_WORKER = 4
START_SECONDS = 60
STOP_SECONDS = 10


@click.command()
def run() -> None:
    """Start web and worker, with the demo city unless PORTAL_DEMO=0. PORT and PORTAL_DATA say where."""
    from portal.catalogue.saying import say
    from portal.cli.demo import greeting, load_staff
    from portal.cli.language import spoken

    chosen, port = settings(), _port()
    _check_free(port)
    with occupy(chosen):
        forget(chosen.metrics)
        children = Children()
        with telling(spoken(say("Preparing the database and reading services/"))):
            portal = opened()
        with telling(spoken(say("Making the demo's staff accounts"))):
            sign_ins = load_staff(portal) if chosen.demo else []
        portal.casework.db.close()
        if sys.stderr.isatty():
            # Somebody looks at the greeting, with addresses and sign-ins; lines for each request would carry it away.
            os.environ.setdefault(LOG_LEVEL, "warning")
        children.start("worker")
        children.start("web")
        address = f"http://{HOST}:{port}"
        with telling(spoken(say("Starting the web server"))):
            _wait_for(address, children)
        if not children.ended():
            click.echo(greeting(portal, address, sign_ins))
        code = children.wait()
    if code == STOPPED:
        stopped = say(
            "Stopped. What was in hand is finished or will be taken up again at the next start."
        )
        click.echo(spoken(stopped), err=True)
    sys.exit(code)


@click.command(hidden=True)
def web() -> None:
    """Serve the pages; ``portal run`` starts this."""
    serve("portal:create_app", _port())


def serve(application: str, port: int) -> None:
    """Serve what a factory makes (``module:function``) until told to stop, or until the parent is gone."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    # Forked workers would take over our threads and, until theirs stand, swallow the signals that stop them.
    multiprocessing.set_start_method("spawn")
    write_logs(settings())
    end_with_parent()
    Granian(
        application,
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=WEB_WORKERS,
        blocking_threads=THREADS_PER_WORKER,
        websockets=False,
        workers_kill_timeout=STOP_SECONDS,
        # One process that dies takes down its own requests, not the whole house.
        respawn_failed_workers=True,
        log_level=LogLevels.error,
    ).serve()


@click.command()
@click.option("--quiet", is_flag=True, help="Say only what failed.")
def worker(*, quiet: bool) -> None:
    """Do what happens after the response. Several may run, on one host or more."""
    from portal.audit.keys import BadKey
    from portal.jobs.sealing import journal_key
    from portal.jobs.worker import work

    chosen = settings()
    write_logs(chosen, least="warning" if quiet else None)
    end_with_parent()
    with occupy(chosen):
        portal = opened()
        try:
            journal_key(portal)
        except BadKey as error:
            raise click.ClickException(str(error)) from error
        ended_by = work(portal)
    if ended_by == signal.SIGINT:
        raise Stopped("stopped; what was in hand is finished, the rest waits for the next start")


def _port() -> int:
    return int(os.environ.get("PORT", "8000"))


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise click.ClickException(
                    f"port {port} cannot be used: {error.strerror}"
                ) from error
            raise click.ClickException(
                f"port {port} is in use; choose another, for example PORT={port + 1}"
            ) from error


def _wait_for(address: str, children: Children) -> None:
    """Wait until the web server answers anything at all, or a child has ended."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not children.ended():
        try:
            with urlopen(f"{address}/healthz", timeout=START_SECONDS):  # noqa: S310 — our own address
                return
        except HTTPError as error:
            error.close()
            return
        except (URLError, ConnectionError):
            time.sleep(0.05)
