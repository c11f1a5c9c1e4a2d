"""Finds the line that a problem speaks of. Files are read again for it, and only once something is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import yaml

from portal.catalogue.problems import Problem

_SPLIT = ("elements", "materials", "registries", "conditions", "regional")
"""What may lie in one file, in a folder of files, or in both."""
_OWN_WORDS = re.compile(r"(item|bundle|element|material|registry|condition|regional)\.")
_SPOKEN_OF = re.compile(r"'([^']+)'|\b([\w-]+(?:\.[\w-]+)+)")
_NAMING = ("id", "code", "item", "registry", "fact", "key")
_IN_WORDS = {"fact": "facts", "option": "options"}
"""How parts of the ids of words are called in the files."""

Compose = Callable[[Path], yaml.Node | None]


def located(problems: Iterable[Problem], services: Path) -> list[Problem]:
    """The problems of a services folder with their files and lines, as far as they can be found."""
    compose: Compose = lru_cache(maxsize=None)(_compose)
    return [
        problem if problem.line else _located(problem, services, compose) for problem in problems
    ]


def _located(problem: Problem, services: Path, compose: Compose) -> Problem:
    best: tuple[int, Problem] = (-1, problem)
    for path in _files(problem, services):
        node = compose(path)
        if node is None:
            continue
        depth, line = _line(node, _way(problem), problem.what)
        if depth > best[0]:
            name = path.relative_to(services).as_posix()
            best = (depth, replace(problem, file=name, line=line))
    return best[1]


def _files(problem: Problem, services: Path) -> Iterator[Path]:
    """The files that a problem may lie in; those that never have anything in them come last."""
    name = problem.file.removesuffix(".yaml").removesuffix("/")
    if name in _SPLIT:
        yield from (path for path in [services / f"{name}.yaml"] if path.exists())
        yield from sorted((services / name).glob("*.yaml"))
    elif name == "items":
        yield from sorted(services.glob(f"items/*/{problem.where}.yaml"))
    elif name == "bundles":
        yield from (path for path in [services / f"bundles/{problem.where}.yaml"] if path.exists())
    elif (services / problem.file).is_file() and problem.file.endswith(".yaml"):
        yield services / problem.file


def _way(problem: Problem) -> list[str]:
    """The keys to follow from the top of the file."""
    where = problem.where
    if _OWN_WORDS.match(where):
        # A file of one item or bundle does not name it again.
        above = 2 if problem.file.startswith(("items/", "bundles/")) else 1
        return [_IN_WORDS.get(part, part) for part in where.split(".")[above:]]
    return re.split(r"\.|, ", where)


def _line(node: yaml.Node, way: list[str], what: str) -> tuple[int, int]:
    """How far a way leads into a file, and the line of what is spoken of there."""
    depth, mark = 0, node.start_mark
    while way:
        found = _step(node, way)
        if found is None:
            break
        key, node, used = found
        way, depth, mark = way[used:], depth + used, key.start_mark
    # What the sentence names says more exactly where it is than the place that was told.
    for name in [*("".join(found) for found in _SPOKEN_OF.findall(what)), ".".join(way)]:
        for scalar in _scalars(node):
            if scalar.value == name:
                return depth + 1, scalar.start_mark.line + 1
    return depth, mark.line + 1


def _step(node: yaml.Node, way: list[str]) -> tuple[yaml.Node, yaml.Node, int] | None:
    """The next node of a way: the node with its name, its content, and how many parts of the way it took."""
    for used in range(len(way), 0, -1):
        name = ".".join(way[:used])
        for key, value in _children(node):
            if name in _names(key):
                return key, value, used
    return None


def _children(node: yaml.Node) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from node.value
    elif isinstance(node, yaml.SequenceNode):
        yield from ((entry, entry) for entry in node.value)


def _names(node: yaml.Node) -> Iterator[str]:
    if isinstance(node, yaml.ScalarNode):
        yield node.value
    elif isinstance(node, yaml.MappingNode):
        yield from (
            value.value
            for key, value in node.value
            if key.value in _NAMING and isinstance(value, yaml.ScalarNode)
        )


def _scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    for key, value in _children(node):
        if key is not value:
            yield from _scalars(key)
        yield from _scalars(value)


def _compose(path: Path) -> yaml.Node | None:
    loader = yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader
    try:
        return yaml.compose(path.read_text(encoding="utf-8"), Loader=loader)
    except (yaml.YAMLError, OSError, UnicodeDecodeError):
        return None
