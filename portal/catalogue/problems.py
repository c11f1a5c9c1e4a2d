"""What is wrong with a catalogue, said so that its author can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.catalogue.saying import Gettext, Said, as_json, say, worded


class Severity(StrEnum):
    """What a problem means: the catalogue cannot be used as it is, or it can and somebody should look."""

    REFUSE = "refuse"
    WARN = "warn"


class Kind(StrEnum):
    """What sort of mistake it is, for whoever counts or sorts them."""

    UNREADABLE = "unreadable"
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_KEY = "unknown_key"
    DOES_NOT_FIT = "does_not_fit"
    RING = "ring"
    UNREACHABLE = "unreachable"
    NEVER_HOLDS = "never_holds"
    NOT_EXACTLY_ONE = "not_exactly_one"
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


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: the file, where in it, what is wrong, what to do. ``line`` counts from 1; 0 is not known.

    A new check phrases ``what`` and ``advice`` with :func:`portal.catalogue.saying.say` and gives them Chinese in
    ``authors.po``; a plain ``str`` is shown as it is.
    """

    file: str
    where: str
    what: str
    advice: str = ""
    line: int = 0
    severity: Severity = Severity.REFUSE
    kind: Kind = Kind.DOES_NOT_FIT

    def __str__(self) -> str:
        return str(self.said())

    def said(self) -> Said:
        """The whole in one sentence."""
        place: str = self.file
        if self.line:
            place = say("%(file)s: line %(line)d", file=place, line=self.line)
        if self.where:
            place = say("%(place)s: %(where)s", place=place, where=self.where)
        if self.advice:
            told = {"place": place, "what": self.what, "advice": self.advice}
            return say("%(place)s: %(what)s (%(advice)s)", **told)
        return say("%(place)s: %(what)s", place=place, what=self.what)

    def as_json(self, gettext: Gettext = str) -> dict[str, object]:
        """The problem for programs: codes and figures beside the words, which ``gettext`` gives another language."""
        return {
            "severity": self.severity.value,
            "kind": self.kind.value,
            "file": self.file,
            "line": self.line,
            "where": self.where,
            "what": worded(self.what, gettext),
            "advice": worded(self.advice, gettext),
            "made_of": as_json(self.what, gettext),
        }


class CatalogueError(ValueError):
    """The catalogue is refused, with every fault found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
