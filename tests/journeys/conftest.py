"""A running city and a browser for every story."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from portal.cli.opening import STOPPED
from portal.wiring import Portal
from tests.databases import Databases
from tests.factories.clock import Clock
from tests.journeys.city import RunningCity, start_city
from tests.journeys.served import ServedCity, serving
from tests.walking.story import City

CHROMIUM = ("chromium-headless-shell", "chromium")
"""Debian's names of it. The first has no window that it would draw the frame of for each new visitor."""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window.

    Closed after every story: while Playwright is open an event loop runs in this thread, and nothing else could run
    one of its own.
    """
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, CHROMIUM)))
        chromium = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def city(databases: Databases, tmp_path: Path) -> Iterator[RunningCity]:
    """A city of this story's own, on a database that is still without tables.

    A story takes most of a minute. One that is told in several ways is therefore told on one kind of database each way, chosen by
    its own parameters so that every kind has its turn; a story told in one way runs on all kinds.
    """
    url = databases.empty(tmp_path)
    running = start_city(databases.environment(url, tmp_path))
    yield running
    assert running.stop() == STOPPED
    databases.drop(url)


@pytest.fixture
def served(app: Flask, portal: Portal, clock: Clock) -> Iterator[ServedCity]:
    """A city served from within this test, with a clock that the test moves."""
    with serving(City(app, portal, clock)) as there:
        yield there
