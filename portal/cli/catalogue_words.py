"""How the ``portal catalogue`` commands say problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from portal.catalogue.problems import Kind, Problem

MOST_OF_A_KIND = 5


def as_lines(problems: Iterable[Problem], *, every: bool) -> str:
    """One line for each problem; unless ``every``, a few of each kind and how many more there are."""
    shown, left = Counter[Kind](), Counter[Kind]()
    lines = []
    for problem in problems:
        shown[problem.kind] += 1
        if every or shown[problem.kind] <= MOST_OF_A_KIND:
            lines.append(str(problem))
        else:
            left[problem.kind] += 1
    lines += [f"… and {count} more: {kind.value}" for kind, count in left.items()]
    return "\n".join(lines)


def by_kind(problems: Iterable[Problem]) -> str:
    """How many there are of each kind, the rarest first, and how to see them."""
    count = Counter(problem.kind for problem in problems)
    lines = [
        f"{many:>5} {kind.value}" for kind, many in sorted(count.items(), key=lambda one: one[1])
    ]
    return "\n".join([*lines, "Name a bundle to read those of it, or --all to read every one."])


def counted(many: int, what: str) -> str:
    """A number and a thing: 1 fault, 2 faults."""
    return f"{many} {what}" if many == 1 else f"{many} {what}s"
