"""Materials: one card each, one file at a time, limits said beforehand; replaced or removed before sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework.attach import (
    MAX_BYTES,
    MAX_PAGES,
    MOST_FILES,
    RefusedFile,
    attach,
    detach,
)
from portal.casework.errors import WrongMoment
from portal.domain.elements import FactKey
from portal.domain.permissions import Permission
from portal.domain.questions import MaterialQuestion, proof_key
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.citizen.drafts import Draft, own_draft
from portal.web.citizen.way import is_elder, last, paper_id, paper_url
from portal.web.faults import MEGABYTE, moment_text, refusal_text
from portal.web.house import actor, gettext, house

if TYPE_CHECKING:
    from portal.persistence.models import Upload

ACCEPT = "image/jpeg,image/png,image/heic,image/heif,.heic,.heif,application/pdf"


@dataclass(frozen=True, slots=True)
class Card:
    """One material as it stands: what it is for, what was added, what is wrong."""

    id: str
    material: str
    name: str
    hint: str
    is_thing: bool
    how: str
    provision: str
    required: bool
    needed_for: str
    files: tuple[Upload, ...]
    full: bool
    error: str


@blueprint.get("/cases/<uuid:case_id>/materials")
@requires(Permission.CASE_EDIT)
def materials(case_id: UUID) -> ResponseReturnValue:
    """All materials on one page; in 长辈版 one after the other."""
    draft = own_draft(case_id)
    if is_elder() and draft.papers:
        return redirect(url_for("citizen.material", case_id=case_id, n=0))
    return _page(draft, None)


@blueprint.get("/cases/<uuid:case_id>/materials/<int:n>")
@requires(Permission.CASE_EDIT)
def material(case_id: UUID, n: int) -> ResponseReturnValue:
    """One material alone."""
    draft = own_draft(case_id)
    if n >= len(draft.papers):
        return redirect(url_for("citizen.review", case_id=case_id))
    return _page(draft, n)


@blueprint.post("/cases/<uuid:case_id>/materials/<string:material>/files")
@requires(Permission.CASE_EDIT)
def add_file(case_id: UUID, material: str) -> ResponseReturnValue:
    """Add a file, or put it in the place of another. A refused one leaves everything as it was."""
    draft = own_draft(case_id)
    if not any(paper.material == material for paper in draft.papers):
        abort(HTTPStatus.NOT_FOUND)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _refused(draft, material, gettext("Please choose a photo or a file first."))
    try:
        attach(
            house().casework,
            actor(),
            case_id,
            material,
            sent.stream.read(),
            sent.filename,
            replaces=_replaced(draft),
        )
    except RefusedFile as error:
        return _refused(draft, material, refusal_text(error.code))
    except WrongMoment as error:
        return _refused(draft, material, moment_text(error.code))
    said = gettext("Added: %(name)s", name=draft.labels.material(material))
    flash(said, "success")
    if _wants_json():
        # The number makes it another address, so that the browser opens the page anew.
        return jsonify(text=said, next=_with_number(paper_url(draft, material), len(draft.uploads)))
    return redirect(paper_url(draft, material))


@blueprint.post("/cases/<uuid:case_id>/uploads/<uuid:upload_id>/remove")
@requires(Permission.CASE_EDIT)
def remove_file(case_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """Take a file out again."""
    draft = own_draft(case_id)
    row = next((u for u in draft.uploads if u.id == upload_id), None)
    detach(house().casework, actor(), case_id, upload_id)
    flash(gettext("The file is removed."), "success")
    target = (
        paper_url(draft, row.material) if row else url_for("citizen.materials", case_id=case_id)
    )
    return redirect(target)


def _replaced(draft: Draft) -> UUID | None:
    """The file in whose place the new one comes, if it is one of this draft."""
    named = request.form.get("replaces", "")
    return next((u.id for u in draft.uploads if str(u.id) == named), None)


def _with_number(url: str, number: int) -> str:
    path, _, anchor = url.partition("#")
    return f"{path}?added={number + 1}" + (f"#{anchor}" if anchor else "")


def _refused(draft: Draft, material: str, why: str) -> ResponseReturnValue:
    if _wants_json():
        return jsonify(error=why), 422
    names = [paper.material for paper in draft.papers]
    n = names.index(material) if is_elder() and material in names else None
    return _page(draft, n, wrong=material, why=why), 422


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _page(draft: Draft, n: int | None, *, wrong: str = "", why: str = "") -> str:
    papers: Sequence[MaterialQuestion] = draft.papers if n is None else (draft.papers[n],)
    cards = [_card(draft, paper, why if paper.material == wrong else "") for paper in papers]
    case_id = draft.case.id
    here, after = (None, url_for("citizen.review", case_id=case_id))
    back = last(draft)
    if n is not None:
        here = (n + 1, len(draft.papers))
        if n + 1 < len(draft.papers):
            after = url_for("citizen.material", case_id=case_id, n=n + 1)
        if n > 0:
            back = url_for("citizen.material", case_id=case_id, n=n - 1)
    return render_template(
        "pages/apply/materials.html",
        draft=draft,
        cards=cards,
        here=here,
        proved=_proved(draft),
        accept=ACCEPT,
        max_bytes=MAX_BYTES,
        limits=gettext(
            "Photos (JPEG, PNG, HEIC) or PDF, at most %(size)s MB each, a PDF at most %(pages)s pages, up to %(files)s files for one document.",
            size=MAX_BYTES // MEGABYTE,
            pages=MAX_PAGES,
            files=MOST_FILES,
        ),
        back=back,
        go_on=after,
    )


def _card(draft: Draft, paper: MaterialQuestion, error: str) -> Card:
    labels = draft.labels
    files = tuple(u for u in draft.uploads if u.material == paper.material)
    return Card(
        id=paper_id(paper.material),
        material=paper.material,
        name=labels.material(paper.material),
        hint=labels.material(paper.material, "hint"),
        is_thing=labels.catalogue.materials[paper.material].is_thing,
        how=labels.material(paper.material, "how"),
        provision=paper.provision.value,
        required=paper.required,
        needed_for=labels.listed(labels.item(item) for item in paper.items),
        files=files,
        full=len(files) >= MOST_FILES,
        error=error,
    )


def _proved(draft: Draft) -> list[str]:
    """Materials that a department's answer has made needless."""
    needed = {
        need.material
        for item in draft.active
        for need in draft.labels.catalogue.items[item].materials
    }
    return [
        draft.labels.material(material)
        for material in sorted(needed)
        if FactKey(proof_key(material)) in draft.facts
    ]
