"""What is the same for all tests of a process is worked out once: what stands in ``services/`` and ``translations/``, which none of
them changes, the SQL of each statement, and how the address of a page is built."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from portal import wiring
from portal.casework import shelf
from portal.registries import demo

ALWAYS: tuple[tuple[object, str], ...] = ((demo, "_read"), (demo, "_names"))
"""Readers of files that no test changes once they are read."""
READERS: tuple[tuple[object, str], ...] = (
    (wiring, "read_release"),
    (wiring, "load_release"),
    (wiring, "read_words"),
    (wiring, "read_city"),
    (wiring, "read_yaml"),
    (shelf, "release_id"),
)
"""Those of the whole house: where each is called, and its name there."""


MOST = 6
"""Results that each reader keeps: the first, which is nearly always that of the real services, and those of late."""


def remembered(reader: Callable[..., Any]) -> Callable[..., Any]:
    """A reader that gives the same for the same: equal values, or the very same tables."""
    known: dict[tuple[Hashable, ...], tuple[tuple[object, ...], Any]] = {}

    def read(*given: object) -> Any:
        key = tuple(one if isinstance(one, Hashable) else id(one) for one in given)
        if key not in known:
            while len(known) >= MOST:
                # Most tests read the same; what one alone has changed need not stay.
                known.pop(list(known)[1])
            # What was given is kept too, so that nothing else can come to have its id.
            known[key] = (given, reader(*given))
        return known[key][1]

    return read


STATEMENTS = 4_000
"""Statements whose SQL is kept: all that the portal and its tests ask, several times over."""


def share_statements(patch: pytest.MonkeyPatch) -> None:
    """Let every database of a kind use the SQL that was compiled for another: with one database for each test, compiling would be
    a tenth of all work. An engine's own cache tells dialects apart by object; here, by kind."""
    shared: LRUCache[Any, Any] = LRUCache(STATEMENTS)
    kept = property(lambda _: shared, lambda *_: None)
    patch.setattr(Engine, "_compiled_cache", kept, raising=False)
    patch.setattr(DefaultDialect, "__eq__", lambda one, other: type(one) is type(other))
    patch.setattr(DefaultDialect, "__hash__", lambda one: hash(type(one)))


def share_addresses(patch: pytest.MonkeyPatch) -> None:
    """Let every application build addresses with the functions that were compiled for the same rules of another; compiling those of
    all pages is three quarters of making an application."""
    compiled: dict[tuple[object, ...], Any] = {}
    compiler = Rule._compile_builder

    def compile_once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, rule.subdomain, rule.host, repr(rule.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compiler(rule, append_unknown)
        return compiled[key]

    patch.setattr(Rule, "_compile_builder", compile_once)
