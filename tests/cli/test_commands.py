"""Each command does its one thing, and says in one line what is wrong when it cannot."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command as alembic

from portal.cli.opening import files_of
from portal.persistence import migrate
from portal.persistence.files import place_of
from portal.persistence.migrate import differences
from portal.settings import ROOT, read_settings
from portal.wiring import vault_of
from tests.databases import open_at

from .conftest import Portal


def test_migrate_makes_the_tables_once(on_database: Portal, empty: str) -> None:
    # A slow machine says before what it is doing.
    assert on_database("migrate").output.endswith("Tables changed.\n")
    assert on_database("migrate").output == "Nothing to change.\n"
    assert differences(empty) == []


def test_migrate_check_tells_whether_tables_and_models_agree(on_database: Portal) -> None:
    before = on_database("migrate", "--check")
    assert before.exit_code == 1
    assert "differ" in before.output
    on_database("migrate")
    assert on_database("migrate", "--check").exit_code == 0


@pytest.mark.parametrize("command", [("migrate",), ("staff", "list")])
def test_files_kept_open_before_are_sealed_by_whatever_migrates(
    on_database: Portal, empty: str, tmp_path: Path, command: tuple[str, ...]
) -> None:
    db = open_at(empty)
    with db.engine.begin() as connection:
        alembic.upgrade(migrate._config(connection), "0003")
    db.close()
    file = uuid4()
    path = tmp_path / "files" / place_of(file)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"%PDF as it was sent")
    result = on_database(*command)
    assert result.exit_code == 0, result.output
    assert b"PDF" not in path.read_bytes()
    chosen = read_settings(os.environ)
    assert files_of(chosen, vault_of(chosen)).get(file) == b"%PDF as it was sent"


def test_a_wrong_setting_is_named_in_one_line(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_SERVICES", "/nowhere")
    result = portal("migrate")
    assert result.exit_code == 1
    assert result.output == "Error: PORTAL_SERVICES: /nowhere is not a folder\n"


def test_staff_are_added_listed_and_switched_off(on_database: Portal) -> None:
    office = re.search(
        r"^  (\w+):$",
        (ROOT / "services" / "regions.yaml").read_text().split("offices:")[1],
        re.MULTILINE,
    )
    assert office is not None
    added = on_database(
        "staff", "add", "liming", "--name", "李明", "--office", office[1], "--role", "clerk"
    )
    assert re.fullmatch(r"Added liming\. Password: [a-z]{4}-\d{4}-[a-z]{4}\n", added.output)
    assert on_database("staff", "list").output == f"liming  李明  {office[1]}  clerk\n"
    changed = on_database("staff", "password", "liming")
    assert re.fullmatch(
        r"The password of liming is changed\. The new one: [a-z]{4}-\d{4}-[a-z]{4}\n",
        changed.output,
    )
    assert on_database("staff", "disable", "liming").output == "liming is switched off.\n"
    assert on_database("staff", "list").output.endswith("clerk  (switched off)\n")
    again = on_database(
        "staff", "add", "liming", "--name", "李明", "--office", office[1], "--role", "clerk"
    )
    assert again.output == "Error: liming is taken, and user names are never given twice\n"


def test_what_cannot_be_is_refused_in_one_line(on_database: Portal) -> None:
    somewhere = ("--office", "nowhere", "--role", "clerk")
    assert (
        on_database("staff", "add", "li", "--name", "李明", *somewhere).output
        == "Error: there is no office nowhere\n"
    )
    assert (
        on_database("staff", "disable", "nobody").output == "Error: there is nobody called nobody\n"
    )
    assert (
        on_database("staff", "password", "nobody").output
        == "Error: there is nobody called nobody\n"
    )
    weak = on_database("staff", "password", "nobody", "--password", "aaa")
    assert weak.output == "Error: the password is too weak (short)\n"
    assert (
        "Invalid value for '--role'"
        in on_database("staff", "add", "li", "--name", "李", "--office", "x", "--role", "x").output
    )


def test_the_catalogue_of_the_demo_city_is_good_and_its_saving_is_told(portal: Portal) -> None:
    result = portal("catalogue", "check")
    assert result.exit_code == 0
    saving = re.search(r"(\d+) items need (\d+) answers; (\d+) questions are asked", result.output)
    assert saving is not None
    assert int(saving[3]) < int(saving[2])


def test_faults_of_a_catalogue_are_all_told(
    portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    services = tmp_path / "services"
    shutil.copytree(ROOT / "services", services)
    bundle = next(services.glob("bundles/*.yaml"))
    bundle.write_text(bundle.read_text() + "\nicon: twice\nicon: twice\n", encoding="utf-8")
    monkeypatch.setenv("PORTAL_SERVICES", str(services))
    result = portal("catalogue", "check")
    assert result.exit_code == 1
    assert f"{bundle.name}: line" in result.output


def test_a_port_in_use_is_said_in_one_line_before_anything_is_made(
    portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        result = portal("run")
    assert result.exit_code == 1
    assert (
        result.output
        == f"Error: port {port} is in use; choose another, for example PORT={port + 1}\n"
    )
    assert not (tmp_path / "portal.db").exists()


def test_help_names_every_command(portal: Portal) -> None:
    text = portal("--help").output
    for command in ("run", "worker", "migrate", "staff", "catalogue", "words"):
        assert re.search(rf"^  {command} ", text, re.MULTILINE)
