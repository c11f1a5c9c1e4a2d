"""Rows have no order of their own: SQLite gives them as they were added, PostgreSQL as they were last changed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards.sources import PORTAL, Module, modules

QUERIES = PORTAL / "persistence" / "queries"


def test_whatever_gives_rows_says_in_which_order() -> None:
    assert [fault for module in modules(QUERIES) for fault in disordered(module)] == []


def disordered(module: Module) -> Iterator[str]:
    """Functions that select rows for a list, or only some of them, and parts of a gathering, without saying in which order."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Part" and len(node.args) < 3:
            model, where = (ast.unparse(each) for each in node.args)
            if f"{model}.id ==" not in where:
                yield f"{module.name}:{node.lineno}: {model}"
    for node in module.tree.body:
        if not isinstance(node, ast.FunctionDef) or "select" not in names_in(node):
            continue
        given = ast.unparse(node.returns) if node.returns is not None else ""
        several = "Sequence[" in given or "list[" in given
        if (several or "limit" in names_in(node)) and "order_by" not in names_in(node):
            yield f"{module.name}:{node.lineno}: {node.name}"


def names_in(node: ast.AST) -> set[str]:
    """Every identifier that is called or reached in a function."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} | {
        n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)
    }


# ---- the eye itself -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "faults"),
    [
        ("def f(s) -> Sequence[Case]:\n    return s.scalars(select(Case)).all()", 1),
        ("def f(s) -> Case:\n    return s.scalar(select(Case).limit(1))", 1),
        ("def f(s) -> list[Case]:\n    return s.scalars(select(Case).order_by(Case.id)).all()", 0),
        ("def f(s) -> Case:\n    return s.scalar(select(Case))", 0),
        ("EVERYTHING = Gathering(tasks=Part(Task, [Task.case_id == CASE]))", 1),
        ("EVERYTHING = Gathering(tasks=Part(Task, [Task.case_id == CASE], [Task.item]))", 0),
        ("VISITOR = Gathering(accounts=Part(Account, [Account.id == ACCOUNT]))", 0),
        ("def f(s) -> set[UUID]:\n    return set(s.scalars(select(Case.id)))", 0),
    ],
)
def test_a_list_in_any_order_is_found(code: str, faults: int) -> None:
    assert len(list(disordered(Module(Path("x.py"), "x", code)))) == faults
