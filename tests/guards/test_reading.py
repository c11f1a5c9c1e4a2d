"""Reading changes nothing but the record of who looked (design rule 13)."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from portal.web.access import public
from portal.web.house import house
from tests.guards.sources import PORTAL, Module, modules
from tests.guards.test_access import planted as planted
from tests.guards.walk import READS, Outcome, address, endpoints, expected, scenes_for
from tests.guards.watching import Watch, table_written
from tests.guards.world import ROLE_NAMES, World

MAY_BE_WRITTEN = frozenset({"access_record"})


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_looking_at_a_page_changes_nothing(world: World, role: str) -> None:
    assert list(writes_by_reading(world, role)) == []


def test_no_view_takes_head_for_a_post() -> None:
    assert [fault for module in modules(PORTAL / "web") for fault in only_get(module)] == []


def only_get(module: Module) -> Iterator[str]:
    """Branches on GET alone: a HEAD, which needs no token, would then run what is meant for POST."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "request.method == 'GET'":
            yield f"{module.name}:{node.lineno}"


def writes_by_reading(world: World, role: str, only: str = "") -> Iterator[str]:
    """Every address that writes a row or a file when it is only read."""
    for endpoint in endpoints(world.app, only):
        if not endpoint.reads:
            continue
        for scene, values in scenes_for(endpoint, world):
            if expected(endpoint, world.roles[role], scene) is not Outcome.IN:
                continue
            path = address(world, endpoint, values)
            for method in READS:
                files = _files(world)
                with Watch(world.portal.casework.db.engine) as watch:
                    world.client(role).open(path, method=method).close()
                written = sorted(watch.written - MAY_BE_WRITTEN)
                if written or _files(world) != files:
                    yield f"{role}: {method} {path} wrote {written or 'a file'}"


def _files(world: World) -> set[str]:
    return {str(path) for path in world.portal.settings.files.rglob("*") if path.is_file()}


# ---- the eye itself -----------------------------------------------------------------------------


def _inserts() -> str:
    with house().casework.db.engine.begin() as connection:
        connection.execute(text("UPDATE account SET phone = phone WHERE 1 = 0"))
    return ""


def _keeps_a_file() -> str:
    folder = house().settings.files
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "planted").write_text("kept")
    return ""


@pytest.mark.parametrize("view", [_inserts, _keeps_a_file])
def test_a_page_that_writes_is_found(planted: World, view: Callable[[], str]) -> None:
    _plant(planted.app, view)
    found = list(writes_by_reading(planted, "stranger", "planted"))
    (planted.portal.settings.files / "planted").unlink(missing_ok=True)
    assert len([fault for fault in found if "/planted" in fault]) >= 1


def test_a_branch_on_get_alone_is_found() -> None:
    text = "if request.method == 'GET':\n    pass\nif request.method != 'POST':\n    pass\n"
    assert list(only_get(Module(Path("x.py"), "x", text))) == ["x:1"]


def _plant(app: Flask, view: Callable[[], str]) -> None:
    app.add_url_rule("/planted", "planted", public(view))


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ('INSERT INTO "case" (id) VALUES (?)', "case"),
        ("insert or ignore into outbox (id) values (1)", "outbox"),
        ("UPDATE task SET state=?", "task"),
        ("DELETE FROM fact WHERE id = 1", "fact"),
        ("WITH due AS (SELECT 1) UPDATE outbox SET x=1", "outbox"),
        ("CREATE TABLE planted (id int)", "planted"),
        ("SELECT updated_at FROM result", None),
        ("BEGIN IMMEDIATE", None),
    ],
)
def test_writing_is_told_from_reading(statement: str, table: str | None) -> None:
    assert table_written(statement) == table
