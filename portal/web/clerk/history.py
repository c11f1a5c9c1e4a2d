"""The history of one task: its own events and those of the whole case, nothing of any other task."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from portal.domain.actors import ActorKind
from portal.persistence.queries.whole_case import WholeCase
from portal.web import desk_words
from portal.web.house import gettext

CITIZEN_CASE_EVENTS = frozenset({"submit", "release"})
"""Events of the whole case that belong to the story of each task."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened to this task."""

    sequence: int
    at: datetime
    text: str
    who: str
    remark: str
    kind: str
    verb: str
    by: UUID | None
    """Who acted: a member of staff or an account; None for the portal."""


class Happened(Protocol):
    """An event of the record, as far as its history line is concerned."""

    @property
    def sequence(self) -> int: ...
    @property
    def verb(self) -> str: ...
    @property
    def actor_kind(self) -> ActorKind: ...
    @property
    def actor_id(self) -> UUID | None: ...
    @property
    def at(self) -> datetime: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def remark_id(self) -> UUID | None: ...
    @property
    def payload(self) -> dict[str, Any]: ...


def events_of_task(whole: WholeCase, task_id: UUID, needs: Collection[str]) -> Sequence[Happened]:
    """What happened to this task and to the case as a whole; nothing of any other task.

    ``needs``: the facts and materials its item relies on. What the applicant mended of them is part of its story, whoever
    asked for it.
    """
    own = str(task_id)
    corrections = {str(c.id) for c in whole.corrections if c.task_id == task_id}
    return [
        event
        for event in whole.events
        if event.task_id == task_id
        or (
            event.task_id is None
            and (
                event.verb in CITIZEN_CASE_EVENTS
                or (
                    event.verb == "correct"
                    and (own in event.payload.get("tasks", ()) or _touches(event, needs))
                )
                or (
                    event.verb == "send_corrections"
                    and corrections & set(event.payload.get("corrections", ()))
                )
            )
        )
    ]


def _touches(event: Happened, needs: Collection[str]) -> bool:
    changed = {*event.payload.get("facts", ()), *event.payload.get("materials", ())}
    return not changed.isdisjoint(needs)


def staff_in(events: Iterable[Happened], claimed_by: UUID | None) -> set[UUID]:
    """Members of staff whose names the history needs."""
    found = {e.actor_id for e in events if e.actor_kind == "staff" and e.actor_id is not None}
    return found | ({claimed_by} if claimed_by is not None else set())


def history_lines(
    events: Sequence[Happened], remarks: Mapping[UUID, str], names: Mapping[UUID, str]
) -> tuple[HistoryLine, ...]:
    """The history, the latest first."""
    return tuple(_history_line(event, remarks, names) for event in reversed(events))


def _history_line(
    event: Happened, remarks: Mapping[UUID, str], names: Mapping[UUID, str]
) -> HistoryLine:
    text = gettext(desk_words.EVENTS[event.verb]) if event.verb in desk_words.EVENTS else event.verb
    step = event.payload.get("step")
    if step in desk_words.STEPS:
        text = f"{text}: {gettext(desk_words.STEPS[step])}"
    remark = remarks.get(event.remark_id, "") if event.remark_id else ""
    if event.reason in desk_words.TERMINATION_CODES:
        reason = gettext(desk_words.TERMINATION_CODES[event.reason])
        remark = f"{reason} {remark}".strip()
    return HistoryLine(
        sequence=event.sequence,
        at=event.at,
        text=text,
        who=_who(event, names),
        remark=remark,
        kind=desk_words.EVENT_KINDS.get(event.verb, ""),
        verb=event.verb,
        by=event.actor_id,
    )


def _who(event: Happened, names: Mapping[UUID, str]) -> str:
    if event.actor_kind == "staff" and event.actor_id is not None:
        return names.get(event.actor_id, "")
    if event.actor_kind == "citizen":
        if event.verb in {"confirm", "decline_to_confirm"}:
            return gettext("The person asked")
        return gettext("The applicant")
    return gettext("The portal, by itself")
