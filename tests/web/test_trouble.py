"""Trouble with the real thing: a database file that goes and comes, a full disk, files out of reach."""

from __future__ import annotations

import errno
import itertools
import os
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from portal import create_app
from portal.casework.attach import attachable
from portal.casework.opening import open_case
from portal.persistence import migrate
from portal.persistence.queries import outbox
from portal.persistence.queries.upkeep import kept_files
from portal.settings import read_settings
from portal.web import login
from portal.wiring import Portal, open_portal, vault_of
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.families import Family, known_family
from tests.inspector import Inspector

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def house(tmp_path: Path, clock: Clock) -> Iterator[Portal]:
    """An embedded portal, whose files can be taken away."""
    settings = read_settings({"PORTAL_DATA": str(tmp_path / "data")})
    migrate.upgrade(settings.database_url, vault_of(settings))
    opened = open_portal(settings, clock)
    yield opened
    opened.casework.db.close()


@pytest.fixture
def site(house: Portal, compiled_templates: BytecodeCache) -> Flask:
    """Its application, with form tokens as in real life."""
    made = create_app(house)
    made.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
    made.test_client_class = Inspector
    made.jinja_env.bytecode_cache = compiled_templates
    return made


@pytest.fixture
def family(house: Portal) -> Family:
    return known_family(house.casework)


@pytest.fixture
def draft(house: Portal, family: Family) -> UUID:
    """A draft of the mother, ready but for its papers."""
    case = make.empty_draft(house.casework, family)
    make.answer_everything(house.casework, family, case)
    return case


@pytest.fixture
def browser(site: Flask, family: Family, house: Portal) -> Inspector:
    """The mother's browser, signed in."""
    client = Inspector(site, site.response_class)
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = f"c:{family.filer.id}", True
        session[login.PERSON] = str(family.filer.person)
        session[login.PERSONS] = [str(family.filer.person)]
    return client


def _token(client: Inspector, path: str) -> str:
    found = TOKEN.search(client.get(path).text)
    assert found is not None
    return found.group(1)


def _papers(house: Portal, family: Family, draft: UUID) -> str:
    with open_case(house.casework, family.filer, draft, None) as opened:
        return min(attachable(opened))


Send = Callable[[int], TestResponse]


@pytest.fixture
def send(browser: Inspector, house: Portal, family: Family, draft: UUID) -> Send:
    """Send a photo for the draft, with the token of a page that was opened before."""
    material = _papers(house, family, draft)
    token = _token(browser, f"/cases/{draft}/materials")

    def upload(shade: int) -> TestResponse:
        file = (BytesIO(make.photo(shade)), "photo.png")
        return browser.post(
            f"/cases/{draft}/materials/{material}/files",
            data={"csrf_token": token, "file": file},
            content_type="multipart/form-data",
        )

    return upload


def _promised_and_there(house: Portal) -> tuple[set[UUID], set[UUID | None]]:
    with house.casework.db.reading() as session:
        promised = {kept.id for kept in kept_files(session)}
    return promised, {found.id for found in house.casework.files.stored()}


def test_what_was_filled_in_can_be_sent_again_when_the_database_is_back(
    house: Portal, site: Flask
) -> None:
    client = Inspector(site, site.response_class)
    form = {"csrf_token": _token(client, "/sign-in"), "phone": "19900000001"}
    there = house.settings.data / "portal.db"
    there.rename(there.with_suffix(".away"))
    answer = client.post("/sign-in", data=form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    code = answer.headers["X-Request-Id"]
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", code)
    assert code in answer.text
    assert "19900000001" not in answer.text
    there.with_suffix(".away").rename(there)
    assert client.post("/sign-in", data=form).status_code == 302


def test_nothing_is_written_into_a_database_that_somebody_removed(
    house: Portal, send: Send
) -> None:
    assert send(1).status_code == 302
    there = house.settings.data / "portal.db"
    away = there.with_suffix(".away")
    there.rename(away)
    assert send(2).status_code == 503
    assert not there.exists()
    away.rename(there)
    promised, stored = _promised_and_there(house)
    assert promised == stored
    assert send(2).status_code == 302
    assert len(_promised_and_there(house)[0]) == len(promised) + 1


def _no_more_pages(connection: DBAPIConnection, _: object) -> None:
    """As large as it is, a database may not grow: what SQLite says on a full disk it says here too."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA page_count")
    row = cursor.fetchone()
    assert row is not None
    cursor.execute(f"PRAGMA max_page_count={row[0]}")
    cursor.close()


def _fill(house: Portal) -> None:
    """Write until nothing more can be written."""
    for number in itertools.count():
        with house.casework.db.writing() as session:
            outbox.add_once(session, "filling", "x" * 100 + str(number), house.casework.clock())


def test_a_full_database_keeps_the_draft_and_takes_the_same_form_when_there_is_room(
    house: Portal, family: Family, browser: Inspector
) -> None:
    case = make.draft(house.casework, family)
    browser.get(f"/cases/{case}/review")
    fields = {field.get("name"): field.get("value") for field in browser.page.all("input")}
    form = {name: fields[name] for name in ("csrf_token", "version", "key")} | {"truth": "yes"}
    engine = house.casework.db.engine
    engine.dispose()
    event.listen(engine, "connect", _no_more_pages)
    with pytest.raises(OperationalError, match="full"):
        _fill(house)
    answer = browser.post(f"/cases/{case}/review", data=form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")
    assert "存不下" in answer.text
    assert see.tasks_of(house.casework, case) == {}
    assert "submit" not in see.verbs_of(house.casework, case)
    event.remove(engine, "connect", _no_more_pages)
    engine.dispose()
    sent = browser.post(f"/cases/{case}/review", data=form)
    assert sent.location == f"/cases/{case}/receipt"
    assert see.verbs_of(house.casework, case).count("submit") == 1


def test_a_full_disk_under_the_files_is_said_and_leaves_nothing_half_written(
    house: Portal, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as fault:
        fault.setattr(os, "fsync", full)
        assert send(1).status_code == 503
    assert _promised_and_there(house) == (set(), set())
    assert send(1).status_code == 302
    promised, stored = _promised_and_there(house)
    assert promised == stored
    assert len(promised) == 1


def test_files_out_of_reach_are_said_and_well_when_they_are_back(
    house: Portal, send: Send, browser: Inspector, draft: UUID
) -> None:
    assert send(1).status_code == 302
    [file] = _promised_and_there(house)[0]
    folder = house.settings.files
    folder.rename(folder.with_suffix(".away"))
    folder.write_bytes(b"not a folder")
    assert send(2).status_code == 503
    assert browser.get(f"/cases/{draft}/uploads/{file}").status_code == 503
    folder.unlink()
    folder.with_suffix(".away").rename(folder)
    assert browser.get(f"/cases/{draft}/uploads/{file}").status_code == 200
    assert send(2).status_code == 302
