"""Makes form fields of questions, and reads back what was typed into them.

A field is a dict for the macros of components/fields.html, with ``kind`` naming the macro (see components/asked.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from portal.catalogue.labels import Labels
from portal.domain.elements import ValueType
from portal.domain.questions import Question
from portal.domain.routing import Region
from portal.web.house import house

RADIOS_AT_MOST = 6
"""Options that stand in sight at once; more go into a list to open."""
INLINE_LENGTH = 4
"""Characters of the options of a pair that may stand side by side."""
MOMENT_PARTS = ("year", "month", "day", "hour", "minute")
DATE_PARTS = MOMENT_PARTS[:3]
BOXES = {
    ValueType.MONTH: MOMENT_PARTS[:2],
    ValueType.DATE: DATE_PARTS,
    ValueType.MOMENT: MOMENT_PARTS,
}
"""The boxes of what is typed in several."""
SHOWN = "shown"
"""Names the questions on a screen: a group of which nothing was chosen sends nothing itself."""
LONGEST_BOX = 50
"""Characters that are kept of one box; more would push the others out of what is kept of the whole."""
_WIDTHS = {
    ValueType.NAME: 20,
    ValueType.RESIDENT_ID: 20,
    ValueType.MOBILE: 20,
    ValueType.BANK_ACCOUNT: 30,
    ValueType.DOCUMENT_NUMBER: 20,
    ValueType.CREDIT_CODE: 20,
}
_INPUT_MODES = {ValueType.MOBILE: "tel", ValueType.BANK_ACCOUNT: "numeric"}


def field_id(key: str) -> str:
    """The id of the control of a question; an error summary links to it."""
    return "f-" + key.replace(".", "-").replace("_", "-")


def field_of(
    question: Question, labels: Labels, value: str = "", error: str | None = None
) -> dict[str, Any]:
    """The field of one question, with what was typed and what is wrong with it."""
    kind = question.element.type
    options: list[tuple[str, str]] = []
    if kind is ValueType.REGION:
        options = regions(labels)
    elif kind in {ValueType.CHOICE, ValueType.CHOICES}:
        options = labels.options(question.key)
    said = {part: labels.fact(question.key, part) for part in ("label", "hint", "purpose")}
    return made_field(question, said, options, value, error)


def made_field(
    question: Question,
    said: Mapping[str, str],
    options: Sequence[tuple[str, str]],
    value: str = "",
    error: str | None = None,
) -> dict[str, Any]:
    """A field in given words: ``said`` has its label, perhaps hint and purpose; ``options`` are codes and words."""
    element = question.element
    field: dict[str, Any] = {
        "kind": "text",
        "key": question.key,
        "id": field_id(question.key),
        "name": question.key,
        "label": said["label"],
        "hint": said.get("hint", ""),
        "purpose": said.get("purpose", ""),
        "autocomplete": element.autocomplete,
        "width": _WIDTHS.get(element.type),
        "inputmode": _INPUT_MODES.get(element.type),
        "value": value,
        "error": error,
        "required": question.required,
    }
    if element.type in {ValueType.CHOICE, ValueType.REGION}:
        in_sight = element.type is ValueType.CHOICE and len(options) <= RADIOS_AT_MOST
        field["kind"] = "radios" if in_sight else "select"
        field["options"] = [{"value": code, "text": text} for code, text in options]
        field["inline"] = len(options) == 2 and all(len(t) <= INLINE_LENGTH for _, t in options)
    elif element.type is ValueType.CHOICES:
        field |= {"kind": "checkboxes", "value": value.split(",") if value else []}
        field["options"] = [{"value": code, "text": text} for code, text in options]
    elif element.type in BOXES:
        field |= {"kind": element.type.value, "value": _parts(value, BOXES[element.type])}
    elif element.type in {ValueType.INTEGER, ValueType.DECIMAL}:
        field |= {
            "kind": "number",
            "width": 5,
            "inputmode": "decimal" if element.type is ValueType.DECIMAL else "numeric",
        }
    return field


def typed_values(
    asked: Iterable[Question], form: MultiDict[str, str], stored: Mapping[str, str]
) -> dict[str, str]:
    """What a form says about these questions; a question that is not on the form is left out.

    A date comes in several boxes. When only some of them are sent, as typing does, the others keep their ``stored`` part.
    """
    typed: dict[str, str] = {}
    unticked = set(form.getlist(SHOWN)) - form.keys()
    for question in asked:
        kind = question.element.type
        if kind in BOXES:
            parts = BOXES[kind]
            if any(f"{question.key}-{part}" in form for part in parts):
                typed[question.key] = _joined(question.key, parts, form, stored)
        elif kind is ValueType.CHOICES:
            if question.key in form or question.key in unticked:
                ticked = dict.fromkeys(code for code in form.getlist(question.key) if code)
                typed[question.key] = ",".join(ticked)
        elif question.key in form:
            value = form[question.key]
            known = kind is not ValueType.REGION or value in house().casework.city.regions
            typed[question.key] = value if known else ""
    return typed


def boxes(question: Question, value: str) -> list[tuple[str, str]]:
    """How a value would be sent by the boxes of its field: names and what is in them."""
    kind = question.element.type
    if kind is ValueType.CHOICES:
        return [(question.key, code) for code in value.split(",")]
    if kind not in BOXES:
        return [(question.key, value)]
    parts = _parts(value, BOXES[kind])
    return [(f"{question.key}-{part}", there) for part, there in parts.items()]


def _parts(value: str, names: tuple[str, ...]) -> dict[str, str]:
    """The boxes of a date or moment, however much of it was typed."""
    day, _, time = value.partition("T")
    boxes = [*day.split("-"), "", ""][:3] + [*time.split(":"), ""][:2]
    return dict(zip(names, boxes, strict=False))


def _joined(
    key: str, names: tuple[str, ...], form: Mapping[str, str], stored: Mapping[str, str]
) -> str:
    before = _parts(stored.get(key, ""), names)
    boxes = [form.get(f"{key}-{name}", before[name]).strip() for name in names]
    if not any(boxes):
        return ""
    # The separators of the written form do not belong into a box; one typed there would move the others.
    boxes = [re.sub("[-:T]", "", box)[:LONGEST_BOX] for box in boxes]
    boxes = [boxes[0], *(box.zfill(2) if box else "" for box in boxes[1:])]
    day = "-".join(boxes[: len(DATE_PARTS)])
    return f"{day}T{':'.join(boxes[3:])}" if len(boxes) > len(DATE_PARTS) else day


def regions(labels: Labels) -> list[tuple[str, str]]:
    """Places of the city that stand today, below the city itself, each with the names of those around it."""
    work = house().casework
    known = work.city.regions
    standing = {code: r for code, r in known.items() if r.parent is not None and _stands(r)}
    return sorted(
        ((code, _full_name(code, known, labels)) for code in standing), key=lambda pair: pair[0]
    )


def _stands(region: Region) -> bool:
    today = house().casework.today
    return (region.valid_from is None or region.valid_from <= today) and (
        region.valid_until is None or today <= region.valid_until
    )


def _full_name(code: str, known: Mapping[str, Region], labels: Labels) -> str:
    names: list[str] = []
    current: Region | None = known[code]
    while current is not None and current.parent is not None:
        names.append(labels.place(current.code))
        current = known.get(current.parent)
    return " ".join(reversed(names))
