"""The house rules about who may know whom, and how long a module may be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.guards import import_rules
from tests.guards.sources import PORTAL, ROOT, modules, python_files

MODULE_LINES, TEST_LINES = 300, 400


def test_nobody_imports_what_the_table_does_not_allow() -> None:
    assert import_rules.faults(PORTAL) == []


def test_queries_stand_in_persistence_only() -> None:
    assert import_rules.selects(PORTAL) == []


def test_no_module_is_too_long_to_be_read() -> None:
    assert too_long(PORTAL, MODULE_LINES) == []
    assert too_long(ROOT / "tests", TEST_LINES) == []


def test_every_module_says_what_it_is() -> None:
    assert [m.name for m in modules(PORTAL) if silent(m.text)] == []


def too_long(folder: Path, limit: int) -> list[str]:
    """Files of ``limit`` lines or more."""
    return [
        f"{path.relative_to(folder)}: {count} lines"
        for path in python_files(folder)
        if (count := len(path.read_text(encoding="utf-8").splitlines())) >= limit
    ]


def silent(text: str) -> bool:
    """Whether a module begins without a docstring."""
    return bool(text.strip()) and not text.lstrip().startswith(('"""', 'r"""'))


# ---- the eye itself -----------------------------------------------------------------------------

Plant = Callable[[str, str], Path]


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Write a module of an otherwise empty house, and give the house."""

    def write(path: str, text: str) -> Path:
        file = tmp_path / "portal" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return tmp_path / "portal"

    return write


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("domain/states.py", "from portal.persistence import base"),
        ("domain/states.py", "from sqlalchemy import String"),
        ("domain/states.py", "import babel"),
        ("catalogue/files.py", "from portal.persistence.queries import cases"),
        ("casework/start.py", "def late():\n    from portal.jobs import relay"),
        ("casework/start.py", "from flask import g"),
        ("casework/start.py", "from sqlalchemy import select"),
        ("web/house.py", "from portal.wiring import Portal"),
        ("web/citizen/cases.py", "from portal.persistence.models import Case"),
        ("web/public/verify.py", "from portal.documents.seal import DemoSealer"),
        ("jobs/relay.py", "from portal.web import house"),
        ("documents/render.py", "from weasyprint import HTML"),
        ("documents/seal.py", "import pyhanko.sign"),
        ("people/desk.py", "from ..persistence import session"),
        ("attic/misc.py", "import os"),
    ],
)
def test_a_forbidden_import_is_found(plant: Plant, path: str, text: str) -> None:
    assert len(import_rules.faults(plant(path, text))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("domain/states.py", "from enum import StrEnum\nfrom portal.domain.items import Item"),
        ("web/house.py", "if TYPE_CHECKING:\n    from portal.wiring import Portal"),
        ("web/public/verify.py", "from portal.documents.verify import verify"),
        ("documents/render.py", "def render():\n    from weasyprint import HTML"),
        ("wiring.py", "from portal.casework.shelf import publish"),
        ("cli/running.py", "from portal.wiring import open_portal"),
    ],
)
def test_an_allowed_import_is_left_alone(plant: Plant, path: str, text: str) -> None:
    assert import_rules.faults(plant(path, text)) == []


def test_a_query_in_a_view_is_found(plant: Plant) -> None:
    assert import_rules.selects(plant("web/desk.py", "rows = session.scalars(sa.select(Task))"))
    assert not import_rules.selects(plant("web/desk.py", "from elsewhere import select"))


def test_a_long_module_is_found(plant: Plant) -> None:
    house = plant("web/long.py", "x = 1\n" * MODULE_LINES)
    assert too_long(house, MODULE_LINES) == ["web/long.py: 300 lines"]


def test_a_module_without_a_docstring_is_found() -> None:
    assert silent("x = 1\n")
    assert not silent('"""What it is."""\n')
    assert not silent("")
