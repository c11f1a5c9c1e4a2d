"""Everything that happened to a case, in words its owner understands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from portal.catalogue.labels import Labels
from portal.persistence.queries.whole_case import WholeCase
from portal.web.citizen.wording import EVENTS, STEPS
from portal.web.formats import instant_in, iso

if TYPE_CHECKING:
    from portal.persistence.models import Event

_GOOD = {"approve", "receive_approval", "issue", "record_number", "confirm"}
_BAD = {"decline", "refuse", "receive_refusal", "terminate", "lapse", "decline_to_confirm"}
_YOURS = {"send_corrections"}


class Happening(NamedTuple):
    """One line of the timeline."""

    at: datetime
    when_text: str
    when_iso: str
    text: str
    who: str
    kind: str


def happenings(whole: WholeCase, labels: Labels) -> list[Happening]:
    """The timeline, newest first."""
    tasks = {task.id: task for task in whole.tasks}
    lines: list[Happening] = []
    for event in reversed(whole.events):
        message = _message(event)
        if message is None:
            continue
        task = tasks.get(event.task_id) if event.task_id else None
        text = labels.gettext(message)
        lines.append(
            Happening(
                at=event.at,
                when_text=instant_in(event.at, labels.locale),
                when_iso=iso(event.at),
                text=labels.gettext("%(item)s: %(what)s", item=labels.item(task.item), what=text)
                if task
                else text,
                who=labels.office(task.office) if task and event.actor_kind == "staff" else "",
                kind=_kind(event.verb),
            )
        )
    return lines


def _message(event: Event) -> str | None:
    if event.verb == "record_step":
        return STEPS.get(str(event.payload.get("step")))
    return EVENTS.get(event.verb)


def _kind(verb: str) -> str:
    if verb in _GOOD:
        return "done"
    if verb in _BAD:
        return "stopped"
    return "yours" if verb in _YOURS else ""
