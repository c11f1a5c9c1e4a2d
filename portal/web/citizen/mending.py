"""Mend: everything that was sent back, in one place, sent once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework.attach import RefusedFile, attach, detach
from portal.casework.correct import correct, not_mended
from portal.casework.errors import Incomplete, NotFound, StaleVersion, WrongMoment
from portal.casework.reading import read_case
from portal.casework.save import Saved, save
from portal.catalogue.labels import Labels
from portal.domain.answers import Fault
from portal.domain.facts import Stream
from portal.domain.mending import CorrectionState
from portal.domain.permissions import Permission
from portal.domain.questions import Question, questions
from portal.persistence.queries.whole_case import WholeCase
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.citizen.case import office_phones, own_case
from portal.web.citizen.windows import Change, both_page, change_of, chosen, seen
from portal.web.faults import MATERIAL, fault_sentence, moment_text, refusal_text
from portal.web.fields import field_of, typed_values
from portal.web.house import actor, gettext, house
from portal.web.rendering import labels_for

if TYPE_CHECKING:
    from portal.persistence.models import CorrectionMark, Upload

LOOK = "look"
"""Pressed after a choice between two windows: kept, and looked at once more before it is sent."""
WRONG = "wrong"
"""Names what the page shows the faults of, in its address."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to mend, who asks for it, and why."""

    reference: str
    kind: str
    name: str
    why: str
    office: str
    phone: str
    before: str
    field: Mapping[str, Any] | None
    shown: str
    uploads: tuple[Upload, ...]
    mended: bool
    error: str

    @property
    def file_id(self) -> str:
        """The id of the control for a better file."""
        return f"file-{self.reference.replace('_', '-')}"


@blueprint.get("/cases/<uuid:case_id>/mend")
@requires(Permission.CASE_EDIT)
def mend(case_id: UUID) -> ResponseReturnValue:
    """One list, by office, with what was there before."""
    whole = own_case(case_id)
    if not _sent_marks(whole):
        flash(gettext("There is nothing to mend."), "info")
        return redirect(url_for("citizen.case", case_id=case_id))
    return _page(whole, _still_wrong(case_id))


def _still_wrong(case_id: UUID) -> dict[str, Fault]:
    """The faults that the address names: what was typed is kept, so going back need not send it again."""
    named = request.args.getlist(WRONG)
    if not named:
        return {}
    with read_case(house().casework, actor(), case_id, Permission.CASE_EDIT) as opened:
        return {key: fault for key, fault in not_mended(opened).items() if key in named}


def _once_more(case_id: UUID, faults: Mapping[str, Fault]) -> ResponseReturnValue:
    values: dict[str, Any] = {"case_id": case_id, WRONG: list(faults)}
    return redirect(url_for("citizen.mend", **values), HTTPStatus.SEE_OTHER)


@blueprint.post("/cases/<uuid:case_id>/mend")
@requires(Permission.CASE_EDIT)
def save_mended(case_id: UUID) -> ResponseReturnValue:
    """Keep what was typed; with “send”, send all of it, unless another window changed some of it meanwhile."""
    whole, before, do = own_case(case_id), seen(), request.form.get("do")
    asked = _questions(whole)
    shown = before.shown
    kept = {fact.key: fact.value for fact in (*whole.facts, *whole.pending)}
    typed = chosen(typed_values(asked.values(), request.form, kept | shown))
    try:
        saved = save(house().casework, actor(), case_id, typed, seen=before)
        if saved.collisions:
            return both_page(
                _labels(whole),
                asked.values(),
                saved,
                action=url_for("citizen.save_mended", case_id=case_id),
                press=("do", LOOK),
                back=url_for("citizen.mend", case_id=case_id),
            ), 409
        if do == LOOK:
            flash(gettext("Kept. Read it through once more, then press “Send”."), "info")
            return redirect(url_for("citizen.mend", case_id=case_id))
        if do == "later":
            flash(gettext("Kept. It is not sent yet."), "info")
            return redirect(url_for("citizen.case", case_id=case_id))
        if saved.faults:
            return _once_more(case_id, saved.faults)
        whole = own_case(case_id)
        changes = _changes(whole, shown, saved)
        if changes:
            return _page(whole, {}, changes=changes), 409
        correct(house().casework, actor(), case_id, version=saved.version)
    except Incomplete as error:
        return _once_more(case_id, error.faults)
    except StaleVersion:
        flash(
            gettext("Something changed while you were writing. Please look once more, then send."),
            "info",
        )
        return redirect(url_for("citizen.mend", case_id=case_id))
    except WrongMoment as error:
        flash(moment_text(error.code), "info")
        return redirect(url_for("citizen.case", case_id=case_id))
    flash(gettext("Sent. Thank you: the offices go on now."), "success")
    return redirect(url_for("citizen.case", case_id=case_id))


