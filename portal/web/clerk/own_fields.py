"""What an item asks its own office beside the decision: fields on the page, and what is kept of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from portal.casework.outcome import FIELDS
from portal.domain.answers import BadAnswer, Fault, check_answer
from portal.domain.elements import FactKey
from portal.domain.items import Item, OperatorField
from portal.domain.questions import Question
from portal.web.clerk.task_file import TaskFile
from portal.web.faults import fault_text
from portal.web.fields import made_field, typed_values
from portal.web.house import house


def own_typed(item: Item) -> dict[str, str]:
    """What the form that was sent says of them, by their ids."""
    typed = typed_values(map(_question, item.operator_fields), request.form, {})
    return {field.id: typed.get(field.key, "") for field in item.operator_fields}


def own_fields(
    file: TaskFile, typed: Mapping[str, str], faults: Mapping[str, Fault]
) -> list[dict[str, Any]]:
    """The fields, with what was typed and what is wrong beside each."""
    made = []
    for field in file.item.operator_fields:
        label = file.labels.own_field(file.item.id, field)
        said = {"label": label, "hint": file.labels.own_field(file.item.id, field, "hint")}
        error = fault_text(faults[field.key], label) if field.key in faults else None
        options = file.labels.own_options(file.item.id, field)
        made.append(made_field(_question(field), said, options, typed.get(field.id, ""), error))
    return made


def own_words(file: TaskFile, typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was typed into each, in words."""
    item, labels = file.item.id, file.labels
    return [
        (labels.own_field(item, field), labels.own_value(item, field, typed.get(field.id, "")))
        for field in file.item.operator_fields
    ]


def are_kept(file: TaskFile, typed: Mapping[str, str]) -> bool:
    """Whether exactly this was filled in already."""
    kept = file.result.details.get(FIELDS, {}) if file.result is not None else {}
    return all(
        _tidy(field, typed.get(field.id, "")) == kept.get(field.id, "")
        for field in file.item.operator_fields
    )


def _tidy(field: OperatorField, typed: str) -> str:
    try:
        return check_answer(field.element, typed, house().casework.today)
    except BadAnswer:
        return typed


def _question(field: OperatorField) -> Question:
    return Question(FactKey(field.key), field.element, (), field.required)
