"""What follows from answers: facts copied from others under a condition, never asked."""

from __future__ import annotations

from portal.domain.bundles import Bundle
from portal.domain.conditions import Facts, applies


def following(bundle: Bundle, facts: Facts) -> dict[str, str]:
    """What follows from facts that were told, by key; what follows may itself be followed."""
    follows: dict[str, str] = {}
    for target, source, when in bundle.derivations:
        known = {**follows, **facts}
        if applies(when, known) and known.get(source):
            follows[bundle.resolve(target, known)] = known[source]
    return follows