@blueprint.post("/cases/<uuid:case_id>/mend/materials/<string:material>")
@requires(Permission.CASE_EDIT)
def mend_material(case_id: UUID, material: str) -> ResponseReturnValue:
    """Add one better file."""
    whole, file = own_case(case_id), request.files.get("file")
    if not any(m.kind == "material" and m.reference == material for m in _sent_marks(whole)):
        abort(HTTPStatus.NOT_FOUND)
    try:
        attach(
            house().casework, actor(), case_id, material, file.read() if file else b"", _name(file)
        )
        flash(gettext("The file is kept. It is not sent yet."), "success")
    except RefusedFile as error:
        text = refusal_text(error.code)
        return _page(whole, {}, {MATERIAL + material: text}), 422
    except WrongMoment as error:
        flash(moment_text(error.code), "info")
    return redirect(url_for("citizen.mend", case_id=case_id))


def _changes(whole: WholeCase, shown: Mapping[str, str], saved: Saved) -> list[Change]:
    """What another window mended since the page was made, and this one would send unseen."""
    labels, fresh = _labels(whole), _fresh(whole)
    now = {**saved.values, **fresh}
    others = saved.theirs | {key for key in fresh if key in shown}
    return [
        change_of(labels, key, shown.get(key, ""), now[key])
        for key in now
        if key in others and shown.get(key, "") != now[key]
    ]


def _fresh(whole: WholeCase) -> dict[str, str]:
    """The new files of every paper that is to be mended: their ids, by ``material.<id>``."""
    wanted = dict.fromkeys(
        f"{MATERIAL}{mark.reference}" for mark in _sent_marks(whole) if mark.kind == "material"
    )
    there = [u for u in whole.uploads if u.stream is Stream.PENDING]
    return {
        key: " ".join(str(u.id) for u in there if f"{MATERIAL}{u.material}" == key)
        for key in wanted
    }


def _name(file: Any) -> str:
    return str(file.filename or "") if file else ""


@blueprint.post("/cases/<uuid:case_id>/mend/uploads/<uuid:upload_id>/remove")
@requires(Permission.CASE_EDIT)
def remove_mended(case_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """Remove a file that was not sent yet."""
    try:
        detach(house().casework, actor(), case_id, upload_id)
    except NotFound:
        flash(gettext("That file is no longer there."), "info")
    return redirect(url_for("citizen.mend", case_id=case_id))


def _labels(whole: WholeCase) -> Labels:
    return labels_for(whole.case.bundle, whole.case.release_id)


def _questions(whole: WholeCase) -> dict[str, Question]:
    """The marked questions by key."""
    labels = _labels(whole)
    facts = {fact.key: fact.value for fact in whole.facts if fact.value}
    marked = {mark.reference for mark in _sent_marks(whole) if mark.kind == "fact"}
    active = [task.item for task in whole.tasks]
    every = questions(labels.catalogue, labels.bundle, facts, active)
    return {question.key: question for question in every if question.key in marked}


def _sent_marks(whole: WholeCase) -> list[CorrectionMark]:
    sent = {c.id for c in whole.corrections if c.state is CorrectionState.SENT}
    return [mark for mark in whole.marks if mark.correction_id in sent]


def _page(
    whole: WholeCase,
    faults: Mapping[str, Fault],
    refused: Mapping[str, str] | None = None,
    *,
    changes: Sequence[Change] = (),
) -> str:
    labels = _labels(whole)
    phones = office_phones(whole)
    texts = {key: fault_sentence(fault, key, labels) for key, fault in faults.items()}
    texts.update(refused or {})
    asked = [_asked(whole, labels, phones, mark, texts) for mark in _sent_marks(whole)]
    return render_template(
        "pages/case/mend.html",
        case=whole.case,
        title=labels.own("name"),
        things=asked,
        left=sum(not one.mended for one in asked),
        changes=changes,
        was={one.reference: one.shown for one in asked if one.field} | _fresh(whole),
        errors=[
            {"field_id": one.field["id"] if one.field else one.file_id, "text": one.error}
            for one in asked
            if one.error
        ],
    )


def _asked(
    whole: WholeCase,
    labels: Labels,
    phones: Mapping[str, str],
    mark: CorrectionMark,
    texts: Mapping[str, str],
) -> Asked:
    correction = next(c for c in whole.corrections if c.id == mark.correction_id)
    task = next(t for t in whole.tasks if t.id == correction.task_id)
    if mark.kind == "material":
        fresh = tuple(
            u for u in whole.uploads if u.material == mark.reference and u.stream is Stream.PENDING
        )
        return Asked(
            reference=mark.reference,
            kind=mark.kind,
            name=labels.material(mark.reference),
            why=mark.why or gettext("This item, which you added, needs it."),
            office=labels.office(task.office),
            phone=phones.get(task.office, ""),
            before="",
            field=None,
            shown="",
            uploads=fresh,
            mended=bool(fresh),
            error=texts.get(MATERIAL + mark.reference, ""),
        )
    current = next((f.value for f in whole.facts if f.key == mark.reference), "")
    pending = next((f.value for f in whole.pending if f.key == mark.reference), None)
    shown, error = current if pending is None else pending, texts.get(mark.reference, "")
    return Asked(
        reference=mark.reference,
        kind=mark.kind,
        name=labels.fact(mark.reference),
        why=mark.why or gettext("This item, which you added, needs it."),
        office=labels.office(task.office),
        phone=phones.get(task.office, ""),
        before=labels.value(mark.reference, current),
        field=field_of(_questions(whole)[mark.reference], labels, shown, error or None),
        shown=shown,
        uploads=(),
        mended=pending is not None,
        error=error,
    )
