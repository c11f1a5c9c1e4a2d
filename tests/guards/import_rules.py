"""Who may import whom: the table of the design page, as data, and the eye that reads the sources by it.

Beside the table of the page: ``words`` (the portal's own words by language and mode), ``whole_files`` (how a file is written
whole or not at all), ``logs`` and ``metrics`` know nothing and may be known where the table says so, and so may ``settings``,
which knows ``whole_files`` only; ``wiring`` puts the parts together for web, worker and command line, so it knows everything
but those three; they may name it for the type checker only.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.guards.sources import Module, modules

ANYTHING = frozenset({"*"})
GIVEN_DATA = frozenset({"domain"})
_PEOPLE = GIVEN_DATA | {"catalogue", "registries", "notices", "documents", "persistence"}
_CASEWORK = _PEOPLE | {"people"}

MAY_IMPORT: Mapping[str, frozenset[str]] = {
    "domain": frozenset(),
    "words": frozenset(),
    "whole_files": frozenset(),
    "settings": frozenset({"whole_files"}),
    "logs": frozenset(),
    "metrics": frozenset(),
    "catalogue": GIVEN_DATA,
    "registries": GIVEN_DATA,
    "notices": GIVEN_DATA | {"words"},
    "documents": GIVEN_DATA | {"words", "whole_files"},
    "persistence": GIVEN_DATA | {"whole_files"},
    "people": _PEOPLE,
    "casework": _CASEWORK,
    # Whoever checks the record must not depend on those who write it.
    "audit": GIVEN_DATA | {"persistence", "whole_files"},
    "insight": GIVEN_DATA | {"persistence", "catalogue"},
    # A worker words a document from the release its case is pinned to, so it reads the catalogue's labels.
    "jobs": _CASEWORK | {"audit", "casework", "insight", "words", "settings", "metrics"},
    "web": GIVEN_DATA
    | {
        "casework",
        "people",
        "insight",
        "persistence.queries",
        "catalogue",
        "documents.verify",
        "words",
        "metrics",
    },
    "wiring": _CASEWORK | {"casework", "insight", "words", "settings", "logs", "metrics"},
    "cli": ANYTHING,
    "portal": ANYTHING,
}
"""What each part may import; a dotted name means that module or package only. What is not listed is forbidden."""

FOR_TYPES_ONLY: Mapping[str, frozenset[str]] = {
    "jobs": frozenset({"wiring"}),
    # Pages are handed rows by the queries, and by the database what queries read with; they may name these types, and
    # cannot make or change one.
    "web": frozenset({"wiring", "persistence.models", "persistence.gathering"}),
}
"""What may be imported under ``TYPE_CHECKING`` besides."""

LATE = frozenset({"weasyprint", "pyhanko"})
"""Libraries that cost a second to import, and so are imported inside the function that needs them."""

NO_FRAMEWORK = frozenset({"flask", "sqlalchemy"})
MAY_KNOW_FLASK = frozenset({"web", "portal"})
SELECTS = frozenset({"select", "insert", "update", "delete"})
"""Names that, imported from SQLAlchemy, begin a query."""


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name: where, what, whether a type checker alone sees it, whether it is inside a function."""

    line: int
    target: str
    for_types: bool
    late: bool


def imports(module: Module) -> Iterator[Import]:
    """Every import of a module; ``from a import b`` counts as ``a.b``, which may be a module."""
    yield from _imports(module.tree, for_types=False, late=False)


def _imports(node: ast.AST, *, for_types: bool, late: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for name in child.names:
                yield Import(child.lineno, name.name, for_types, late)
        elif isinstance(child, ast.ImportFrom):
            base = "." * child.level + (child.module or "")
            for name in child.names:
                yield Import(child.lineno, f"{base}.{name.name}", for_types, late)
        elif isinstance(child, ast.If) and _is_type_checking(child.test):
            for statement in child.body:
                yield from _imports(ast.Module([statement], []), for_types=True, late=late)
            for statement in child.orelse:
                yield from _imports(ast.Module([statement], []), for_types=for_types, late=late)
        else:
            inside = late or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _imports(child, for_types=for_types, late=inside)


def _is_type_checking(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def part_of(name: str) -> str:
    """The part of the house a dotted name belongs to: ``portal.web.house`` is of ``web``."""
    pieces = name.split(".")
    return pieces[1] if len(pieces) > 1 else pieces[0]


def faults(package: Path) -> list[str]:
    """Every import in a package named ``portal`` that the table does not allow, in words."""
    return [fault for module in modules(package) for fault in _faults_of(module)]


def _faults_of(module: Module) -> Iterator[str]:
    part = part_of(module.name)
    if part not in MAY_IMPORT:
        yield f"{module.name}: {part} stands in no line of the table of imports"
        return
    for found in imports(module):
        where = f"{module.name}:{found.line}"
        if found.target.startswith("."):
            yield f"{where}: relative import {found.target}"
            continue
        if found.target.split(".")[0] == "portal":
            if not _allowed(part, found):
                yield f"{where}: {part} may not import {found.target}"
        else:
            yield from _foreign(part, where, found)


def _allowed(part: str, found: Import) -> bool:
    target = found.target.removeprefix("portal").removeprefix(".")
    if part_of(f"portal.{target}") == part:
        return True
    allowed = MAY_IMPORT[part] | (
        FOR_TYPES_ONLY.get(part, frozenset()) if found.for_types else frozenset()
    )
    return allowed == ANYTHING or any(target == a or target.startswith(f"{a}.") for a in allowed)


def _foreign(part: str, where: str, found: Import) -> Iterator[str]:
    top, name = found.target.split(".")[0].lower(), found.target.rsplit(".", 1)[-1]
    if part == "domain" and top not in sys.stdlib_module_names:
        yield f"{where}: domain imports {top}, which is not of the standard library"
    elif top in LATE and not found.late and not found.for_types:
        yield f"{where}: {top} is imported before it is needed"
    elif top.startswith("flask") and part not in MAY_KNOW_FLASK:
        yield f"{where}: {part} imports {top}"
    elif top == "sqlalchemy" and name in SELECTS and part != "persistence":
        yield f"{where}: {part} imports {name} from sqlalchemy"


def selects(package: Path) -> list[str]:
    """Every call of ``select(…)`` outside persistence, in words."""
    return [
        f"{module.name}:{node.lineno}: a query outside persistence"
        for module in modules(package)
        if part_of(module.name) != "persistence"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and _called(node.func) == "select"
    ]


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""
