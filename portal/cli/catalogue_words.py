"""How the ``portal catalogue`` commands say problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from portal.catalogue.problems import Kind, Problem
from portal.catalogue.saying import say
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
