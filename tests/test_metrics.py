"""Counts are added up over processes, survive their end, and are told in the format that Prometheus reads."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from portal.metrics import BOUNDS, ENDING, PIECE, Gauge, Metrics, forget
from portal.persistence.queries import outbox
from portal.settings import ROOT, BadSetting, read_settings
from portal.wiring import Portal
from tests.factories import cases as make
from tests.factories.clock import Clock
from tests.factories.looking import task_of
from tests.guards.watching import Watch
from tests.inspector import Inspector

TOKEN = "a-token-for-the-watch"
GIVEN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def metrics(tmp_path: Path) -> Iterator[Metrics]:
    made = Metrics(tmp_path / "metrics")
    yield made
    made.close()


def _read(text: bytes) -> dict[str, Metric]:
    return {family.name: family for family in text_string_to_metric_families(text.decode())}


def _samples(text: bytes) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in _read(text).values()
        for sample in family.samples
    }


def _value(text: bytes, name: str, **labels: str) -> float:
    return _samples(text)[name, frozenset(labels.items())]


def test_requests_are_counted_by_endpoint_method_and_kind_of_answer(metrics: Metrics) -> None:
    for status in (200, 204, 404):
        metrics.request("public.home", "GET", status, 0.02)
    metrics.request("public.home", "BREW", 405, 0.02)
    text = metrics.text([])
    labels = {"endpoint": "public.home", "method": "GET"}
    assert _value(text, "portal_requests_total", status="2xx", **labels) == 2
    assert _value(text, "portal_requests_total", status="4xx", **labels) == 1
    assert (
        _value(text, "portal_requests_total", endpoint="public.home", method="other", status="4xx")
        == 1
    )


def test_durations_fall_into_buckets_that_hold_the_smaller_ones_too(metrics: Metrics) -> None:
    for seconds in (0.001, 0.005, 0.3, 99.0):
        metrics.job("notify", "done", seconds)
    text = metrics.text([])

    def below(bound: str) -> float:
        return _value(text, "portal_job_seconds_bucket", kind="notify", le=bound)

    assert [below(b) for b in ("0.005", "0.25", "0.5", "10.0", "+Inf")] == [2, 2, 3, 3, 4]
    assert _value(text, "portal_job_seconds_count", kind="notify") == 4
    assert _value(text, "portal_job_seconds_sum", kind="notify") == pytest.approx(99.306)
    assert len(_read(text)["portal_job_seconds"].samples) == len(BOUNDS) + 3


def test_threads_that_count_at_once_lose_nothing(metrics: Metrics) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: metrics.request("a", "GET", 200, 0.1), range(400)))
    assert (
        _value(metrics.text([]), "portal_requests_total", endpoint="a", method="GET", status="2xx")
        == 400
    )


def test_a_process_that_was_killed_takes_no_count_with_it(metrics: Metrics, tmp_path: Path) -> None:
    script = (
        "import os, signal\nfrom pathlib import Path\nfrom portal.metrics import Metrics\n"
        f"Metrics(Path({str(tmp_path / 'metrics')!r})).job('k', 'done', 1.0)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    for _ in range(2):
        died = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)  # noqa: S603
        assert died.returncode == -signal.SIGKILL
    metrics.job("k", "done", 1.0)
    assert _value(metrics.text([]), "portal_jobs_total", kind="k", outcome="done") == 3
    metrics.close()
    forget(tmp_path / "metrics")
    assert "portal_jobs_total{" not in metrics.text([]).decode()


def test_a_file_that_is_cut_off_or_odd_spoils_nothing(metrics: Metrics, tmp_path: Path) -> None:
    metrics.job("k", "done", 1.0)
    [mine] = (tmp_path / "metrics").glob(f"*{ENDING}")
    (tmp_path / "metrics" / f"cut{ENDING}").write_bytes(mine.read_bytes()[:-3])
    (tmp_path / "metrics" / f"empty{ENDING}").write_bytes(b"\0" * 40)
    assert _value(metrics.text([]), "portal_jobs_total", kind="k", outcome="done") >= 1


def test_counting_never_stops_what_is_counted(tmp_path: Path) -> None:
    (tmp_path / "metrics").write_bytes(b"in the way")
    Metrics(tmp_path / "metrics").job("k", "done", 1.0)


def test_a_file_grows_with_what_is_counted_and_keeps_what_it_has(metrics: Metrics) -> None:
    endpoints = [f"public.page_{number}" for number in range(3 * PIECE // 200)]
    for _ in range(2):
        for endpoint in endpoints:
            metrics.request(endpoint, "GET", 200, 0.02)
    told = _samples(metrics.text([]))
    for endpoint in endpoints:
        labels = {"endpoint": endpoint, "method": "GET", "status": "2xx"}
        assert told["portal_requests_total", frozenset(labels.items())] == 2


def test_a_disk_without_room_stops_neither_counting_nor_answers(
    metrics: Metrics, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on device")

    metrics.job("notify", "done", 0.1)
    monkeypatch.setattr(os, "posix_fallocate", full)
    for number in range(PIECE // 50):
        metrics.job(f"kind_{number}", "done", 0.1)
    metrics.job("notify", "done", 0.1)
    assert _value(metrics.text([]), "portal_jobs_total", kind="notify", outcome="done") == 2


def test_labels_are_quoted(metrics: Metrics) -> None:
    text = metrics.text([Gauge("g", "w", ("l",), {('a"b\\c\n',): 2})])
    assert _value(text, "g", l='a"b\\c\n') == 2


# ---- the page -----------------------------------------------------------------------------------


@pytest.fixture
def watched(app: Flask, portal: Portal) -> Portal:
    """The application with a token set."""
    settings = replace(portal.settings, metrics_token=TOKEN)
    app.extensions["portal"] = replace(portal, settings=settings)
    return portal


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic YTpi"},
        {"Authorization": "Bearer"},
    ],
)
def test_without_the_token_there_is_no_such_page(
    client: Inspector, watched: Portal, headers: dict[str, str]
) -> None:
    assert client.get("/metrics", headers=headers).status_code == 404


def test_without_the_setting_there_is_no_such_page_for_anybody(client: Inspector) -> None:
    for headers in (GIVEN, {"Authorization": "Bearer "}):
        assert client.get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize("token", ["short", "令牌令牌令牌令牌令牌令牌令牌令牌"])
def test_a_token_that_can_be_guessed_or_not_be_sent_is_refused(tmp_path: Path, token: str) -> None:
    with pytest.raises(BadSetting, match="PORTAL_METRICS_TOKEN"):
        read_settings({"PORTAL_DATA": str(tmp_path), "PORTAL_METRICS_TOKEN": token})


def test_work_that_waits_is_told_in_numbers(
    client: Inspector, watched: Portal, clock: Clock
) -> None:
    case = make.released_case(watched.casework)
    task = task_of(watched.casework, case, make.CERTIFICATE)
    with watched.casework.db.writing() as session:
        outbox.add_once(session, "work", "now", clock())
    clock.pass_time(timedelta(minutes=3))
    with Watch(watched.casework.db.engine) as watch:
        text = client.get("/metrics", headers=GIVEN).data
    assert watch.written == set()
    assert _value(text, "portal_database_up") == 1
    assert _value(text, "portal_outbox_due") >= 1
    assert _value(text, "portal_outbox_oldest_seconds") >= 180
    where = {"department": task.department, "state": task.state.value}
    assert _value(text, "portal_tasks_open", **where) >= 1
    assert _value(text, "portal_tasks_overdue", **where) == 0
    assert _read(text)["portal_build_info"].samples[0].value == 1
    again = client.get("/metrics", headers=GIVEN).data
    counted = {"endpoint": "public.metrics", "method": "GET", "status": "2xx"}
    assert _value(again, "portal_requests_total", **counted) == 1


def test_few_statements_are_enough(client: Inspector, watched: Portal) -> None:
    from sqlalchemy import Engine, event

    client.get("/metrics", headers=GIVEN)
    said: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        said.append(statement)

    # Whichever engine asks: what is only read has one of its own.
    event.listen(Engine, "before_cursor_execute", note)
    client.get("/metrics", headers=GIVEN)
    event.remove(Engine, "before_cursor_execute", note)
    assert len(said) == 2
    assert not [each for each in said if each.startswith("BEGIN")]
