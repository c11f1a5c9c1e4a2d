"""For whom a resident acts because they cannot act themselves: a child by their number, or one whom a registry calls dead."""

from __future__ import annotations

from collections.abc import Collection

from portal.casework.opening import OpenCase
from portal.domain import resident_id
from portal.domain.bundles import Represented, Source
from portal.domain.dates import add_months
from portal.domain.representing import records_deaths
from portal.registries.protocol import Checked

ADULT = 18
"""Years (Civil Code, art. 17)."""


def is_represented(opened: OpenCase, source: Source, about: Checked, dead: Collection[str]) -> bool:
    """Whether what a source says of somebody may be shown to the applicant, because they act for them.

    That a registry names them as the applicant's own was confirmed before. ``dead`` are the parties whom a registry that holds
    nobody but the dead has found: until then it is the only one whose answer is shown, so that a wrong word about kinship
    opens nothing of a living adult.
    """
    party = opened.bundle.party(source.about, opened.facts)
    match opened.bundle.parties[party].represented:
        case Represented.MINOR:
            try:
                born = resident_id.parse(about.id_number, opened.today).birth_date
            except resident_id.BadResidentId:
                # A registry may hold anything; who cannot be told to be a child is none.
                return False
            return add_months(born, 12 * ADULT) > opened.today
        case Represented.DECEASED:
            return party in dead or records_deaths(opened.catalogue, source)
    return False
