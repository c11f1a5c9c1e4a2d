"""Conditions written in data. The catalogue compiles them; the domain only asks whether they hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

Facts = Mapping[str, str]
"""Known values by fact key, with the situation answers under ``situation.<question>``."""


class Condition(Protocol):
    """A yes-or-no rule over known facts. A fact that is missing never makes a condition hold."""

    @property
    def source(self) -> str:
        """The rule as its author wrote it."""
        ...

    def holds(self, facts: Facts) -> bool:
        """Whether the rule holds for what is known."""
        ...


class Formula(Protocol):
    """A value worked out from known facts."""

    @property
    def source(self) -> str:
        """The formula as its author wrote it."""
        ...

    def worked_out(self, facts: Facts) -> str | None:
        """The value as text, or None while a fact it needs is missing or is no number."""
        ...


def applies(condition: Condition | None, facts: Facts) -> bool:
    """Whether something guarded by ``condition`` applies; no condition means always."""
    return condition is None or condition.holds(facts)
