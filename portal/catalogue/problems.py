"""What is wrong with a catalogue, said so that its author can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a problem means: the catalogue cannot be used as it is, or it can and somebody should look."""

    REFUSE = "refuse"
    WARN = "warn"


class Kind(StrEnum):
    """What sort of mistake it is, for whoever counts or sorts them."""

    UNREADABLE = "unreadable"
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_FIELD = "unknown_field"
    DOES_NOT_FIT = "does_not_fit"
    RING = "ring"
    UNREACHABLE = "unreachable"
    NEVER_HOLDS = "never_holds"
    NOT_EXACTLY_ONE = "not_exactly_one"
    NOT_AFTER = "not_after"
    NOTHING_BEFORE = "nothing_before"
    ASKED_LATER = "asked_later"
    TOO_MANY_PATHS = "too_many_paths"
    CONDITION_TYPE = "condition_type"
    PROMISE = "promise"
    UNUSED_OUTPUT = "unused_output"
    MONEY = "money"
    REMEDY = "remedy"
    MISSING_WORDS = "missing_words"
    MISSING_PLAIN = "missing_plain"
    MISSING_TRANSLATION = "missing_translation"
    STALE_TRANSLATION = "stale_translation"
    LEFTOVER_TRANSLATION = "leftover_translation"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: the file, where in it, what is wrong, what to do. ``line`` counts from 1; 0 is not known."""

    file: str
    where: str
    what: str
    advice: str = ""
    line: int = 0
    severity: Severity = Severity.REFUSE
    kind: Kind = Kind.DOES_NOT_FIT

    def __str__(self) -> str:
        line = f"line {self.line}: " if self.line else ""
        where = f"{self.where}: " if self.where else ""
        return f"{self.file}: {line}{where}{self.what}" + (
            f" ({self.advice})" if self.advice else ""
        )

    def as_json(self) -> dict[str, str | int]:
        """The problem for programs: codes and figures beside the words."""
        return {
            "severity": self.severity.value,
            "kind": self.kind.value,
            "file": self.file,
            "line": self.line,
            "where": self.where,
            "what": self.what,
            "advice": self.advice,
        }


class CatalogueError(ValueError):
    """The catalogue is refused, with every fault found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
