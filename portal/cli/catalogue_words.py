"""How the ``portal catalogue`` commands say problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from portal.catalogue.problems import Kind, Problem
from portal.catalogue.saying import Said, say
from portal.cli.language import spoken

MOST_OF_A_KIND = 5


def as_lines(problems: Iterable[Problem], *, every: bool) -> str:
    """One line for each problem; unless ``every``, a few of each kind and how many more there are."""
    shown, left = Counter[Kind](), Counter[Kind]()
    lines = []
    for problem in problems:
        shown[problem.kind] += 1
        if every or shown[problem.kind] <= MOST_OF_A_KIND:
            lines.append(spoken(problem.said()))
        else:
            left[problem.kind] += 1
    lines += [
        spoken(say("… and %(count)d more: %(kind)s", count=count, kind=kind.value))
        for kind, count in left.items()
    ]
    return "\n".join(lines)


def by_kind(problems: Iterable[Problem]) -> str:
    """How many there are of each kind, the rarest first, and how to see them."""
    count = Counter(problem.kind for problem in problems)
    lines = [
        f"{many:>5} {kind.value}" for kind, many in sorted(count.items(), key=lambda one: one[1])
    ]
    advice = say("Name a bundle to read those of it, or --all to read every one.")
    return "\n".join([*lines, spoken(advice)])


def faults(count: int) -> Said:
    """How many faults."""
    return say("1 fault") if count == 1 else say("%(count)d faults", count=count)


def warnings_(count: int) -> Said:
    """How many warnings."""
    return say("1 warning") if count == 1 else say("%(count)d warnings", count=count)
