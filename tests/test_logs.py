"""Logs say what happened, in a fixed order and one line each, and nothing about anybody, whoever writes them."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy.exc import IntegrityError

from portal.persistence.models import Account
from portal.settings import ROOT
from portal.web.access import public
from portal.wiring import Portal
from tests.factories.log_lines import Lines, written
from tests.inspector import Inspector

SECRET = "509901199506121284"


@pytest.fixture
def lines() -> Iterator[Lines]:
    with written() as kept:
        yield kept


@pytest.fixture
def plain_lines() -> Iterator[Lines]:
    with written("plain") as kept:
        yield kept


def test_a_request_is_one_line_in_a_fixed_order(client: Inspector, lines: Lines) -> None:
    answer = client.get(f"/search?q={SECRET}")
    [line] = lines.kept
    told = json.loads(line)
    assert list(told) == [
        *("at", "level", "event", "request", "endpoint", "method", "status", "ms", "actor"),
    ]
    assert told["endpoint"] == "public.search"
    assert told["request"] == answer.headers["X-Request-Id"]
    assert SECRET not in line


def test_an_address_that_leads_nowhere_is_not_written_down(client: Inspector, lines: Lines) -> None:
    client.get(f"/{SECRET}")
    assert [line["endpoint"] for line in lines.told()] == ["none"]
    assert SECRET not in lines.kept[0]


def _break() -> str:
    raise RuntimeError(SECRET)


def test_what_broke_is_named_by_type_and_place_and_found_by_its_code(
    client: Inspector, app: Flask, lines: Lines
) -> None:
    app.add_url_rule("/planted", "planted", public(_break))
    answer = client.get("/planted")
    broke = next(line for line in lines.told() if line["event"] == "request broke")
    assert answer.status_code == 500
    assert broke["request"] in answer.text
    assert broke["error"] == "RuntimeError"
    assert re.search(r"tests/test_logs\.py:\d+:_break$", broke["where"])
    assert SECRET not in "".join(lines.kept)


def test_an_error_of_the_database_does_not_tell_what_was_written(
    portal: Portal, clock: Any, lines: Lines
) -> None:
    log = structlog.get_logger("portal.test")
    try:
        with portal.casework.db.writing() as session:
            for _ in range(2):
                session.add(Account(phone=SECRET, created_at=clock()))
    except IntegrityError as error:
        log.error("planted", exc_info=error)  # noqa: TRY400 — as the portal does
        logging.getLogger("somebody").exception("it broke")
    assert [line["error"] for line in lines.told()] == ["IntegrityError"] * 2
    assert SECRET not in "".join(lines.kept)


def test_a_library_is_quoted_without_what_it_filled_in(lines: Lines) -> None:
    logging.getLogger("somebody").warning("cannot read %s of %s", "name", SECRET)
    logging.getLogger("somebody").warning("cannot read " + SECRET)  # noqa: G003 — as some libraries do
    assert [line["event"] for line in lines.told()] == ["cannot read %s of %s", "said something"]
    assert SECRET not in "".join(lines.kept)


def test_plain_lines_say_the_same_to_somebody_who_reads_along(
    client: Inspector, plain_lines: Lines
) -> None:
    client.get("/")
    assert re.fullmatch(
        r"\S+Z info    request request=\S{9} endpoint=public\.home method=GET status=200 ms=[\d.]+ actor=nobody",
        plain_lines.kept[0],
    )


def test_a_refused_sign_in_is_told_by_its_kind_alone(client: Inspector, lines: Lines) -> None:
    client.post("/staff/sign-in", data={"username": "wangfang", "password": SECRET})
    refused = next(line for line in lines.told() if line["event"] == "sign-in refused")
    assert (refused["kind"], refused["level"]) == ("staff", "warning")
    assert "wangfang" not in "".join(lines.kept)


@pytest.mark.parametrize(("form", "begins"), [("json", "{"), ("plain", "2")])
def test_what_is_written_goes_to_standard_error_from_the_level_on_that_was_set(
    form: str, begins: str
) -> None:
    script = (
        "import structlog\nfrom portal.logs import write_logs\nfrom types import SimpleNamespace\n"
        f"write_logs(SimpleNamespace(log_format={form!r}, log_level='warning'))\n"
        "log = structlog.get_logger('portal.x')\nlog.info('quiet')\nlog.warning('loud', kind='k')"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert line.startswith(begins)
    assert "loud" in line
