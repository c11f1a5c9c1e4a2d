"""What the hash of an event covers: everything but free text and personal values."""

from __future__ import annotations

from datetime import UTC

from portal.domain.breaks import Link
from portal.persistence.models import Event


def event_payload(event: Event) -> dict[str, object]:
    """The fields of an event as they go into its link. ``previous`` is the chain's own, ``remark_id`` only a place."""
    return {
        "case": str(event.case_id),
        "sequence": event.sequence,
        "verb": event.verb,
        "actor_kind": event.actor_kind.value,
        "actor": str(event.actor_id) if event.actor_id else None,
        "task": str(event.task_id) if event.task_id else None,
        "at": event.at.astimezone(UTC).isoformat(),
        "reason": event.reason,
        "payload": event.payload,
    }


def link_of(event: Event) -> Link:
    """An event as a link of its case's chain."""
    return Link(event.sequence, event_payload(event), event.previous, event.hash)
