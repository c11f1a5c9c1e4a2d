"""Share: somebody asked to confirm lets the departments' own data about them be used in this one case."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from portal.casework.askings import CONSENT, Reader, give, given_by, is_own
from portal.casework.confirm import is_own_account, request_for
from portal.casework.context import Casework
from portal.casework.errors import WrongMoment
from portal.casework.opening import OpenCase, open_case
from portal.domain.actors import Actor
from portal.domain.bundles import Bundle, Source
from portal.domain.conditions import Facts, applies
from portal.domain.mending import ConfirmationState
from portal.persistence.queries import tasks

_SHARABLE = frozenset({ConfirmationState.ASKED, ConfirmationState.CONFIRMED})


def sharable(bundle: Bundle, party: str, facts: Facts) -> list[Source]:
    """The sources that would tell something about a party who is not the one who applies, were they to agree."""
    return [
        source
        for source in bundle.sources
        if source.relation is not None
        and applies(source.when, facts)
        and not is_own(bundle, source, facts)
        and bundle.party(source.about, facts) == party
    ]


def share(
    work: Casework, actor: Actor, request_id: UUID, agreed: Collection[str], reader: Reader
) -> frozenset[str]:
    """Agree, as the person a question is put to, that registries are asked about oneself for this case; give which.

    A consent of its own: it does not answer the question, and answering needs none. Raises NotFound for anybody else,
    WrongMoment when the question is over, or when the account that filed pretends to be the other without strong proof.
    """
    request = request_for(work, actor, request_id)
    with open_case(work, actor, request.case_id, None) as opened:
        if is_own_account(opened.case, actor):
            raise WrongMoment("own_account")
        current = tasks.confirmation(opened.session, request_id)
        if current is None or current.state not in _SHARABLE:
            raise WrongMoment("already_answered")
        party = opened.bundle.party(current.party, opened.facts)
        offered = {source.registry for source in sharable(opened.bundle, party, opened.facts)}
        fresh = (offered & frozenset(agreed)) - given_by(opened, party)
        for source in sorted(fresh):
            _give(opened, source, party, reader)
        if fresh:
            event = opened.record("share", payload={"party": party, "sources": sorted(fresh)})
            opened.touch()
            opened.later("ask_registries", f"{event.sequence}:share")
        return frozenset(fresh)


def _give(opened: OpenCase, source: str, party: str, reader: Reader) -> None:
    person = opened.actor.person
    assert person is not None
    give(opened, source=source, party=party, person=person, ground=CONSENT, reader=reader)
