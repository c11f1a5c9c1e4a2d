"""Outputs that can never come: other items would wait for them for ever."""

from __future__ import annotations

from collections.abc import Iterator

from portal.catalogue.problems import Problem
from portal.catalogue.saying import say
from portal.domain.bundles import Catalogue
from portal.domain.items import DecidedAt, Item, ResultKind

NUMBERED = frozenset({ResultKind.LICENCE_ELSEWHERE, ResultKind.REGISTRY_ENTRY})
"""Results whose number comes from their issuer by itself, and is the output (portal/casework/outcome.py)."""


def output_faults(catalogue: Catalogue) -> Iterator[Problem]:
    """Items that promise facts which nobody enters and nothing brings."""
    for item in catalogue.items.values():
        what = _what_is_wrong(item)
        if what:
            file, advice = f"items/{item.department}/{item.id}.yaml", _ADVICE
            yield Problem(file, "result.outputs", what, advice)


_ADVICE = say("write decided_at: by_hand, so that whoever decides enters it, or leave outputs out")


def _what_is_wrong(item: Item) -> str:
    names, where = [one.key for one in item.result.outputs], item.decided_at.value
    if not names or item.decided_at is DecidedAt.BY_HAND:
        return ""
    if item.result.kind not in NUMBERED:
        kind = item.result.kind.value
        return say(
            "%(names)s never comes: nobody enters what a result %(kind)s decided at %(where)s brings",
            names=names,
            kind=kind,
            where=where,
        )
    if len(item.result.outputs) > 1:
        return say(
            "only one number comes back by itself, and it would be all of %(names)s", names=names
        )
    return ""
