"""What can be wrong with the questions at the beginning: no way on, a way out that says nothing, parties that are nobody."""

from __future__ import annotations

from collections.abc import Iterator

from portal.catalogue.problems import Problem
from portal.catalogue.saying import say
from portal.domain.bundles import Bundle
from portal.domain.situations import WayOut


def situation_faults(bundle: Bundle, file: str) -> Iterator[Problem]:
    """Faults of a bundle's questions and of who its parties turn out to be."""
    for party in bundle.parties.values():
        for other, _ in party.same_as:
            if other not in bundle.parties:
                yield Problem(
                    file,
                    f"parties.{party.id}",
                    say("the bundle has no party %(other)r", other=other),
                )
    for situation in bundle.situations:
        where = f"situations.{situation.id}"
        if not any(option.fast_path for option in situation.options):
            yield Problem(file, where, say("no answer leads on"))
        for option in situation.options:
            if not option.fast_path and not option.advice:
                yield Problem(
                    file, f"{where}.{option.code}", say("a way out of the fast path needs advice")
                )
            if option.fast_path and option.way_out is not WayOut.OTHER_WAY:
                yield Problem(
                    file,
                    f"{where}.{option.code}",
                    say("way_out says what leaving the fast path means, but this answer leads on"),
                    say("add fast_path: false"),
                )
            for item in sorted(set(option.still_possible) - bundle.items.keys()):
                yield Problem(
                    file, f"{where}.{option.code}", say("%(item)r is not in this bundle", item=item)
                )
