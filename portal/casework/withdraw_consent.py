"""Withdraw consent: from now on a source is not asked about this person in this case; as easily said as it was agreed."""

from __future__ import annotations

from uuid import UUID

from portal.casework.askings import CONSENT, shown_keys
from portal.casework.context import Casework
from portal.casework.derive import derive
from portal.casework.errors import NotFound, WrongMoment
from portal.casework.opening import OpenCase, open_case
from portal.domain.actors import Actor
from portal.domain.facts import FactSource, Stream
from portal.domain.permissions import Permission, Scope, allowed
from portal.domain.questions import items_touched, proof_key
from portal.domain.states import OPEN, CaseState, TaskState
from portal.persistence.queries import consents

_RESTS = OPEN | {TaskState.APPROVED, TaskState.REFUSED}
"""Tasks that are decided, or will be, on what the case holds."""


def withdraw_consent(work: Casework, actor: Actor, consent_id: UUID) -> None:
    """Take back one's own consent. A draft forgets what came by it; a filed case keeps what a decision rests on.

    Saying it twice changes nothing more. Raises NotFound for anybody else's, WrongMoment for a ground that is the law's.
    """
    with work.db.reading() as session:
        found = consents.one(session, consent_id)
    mine = Scope(confirmer=found.person_id) if found is not None else Scope()
    if found is None or not allowed(Permission.CONSENT_WITHDRAW, actor, mine):
        raise NotFound(f"consent {consent_id}")
    with open_case(work, actor, found.case_id, None) as opened:
        consent = consents.one(opened.session, consent_id)
        if consent is None:
            raise NotFound(f"consent {consent_id}")
        if consent.ground != CONSENT:
            raise WrongMoment("ground_is_the_laws")
        if consent.withdrawn_at is not None:
            return
        consent.withdrawn_at = opened.at
        gone = forget(opened, consent.source, consent.party)
        if opened.case.state is CaseState.DRAFT:
            # A draft makes no event; what followed from what is gone goes too.
            derive(opened)
        else:
            opened.record(
                "withdraw_consent",
                payload={"source": consent.source, "party": consent.party, "gone": gone},
            )
        opened.touch()


def forget(opened: OpenCase, registry: str, party: str) -> list[str]:
    """Remove what a registry gave about a party, unless a filed case is decided on it; give the keys that went."""
    given: dict[str, str | None] = {}
    for source in opened.bundle.sources:
        if source.registry == registry and opened.bundle.party(source.about, opened.facts) == party:
            given |= {key: None for key, _, _ in shown_keys(opened.bundle, source, opened.facts)}
            given |= {proof_key(material): material for material in source.proves}
    gone: list[str] = []
    for key, material in given.items():
        row = opened.rows.get((key, Stream.CURRENT))
        if row is None or row.source is not FactSource.REGISTRY:
            continue
        if not _rests_on(opened, key, material):
            opened.drop_row(key, Stream.CURRENT)
            gone.append(key)
    return sorted(gone)


def _rests_on(opened: OpenCase, key: str, material: str | None) -> bool:
    alive = [item for item, task in opened.tasks.items() if task.state in _RESTS]
    keys, papers = ([], [material]) if material is not None else ([key], [])
    return bool(items_touched(opened.catalogue, opened.bundle, opened.facts, alive, keys, papers))
