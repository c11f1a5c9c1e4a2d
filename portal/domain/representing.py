"""When a resident may see what registries say of another: their own small child, or a near relative who has died."""

from __future__ import annotations

from portal.domain.bundles import Bundle, Catalogue, Represented, Source
from portal.domain.conditions import Facts, applies


def records_deaths(catalogue: Catalogue, source: Source) -> bool:
    """Whether a source holds nobody but the dead."""
    rule = catalogue.registries.get(source.registry)
    return rule is not None and rule.only_the_dead


def may_act_for(catalogue: Catalogue, bundle: Bundle, party: str, facts: Facts) -> bool:
    """Whether what registries say of a party can come to be shown to who acts for them.

    For the dead only where some registry can show that they are: kinship alone would lay a living adult's records open
    (Civil Code, art. 1034 and 994; PIPL, art. 49).
    """
    match bundle.parties[party].represented:
        case Represented.MINOR:
            return True
        case Represented.DECEASED:
            return any(
                records_deaths(catalogue, source)
                and bundle.party(source.about, facts) == party
                and applies(source.when, facts)
                for source in bundle.sources
            )
    return False
