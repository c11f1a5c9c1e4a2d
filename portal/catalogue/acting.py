"""What an author can get wrong about acting for others: the dead must be known to be dead."""

from __future__ import annotations

from collections.abc import Iterator

from portal.catalogue.problems import Problem
from portal.catalogue.saying import say
from portal.domain.bundles import Bundle, Catalogue, Represented
from portal.domain.representing import records_deaths


def acting_faults(catalogue: Catalogue, bundle: Bundle, file: str) -> Iterator[Problem]:
    """Parties called dead about whom no registry of the dead is asked: nothing held of them could ever be shown."""
    shown = {source.about for source in bundle.sources if records_deaths(catalogue, source)}
    for party in bundle.parties.values():
        if party.represented is Represented.DECEASED and party.id not in shown:
            yield Problem(
                file,
                f"parties.{party.id}",
                say("represented: deceased, but no source can show that they have died"),
                say("name a source about them whose registry says only_the_dead: true"),
            )
