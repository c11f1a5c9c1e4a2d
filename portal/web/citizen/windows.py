"""Two windows on one case: what a page was made of goes along with it, and where both changed something, both are shown.

A page carries the version of the case as ``version`` and, for every field, the value it showed as ``was.<key>``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, request

from portal.casework.save import Saved, situation_of
from portal.casework.start import SITUATION
from portal.catalogue.labels import Labels
from portal.domain.merging import Collision, Seen, Side
from portal.domain.questions import Question
from portal.web.citizen.drafts import Draft
from portal.web.faults import MATERIAL, reference_name
from portal.web.fields import boxes, field_id
from portal.web.house import gettext, ngettext

WAS, CHOOSE, ITEM = "was.", "choose.", "item."
LARGEST_VERSION = 2**31


def seen() -> Seen:
    """What the page was made of that has been sent. 400 when it says no version."""
    version = request.form.get("version", "")
    if not (version.isascii() and version.isdigit() and int(version[:12]) < LARGEST_VERSION):
        abort(400)
    values = {
        name.removeprefix(WAS): tuple(request.form.getlist(name))
        for name in request.form
        if name.startswith(WAS)
    }
    return Seen(int(version), values)


def chosen(typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, less what the person chose to have as the other window left it."""
    return {
        key: value
        for key, value in typed.items()
        if request.form.get(f"{CHOOSE}{key}") != Side.THERE
    }


@dataclass(frozen=True, slots=True)
class Choice:
    """One field with both answers; ``boxes`` carry what was typed here through the page."""

    key: str
    label: str
    field: Mapping[str, Any]
    boxes: tuple[tuple[str, str], ...]


def both_page(
    labels: Labels,
    asked: Iterable[Question],
    saved: Saved,
    *,
    action: str,
    press: tuple[str, str],
    back: str,
    shown: Sequence[str] = (),
) -> str:
    """Both answers side by side, the one just typed preselected; everything else of the page is saved already.

    ``press`` is the name and value of the button, ``shown`` the questions of the page it goes back to.
    """
    return render_template(
        "pages/apply/both.html",
        choices=[
            _choice(labels, question, saved.collisions[question.key])
            for question in asked
            if question.key in saved.collisions
        ],
        was={key: both.there for key, both in saved.collisions.items()},
        version=saved.version,
        action=action,
        press=press,
        back=back,
        shown=shown,
    )


def _choice(labels: Labels, question: Question, both: Collision) -> Choice:
    key = question.key
    nothing = gettext("(left empty)")
    return Choice(
        key,
        labels.fact(key),
        {
            "id": f"{field_id(key)}-choice",
            "name": f"{CHOOSE}{key}",
            "label": labels.fact(key),
            "value": Side.HERE.value,
            "options": [
                {
                    "value": Side.HERE.value,
                    "text": labels.value(key, both.here) or nothing,
                    "hint": gettext("what you have just filled in here"),
                },
                {
                    "value": Side.THERE.value,
                    "text": labels.value(key, both.there) or nothing,
                    "hint": gettext("what was saved in the other window"),
                },
            ],
        },
        tuple(boxes(question, both.here)),
    )


def shown_now(saved: Saved) -> dict[str, str]:
    """What a page has seen of its fields once it was saved; a field to be chosen stays as it was seen."""
    return {key: value for key, value in saved.values.items() if key not in saved.collisions}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is no longer as it was shown."""

    label: str
    before: str
    now: str


def as_shown(draft: Draft) -> dict[str, str]:
    """All that the review shows of a draft, by fact key, ``material.<id>`` or ``item.<id>``."""
    shown: dict[str, str] = {question.key: draft.value(question.key) for question in draft.asked}
    shown |= situations_of(draft)
    shown |= {f"{ITEM}{item}": item for item in draft.active}
    for upload in draft.uploads:
        key = f"{MATERIAL}{upload.material}"
        shown[key] = f"{shown.get(key, '')} {upload.id}".strip()
    return shown


def situations_of(draft: Draft) -> dict[str, str]:
    """The answers to the first questions, by fact key."""
    given = situation_of(draft.labels.bundle, draft.facts)
    return {f"{SITUATION}.{question}": answer for question, answer in given.items()}


def changes_since(draft: Draft, shown: Seen) -> list[Change]:
    """What is no longer as a page showed it, each with both sides."""
    if shown.version == draft.case.version:
        return []
    now = as_shown(draft)
    was = shown.shown
    return [
        change_of(draft.labels, key, was.get(key, ""), now.get(key, ""))
        for key in {**now, **was}
        if was.get(key, "") != now.get(key, "") and _name(draft.labels, key)
    ]


def change_of(labels: Labels, key: str, before: str, now: str) -> Change:
    """One answer, paper or item in words: how it was shown, and how it is."""
    return Change(_name(labels, key), _words(labels, key, before), _words(labels, key, now))


def _name(labels: Labels, key: str) -> str:
    if key.startswith(ITEM):
        return labels.item(key.removeprefix(ITEM))
    if key.startswith(f"{SITUATION}."):
        return labels.own(f"situations.{key.removeprefix(f'{SITUATION}.')}.question")
    return reference_name(key, labels) if "." in key else ""


def _words(labels: Labels, key: str, value: str) -> str:
    if not value:
        return gettext("not handled") if key.startswith(ITEM) else gettext("(left empty)")
    if key.startswith(ITEM):
        return gettext("handled")
    if key.startswith(MATERIAL):
        return count_of(value)
    if key.startswith(f"{SITUATION}."):
        question = key.removeprefix(f"{SITUATION}.")
        return labels.own(f"situations.{question}.answers.{value}.label") or value
    return labels.value(key, value) or gettext("(left empty)")


def count_of(ids: str) -> str:
    """How many files a list of ids names; nothing for none."""
    count = len(ids.split())
    return ngettext("%(num)d file", "%(num)d files", count) if count else ""
