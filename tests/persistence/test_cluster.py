"""The house on PostgreSQL: the same tables, the same verbs, and many at once."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from alembic import command
from sqlalchemy.exc import OperationalError

from portal.casework.context import Casework
from portal.casework.submit import submit
from portal.domain.states import TaskState
from portal.people.codes import CodePurpose
from portal.people.send_code import send_code
from portal.persistence import migrate
from portal.persistence import session as session_module
from portal.persistence.queries import accounts, cases
from portal.persistence.session import Database
from portal.settings import ROOT, read_settings
from portal.wiring import Portal, open_portal
from tests import cluster as server
from tests.cluster import Cluster, NoServer
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.families import SUN, citizen, known_family

MIGRATED = "migrated"
AT_ONCE = 8


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Cluster]:
    with server.cluster(durable=False) as running:
        migrate.upgrade(running.database(MIGRATED))
        yield running


@pytest.fixture
def url(postgresql: Cluster) -> Iterator[str]:
    """A database of one test's own, its tables made by the migrations."""
    name = f"test_{uuid4().hex}"
    yield postgresql.database(name, like=MIGRATED)
    postgresql.drop(name)


@pytest.fixture
def empty(postgresql: Cluster) -> Iterator[str]:
    """A database without tables."""
    name = f"test_{uuid4().hex}"
    yield postgresql.database(name)
    postgresql.drop(name)


@pytest.fixture
def large(url: str, tmp_path: Path, clock: Clock) -> Iterator[Portal]:
    """The whole house on PostgreSQL."""
    keys = {"PORTAL_SECRET_KEY": "a key for sessions", "PORTAL_RECORD_KEY": "ab" * 32}
    portal = open_portal(
        read_settings({"PORTAL_DATA": str(tmp_path), "PORTAL_DATABASE": url, **keys}), clock
    )
    yield portal
    portal.casework.db.close()


@pytest.fixture
def work(large: Portal) -> Casework:
    return large.casework


def tables(url: str) -> set[str]:
    db = Database(url)
    try:
        with db.engine.connect() as connection:
            found = connection.exec_driver_sql(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            )
            return {row[0] for row in found}
    finally:
        db.close()


def test_a_server_leaves_nothing_behind() -> None:
    with server.cluster(durable=False) as running:
        address = running.url.replace("+psycopg", "")
        psycopg.connect(address).close()
        assert running.folder.exists()
    assert not running.folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)


def test_a_server_ends_with_the_process_that_asked_for_it_however_that_ends() -> None:
    script = (
        "import sys; from tests.cluster import cluster\n"
        "with cluster(durable=False) as running:\n"
        "    print(running.process.pid, running.folder, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as asked:
        assert asked.stdout is not None
        shepherd, folder = asked.stdout.readline().split()
        watching = os.pidfd_open(int(shepherd))
        asked.send_signal(signal.SIGKILL)
    ended, _, _ = select.select([watching], [], [], server.STOP_SECONDS)
    os.close(watching)
    assert ended
    assert not Path(folder).exists()


def test_a_machine_without_the_server_is_told_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "HOME", tmp_path)
    with pytest.raises(NoServer, match=r"^PostgreSQL is not installed here; please run: [^\n]+$"):
        server.cluster().__enter__()


def test_a_database_is_reached_by_loopback_and_by_socket(postgresql: Cluster, url: str) -> None:
    by_socket = postgresql.by_socket(url.rpartition("/")[2])
    assert tables(url) == tables(by_socket) != set()


def test_migrations_and_models_say_the_same(empty: str) -> None:
    assert migrate.differences(empty)
    migrate.upgrade(empty)
    assert migrate.differences(empty) == []
    assert not migrate.upgrade(empty)


def test_every_migration_can_be_taken_back(url: str) -> None:
    db = Database(url)
    with db.engine.begin() as connection:
        command.downgrade(migrate._config(connection), "base")
    db.close()
    assert tables(url) == {"alembic_version"}


def test_two_processes_that_upgrade_at_once_do_it_once(empty: str) -> None:
    script = f"from portal.persistence.migrate import upgrade; print(upgrade({empty!r}))"

    def upgrade(_: int) -> str:
        return subprocess.run(  # noqa: S603
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        ).stdout.strip()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(upgrade, range(2))) == ["False", "True"]
    assert migrate.differences(empty) == []


def test_processes_that_open_at_once_publish_the_release_once(large: Portal) -> None:
    def open_again(_: int) -> str:
        portal = open_portal(large.settings)
        portal.casework.db.close()
        return portal.casework.shelf.current_id

    with large.casework.db.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM release")
    with ThreadPoolExecutor(2) as both:
        assert len(set(both.map(open_again, range(2)))) == 1


def test_a_case_goes_from_its_first_answer_to_its_last_approval(work: Casework) -> None:
    case = make.finished_case(work, chosen=make.OPTIONAL)
    assert set(see.states_of(work, case).values()) == {TaskState.APPROVED}
    assert [event.sequence for event in see.events_of(work, case)] == list(
        range(1, len(see.events_of(work, case)) + 1)
    )


def test_cases_sent_at_once_on_a_new_day_get_numbers_that_follow_each_other(
    work: Casework, clock: Clock
) -> None:
    family = known_family(work)
    drafts = [make.draft(work, family) for _ in range(AT_ONCE)]
    clock.pass_time(timedelta(days=1))

    def send(case: UUID) -> str:
        return submit(work, family.filer, case, key=uuid4(), another=True).number

    with ThreadPoolExecutor(AT_ONCE) as everybody:
        numbers = sorted(everybody.map(send, drafts))
    assert len({number[:-7] for number in numbers}) == 1
    assert [int(number[-7:-1]) for number in numbers] == list(range(1, AT_ONCE + 1))


def test_one_case_sent_from_many_tabs_at_once_has_one_receipt(work: Casework) -> None:
    family = known_family(work)
    case, key = make.draft(work, family), uuid4()
    with ThreadPoolExecutor(AT_ONCE) as tabs:
        receipts = list(
            tabs.map(lambda _: submit(work, family.filer, case, key=key), range(AT_ONCE))
        )
    assert len({receipt.number for receipt in receipts}) == 1
    assert Counter(receipt.repeated for receipt in receipts) == {False: 1, True: AT_ONCE - 1}
    assert see.verbs_of(work, case).count("submit") == 1


def test_one_phone_that_signs_in_twice_at_once_has_one_account(work: Casework) -> None:
    with ThreadPoolExecutor(AT_ONCE) as tabs:
        actors = set(tabs.map(lambda _: citizen(work, SUN), range(AT_ONCE)))
    assert len(actors) == 1


def test_a_code_can_be_sent_to_a_phone_nobody_knows(large: Portal) -> None:
    send_code(large.people, SUN.phone, CodePurpose.SIGN_IN, language="zh_Hans_CN", mode="standard")
    with large.casework.db.reading() as session:
        assert accounts.newest_code(session, SUN.phone, CodePurpose.SIGN_IN) is not None


def test_writers_of_one_process_take_turns_on_the_embedded_database(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def count(_: int) -> int:
        with db.writing() as session:
            return cases.next_number(session, "turns")

    with ThreadPoolExecutor(AT_ONCE) as writers:
        assert sorted(writers.map(count, range(50))) == list(range(1, 51))
    monkeypatch.setattr(session_module, "BUSY_MILLISECONDS", 1)
    with (
        db.writing(),
        ThreadPoolExecutor(1) as another,
        pytest.raises(OperationalError, match="another thread is writing"),
    ):
        another.submit(count, 0).result()
