"""Ask for a correction: tick what is wrong, say why beside each, send it as one list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework.ask_correction import Mark, ask_correction
from portal.domain.permissions import Permission
from portal.domain.states import Verb
from portal.web import desk_words
from portal.web.access import requires
from portal.web.clerk import blueprint
from portal.web.clerk.offers import main_offer
from portal.web.clerk.refusals import Refusal, Seen, attempt, conflict, outrun, repeated, seen
from portal.web.clerk.task_file import TaskFile, open_file
from portal.web.house import actor, gettext, house
from portal.web.looking import Purpose

LONGEST_WHY = 500
FACT, MATERIAL = "fact", "material"


@dataclass(frozen=True, slots=True)
class Markable:
    """One line of the page: what could be marked, and what was typed about it."""

    id: str
    kind: str
    reference: str
    label: str
    value: str
    ticked: bool
    why: str
    error: str

    @property
    def name(self) -> str:
        """How the tick names it in the form."""
        return f"{self.kind}:{self.reference}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was ticked and written, as it came."""

    ticked: frozenset[str] = frozenset()
    why: Mapping[str, str] | None = None

    def why_of(self, name: str) -> str:
        """What was written beside a line."""
        return (self.why or {}).get(name, "")


@blueprint.get("/tasks/<uuid:task_id>/correction")
@requires(Permission.TASK_HANDLE)
def correction(task_id: UUID) -> ResponseReturnValue:
    """Show everything that could be marked."""
    return _page(open_file(task_id), Asked(), checked=False)


@blueprint.post("/tasks/<uuid:task_id>/correction")
@requires(Permission.TASK_HANDLE)
def send_correction(task_id: UUID) -> ResponseReturnValue:
    """Write the correction, or show what is missing with everything typed still there."""
    before, asked = seen(), _asked()
    file = open_file(task_id)
    faster = outrun(file.version, before)
    if faster is not None and _repeated(file, before, asked):
        return _done(task_id)
    if faster is not None:
        return _page(file, asked, faster, before, checked=False), faster.status
    lines = _lines(file, asked, checked=True)
    if not any(line.ticked for line in lines) or any(line.error for line in lines):
        return _page(file, asked, checked=True), 422
    marks = [Mark(line.kind, line.reference, line.why) for line in lines if line.ticked]
    refusal = attempt(
        lambda: ask_correction(house().casework, actor(), task_id, marks, version=before.version)
    )
    if refusal is not None:
        return _page(open_file(task_id), asked, refusal, before, checked=True), refusal.status
    return _done(task_id)


def _repeated(file: TaskFile, before: Seen, asked: Asked) -> bool:
    """Whether this very correction is the newest one."""
    if not file.corrections or not repeated(
        [line for line in file.history if line.verb != "send_corrections"],
        before,
        Verb.ASK_CORRECTION,
    ):
        return False
    newest = max(file.corrections, key=lambda one: one.asked_at)
    return sorted(why for _, why in newest.marks) == sorted(map(asked.why_of, asked.ticked))


def _done(task_id: UUID) -> ResponseReturnValue:
    flash(
        gettext(
            "The correction is written. It reaches the applicant as one list with those of the other offices."
        ),
        "success",
    )
    return redirect(url_for("clerk.task", task_id=task_id))


def _asked() -> Asked:
    why = {
        name.removeprefix("why-"): text[:LONGEST_WHY].strip()
        for name, text in request.form.items()
        if name.startswith("why-")
    }
    return Asked(frozenset(request.form.getlist("mark")), why)


def _lines(file: TaskFile, asked: Asked, *, checked: bool) -> list[Markable]:
    wanted = [(FACT, line.key, line.label, line.value) for line in file.facts if line.markable]
    wanted += [
        (
            MATERIAL,
            line.material,
            line.name,
            file.labels.listed(one.name for one in line.files),
        )
        for line in file.materials
        if line.online
    ]
    lines: list[Markable] = []
    for number, (kind, reference, label, value) in enumerate(wanted, start=1):
        name = f"{kind}:{reference}"
        ticked, why = name in asked.ticked, asked.why_of(name)
        error = gettext("Say what is wrong with it.") if checked and ticked and not why else ""
        lines.append(Markable(f"mark-{number}", kind, reference, label, value, ticked, why, error))
    return lines


def _page(
    file: TaskFile,
    asked: Asked,
    refusal: Refusal | None = None,
    before: Seen | None = None,
    *,
    checked: bool,
) -> str:
    lines = _lines(file, asked, checked=checked)
    hindered = file.outlook.verbs.get(Verb.ASK_CORRECTION)
    nothing = checked and not any(line.ticked for line in lines)
    file.note_look(Purpose.HANDLE)
    return render_template(
        "pages/clerk/correction.html",
        file=file,
        lines=lines,
        nothing=nothing,
        refusal=refusal,
        conflict=conflict(
            file.history,
            refusal,
            before,
            gettext("Ask for a correction"),
            [(line.label, line.why or gettext("(no reason yet)")) for line in lines if line.ticked],
            possible=hindered == (),
            next_step=lambda: main_offer(file),
        ),
        possible=hindered is not None,
        hindered=[gettext(desk_words.GUARDS[guard]) for guard in hindered or ()],
        longest=LONGEST_WHY,
    )
