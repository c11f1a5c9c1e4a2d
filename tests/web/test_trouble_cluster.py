"""PostgreSQL stops while the portal serves, and comes back: calm meanwhile, well after, and nobody restarts anything."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from jinja2 import BytecodeCache

from portal import create_app
from portal.cli import main
from portal.jobs import relay
from portal.jobs.work import Work
from portal.jobs.worker import work as run_worker
from portal.persistence import migrate
from portal.persistence.models import OutboxRow
from portal.persistence.queries import outbox
from portal.settings import read_settings
from portal.wiring import Portal, open_portal
from tests import cluster as server
from tests.cluster import Cluster
from tests.factories import cases as make
from tests.factories.vault import KEYS, vault

PATIENCE_SECONDS = 60


@pytest.fixture
def postgresql() -> Iterator[Cluster]:
    """A server of this test's own, since it will be stopped."""
    with server.cluster(durable=False) as running:
        yield running


@pytest.fixture
def large(postgresql: Cluster, tmp_path: Path) -> Iterator[Portal]:
    url = postgresql.database("portal")
    migrate.upgrade(url, vault())
    keys = {
        "PORTAL_SECRET_KEY": "a key for sessions",
        "PORTAL_RECORD_KEY": "ab" * 32,
        "PORTAL_VAULT_KEYS": KEYS,
    }
    portal = open_portal(
        read_settings(
            {"PORTAL_DATA": str(tmp_path), "PORTAL_DATABASE": url, "PORTAL_DEMO": "1", **keys}
        )
    )
    yield portal
    portal.casework.db.close()


def _pg_ctl(postgresql: Cluster, action: str) -> None:
    """Stop the server at once, or start it as it was started before."""
    how = ["-m", "immediate"] if action == "stop" else ["-l", str(postgresql.folder / "log")]
    if action == "start":
        port, sockets = postgresql.port, postgresql.folder
        chosen = (
            f"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={sockets}"
        )
        how += ["-o", f"{chosen} -c fsync=off"]
    program = str(server._programs() / "pg_ctl")
    user = server._user()
    subprocess.run(  # noqa: S603
        [program, action, "-s", "-w", "-D", str(postgresql.folder / "data"), *how],
        cwd=postgresql.folder,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )


def test_a_server_that_stops_and_starts_again_is_borne_by_web_and_worker(
    postgresql: Cluster,
    large: Portal,
    compiled_templates: BytecodeCache,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(relay, "WAIT_AFTER_TROUBLE_SECONDS", 0.1)
    app = create_app(large)
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False)
    app.jinja_env.bytecode_cache = compiled_templates
    browser = FlaskClient(app, app.response_class)
    stop, done = Event(), Event()

    def handler(_: Portal, work: Work) -> None:
        done.set()

    def story() -> None:
        try:
            _stop_and_start(postgresql, browser)
            with large.casework.db.writing() as session:
                outbox.add_once(session, "work", "after the trouble", large.casework.clock())
            done.wait(PATIENCE_SECONDS)
        finally:
            stop.set()

    assert browser.get("/healthz").get_json() == {"status": "ok", "worker": "ok"}
    with ThreadPoolExecutor(1) as beside:
        told = beside.submit(story)
        # The worker minds signals, so it has the main thread.
        run_worker(large, stop, {"work": handler})
        told.result()
    assert done.is_set()
    with large.casework.db.reading() as session:
        row = session.query(OutboxRow).filter_by(effect_key="after the trouble").one()
    assert row.done_at is not None


def test_check_looks_over_all_but_the_pages_and_says_what_looks_at_those(
    large: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "PORTAL_DATA": str(large.settings.data),
        "PORTAL_DATABASE": large.settings.database_url,
        "PORTAL_SECRET_KEY": "a key for sessions",
        "PORTAL_RECORD_KEY": "ab" * 32,
        "PORTAL_VAULT_KEYS": KEYS,
    }.items():
        monkeypatch.setenv(name, value)
    make.filed_case(large.casework)
    result = CliRunner().invoke(main, ["check", "--files"])
    assert result.exit_code == 0, result.output
    assert "with PostgreSQL use pg_amcheck" in result.output
    promised = next(iter(large.casework.files.stored()))
    large.casework.files.sweep(promised)
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 1
    assert "has no file" in result.output


def _stop_and_start(postgresql: Cluster, browser: FlaskClient) -> None:
    """What somebody sees who signs in meanwhile, with the same form each time."""
    form = {"phone": "19900000001"}
    _pg_ctl(postgresql, "stop")
    answer = browser.post("/sign-in", data=form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert browser.get("/healthz").status_code == 503
    assert browser.get("/healthz/alive").status_code == 200
    _pg_ctl(postgresql, "start")
    assert browser.post("/sign-in", data=form).status_code == 302
    assert browser.get("/healthz").status_code == 200
