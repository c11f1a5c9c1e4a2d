"""Conditions of a release: written where they are used, or by the name of one that stands in conditions/."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from portal.catalogue.conditions import (
    BadCondition,
    CelCondition,
    CelFormula,
    compile_condition,
    compile_formula,
)
from portal.catalogue.saying import of_error, say

Content = Mapping[str, Any]
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_compile = lru_cache(maxsize=8192)(compile_condition)
_work_out = lru_cache(maxsize=1024)(compile_formula)


@dataclass(frozen=True, slots=True)
class Rules:
    """The sources of the named conditions, by name."""

    named: Mapping[str, str]

    @classmethod
    def of(cls, content: Content) -> Rules:
        """The named conditions of a release's content."""
        entries = content.get("conditions", {})
        return cls({name: str(entry["when"]) for name, entry in entries.items() if "when" in entry})

    def formula(self, source: str) -> CelFormula:
        """A formula. Raises ValueError for one that cannot be read."""
        try:
            return _work_out(source)
        except BadCondition as error:
            raise ValueError(say("formula %(why)s", why=of_error(error))) from error

    def of_entry(self, entry: Content) -> CelCondition | None:
        """The condition under ``when``; None where there is none. Raises ValueError for one that cannot be read."""
        if entry.get("when") is None:
            return None
        source, name = str(entry["when"]), ""
        if _NAME.fullmatch(source):
            if source not in self.named:
                raise ValueError(
                    say("no condition is named %(source)r; add it to conditions/", source=source)
                )
            source, name = self.named[source], source
        try:
            rule = _compile(source)
        except BadCondition as error:
            raise ValueError(say("condition %(why)s", why=of_error(error))) from error
        return replace(rule, name=name) if name else rule


def whole(entry: Content, key: str, default: int | None = None) -> int | None:
    """A whole number that is not negative, or ``default``. Raises ValueError for anything else, text among it."""
    value = entry.get(key)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(
            say("%(key)s must be a whole number or null, not %(value)s", key=key, value=repr(value))
        )
    return value
