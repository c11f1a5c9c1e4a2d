"""Every way through a bundle's situation questions that stays on the fast path."""

from __future__ import annotations

from collections.abc import Mapping

from portal.catalogue.saying import say
from portal.domain.bundles import Bundle
from portal.domain.conditions import applies

MOST_PATHS = 20_000
"""More than so many ways are not walked; a bundle with that many asks too much."""


class TooManyPaths(ValueError):
    """A bundle whose situation questions have more ways through them than are walked."""


def paths(bundle: Bundle) -> tuple[Mapping[str, str], ...]:
    """Each way as answers by question, in the order of the answers; a question is answered only if it is asked.

    Raises TooManyPaths.
    """
    ways: list[dict[str, str]] = [{}]
    for question in bundle.situations:
        longer: list[dict[str, str]] = []
        for way in ways:
            if not applies(question.when, situation_facts(way)):
                longer.append(way)
                continue
            longer += [
                {**way, question.id: option.code} for option in question.options if option.fast_path
            ]
        if len(longer) > MOST_PATHS:
            raise TooManyPaths(
                say(
                    "%(bundle)s has more than %(most)d ways through its questions",
                    bundle=bundle.id,
                    most=MOST_PATHS,
                )
            )
        ways = longer
    return tuple(ways)


def situation_facts(path: Mapping[str, str]) -> dict[str, str]:
    """A way as the facts that conditions name."""
    return {f"situation.{question}": answer for question, answer in path.items()}
