"""The points of death are where they are said to be: before a commit nobody has the work, after one the database has it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from portal.settings import ROOT
from tests.chaos.fate import AFTER_COMMIT, BEFORE_COMMIT, FILE_KEPT, WEB, Plan

WRITES = """
import os, sys
from pathlib import Path
from uuid import uuid4
from sqlalchemy import create_engine
from sqlalchemy.engine.default import DefaultDialect
from portal.persistence.files import DiskFiles
from tests.chaos.fate import WEB, read_plan, tempt

plan, begins = read_plan(os.environ), sys.argv[1]
commit = DefaultDialect.do_commit


def commit_then_storm(dialect, connection):
    commit(dialect, connection)
    if begins == "after commit":
        plan.raging.touch()


DefaultDialect.do_commit = commit_then_storm
tempt(plan, WEB)
with create_engine(f"sqlite:///{plan.folder}/x.db").begin() as connection:
    connection.exec_driver_sql("INSERT INTO x VALUES (1)")
    if begins == "file kept, row not":
        plan.raging.touch()
        DiskFiles(Path(plan.folder, "files")).put(uuid4(), b"a photo")
    if begins == "before commit":
        plan.raging.touch()
"""
"""Writes one row and perhaps one file; the storm begins just before the point that is named."""


@pytest.mark.parametrize(
    ("place", "rows", "files"),
    [(BEFORE_COMMIT, 0, 0), (AFTER_COMMIT, 1, 0), (FILE_KEPT, 0, 1), ("never", 1, 0)],
)
def test_a_process_dies_where_it_says(tmp_path: Path, place: str, rows: int, files: int) -> None:
    database = sqlite3.connect(tmp_path / "x.db")
    database.execute("CREATE TABLE x (y)")
    plan = Plan(str(tmp_path), "1", {WEB: 1.0}, 1.0)
    died = subprocess.run(  # noqa: S603
        [sys.executable, "-c", WRITES, place],
        cwd=ROOT,
        env={**os.environ, **plan.environment()},
        check=False,
    )
    there = database.execute("SELECT y FROM x").fetchall()
    database.close()
    assert died.returncode == (0 if place == "never" else -signal.SIGKILL)
    assert plan.count() == ({} if place == "never" else {f"{WEB} {place}": 1})
    assert len(there) == rows
    assert len(list(tmp_path.glob("files/*/*"))) == files
