"""Reads the source of the house as the guards want it: modules, their strings, and where a string is only a docstring."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "portal"
TEMPLATES = PORTAL / "web" / "templates"
SERVICES = ROOT / "services"
TRANSLATIONS = ROOT / "translations"
_MADE = {"static", "__pycache__"}
_QUOTED = re.compile(r"""(["'])((?:(?!\1).)*)\1""")
_TAG = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file, parsed. ``name`` is dotted, relative to the folder that holds the package."""

    path: Path
    name: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text, str(self.path))

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return len(self.text.splitlines())


def python_files(folder: Path) -> Iterator[Path]:
    """Every Python file below a folder, what was built left out."""
    for path in sorted(folder.rglob("*.py")):
        if not _MADE & set(path.parts):
            yield path


def modules(package: Path) -> Iterator[Module]:
    """Every module of a package folder."""
    for path in python_files(package):
        parts = list(path.relative_to(package.parent).with_suffix("").parts)
        if parts[-1] == "__init__":
            parts.pop()
        yield Module(path, ".".join(parts), path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def portal_modules() -> tuple[Module, ...]:
    """Every module of the portal."""
    return tuple(modules(PORTAL))


def templates(folder: Path = PORTAL) -> Iterator[Path]:
    """Every template below a folder."""
    for path in sorted(folder.rglob("*.html")):
        if not _MADE & set(path.parts):
            yield path


def _documentation(tree: ast.AST) -> set[int]:
    """Ids of nodes that are strings nobody reads at run time: docstrings and the strings below members."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def strings(module: Module) -> Iterator[tuple[int, str]]:
    """Line and value of every string of a module that is more than documentation."""
    tree = module.tree
    spoken = _documentation(tree)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in spoken
        ):
            yield node.lineno, node.value


def template_strings(text: str) -> Iterator[tuple[int, str]]:
    """Line and value of every quoted string inside the tags of a template."""
    for tag in _TAG.finditer(text):
        line = text.count("\n", 0, tag.start()) + 1
        for quoted in _QUOTED.finditer(tag.group(1)):
            yield line, quoted.group(2)
