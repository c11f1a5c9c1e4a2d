"""What whoever decides brings back and fills in: checked whole before any of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.casework.errors import Incomplete
from portal.casework.facts import put_fact
from portal.casework.opening import OpenCase
from portal.casework.subjects import note_subject
from portal.domain.answers import BadAnswer, Fault, check_answer
from portal.domain.elements import DataElement, split_key
from portal.domain.facts import FactCheck, FactSource, Stream
from portal.domain.items import DecidedAt
from portal.persistence.models import Task


@dataclass(frozen=True, slots=True)
class Brought:
    """What is right of it: outputs by fact key, the item's own fields by their ids; those left empty are left out."""

    outputs: Mapping[str, str]
    fields: Mapping[str, str]


def check_entered(
    opened: OpenCase, task: Task, outputs: Mapping[str, str], fields: Mapping[str, str]
) -> Brought:
    """Check what was typed for an approval. Raises Incomplete with every fault, by fact key or a field's own key."""
    found = _Checking(opened)
    item = opened.item(task)
    if item.decided_at is DecidedAt.BY_HAND:
        for output in item.result.outputs:
            key = opened.bundle.resolve(output.key, opened.facts)
            element = opened.catalogue.elements[split_key(key)[1]]
            found.check(key, element, outputs.get(key, ""), required=True)
    brought = dict(found.right)
    found.right.clear()
    # What a department's own system decides, nobody fills in here.
    if item.decided_at is not DecidedAt.DEPARTMENT_SYSTEM:
        for field in item.operator_fields:
            typed = fields.get(field.id, "")
            found.check(field.key, field.element, typed, required=field.required)
    if found.faults:
        raise Incomplete(found.faults)
    own = {field.id: found.right.get(field.key, "") for field in item.operator_fields}
    return Brought(brought, {field: value for field, value in own.items() if value})


class _Checking:
    """Gathers what is right and what is wrong."""

    def __init__(self, opened: OpenCase) -> None:
        self.today = opened.today
        self.right: dict[str, str] = {}
        self.faults: dict[str, Fault] = {}

    def check(self, key: str, element: DataElement, typed: str, *, required: bool) -> None:
        """Look at one answer."""
        try:
            value = check_answer(element, typed, self.today)
        except BadAnswer as error:
            self.faults[key] = error.fault
            return
        if value or not required:
            self.right[key] = value
        else:
            self.faults[key] = Fault("required")


def keep_outputs(opened: OpenCase, outputs: Mapping[str, str]) -> None:
    """Put what came out of an item where others take it."""
    for key, value in outputs.items():
        put_fact(opened, key, value, FactSource.OUTPUT, Stream.CURRENT, FactCheck.AGREES)
    if outputs:
        note_subject(opened)
