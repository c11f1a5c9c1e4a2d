"""What is wrong with a catalogue, said so that its author can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: the file, where in it, what is wrong, what to do."""

    file: str
    where: str
    what: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: {self.what}" + (
            f" ({self.advice})" if self.advice else ""
        )


class CatalogueError(ValueError):
    """The catalogue is refused, with every fault found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
