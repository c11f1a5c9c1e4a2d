"""One's own draft, read whole for the pages from 立即办理 to the receipt, and saved without overwriting anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework.askings import given_by
from portal.casework.discard import discard as discard_draft
from portal.casework.errors import WrongMoment
from portal.casework.offices import office_for
from portal.casework.opening import OpenCase, lay_out
from portal.casework.reading import read_case
from portal.casework.renew import is_outdated
from portal.casework.save import asked_questions
from portal.casework.submit import missing
from portal.catalogue.labels import Labels
from portal.domain.answers import Fault
from portal.domain.derivations import will_follow
from portal.domain.facts import FactSource, Stream
from portal.domain.identity import subject_name
from portal.domain.permissions import Permission, allowed
from portal.domain.questions import (
    MaterialQuestion,
    Page,
    Question,
    materials,
    pages,
)
from portal.domain.routing import Routed
from portal.domain.states import CaseState
from portal.persistence.queries import cases
from portal.persistence.queries.whole_case import WholeCase
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.faults import moment_text
from portal.web.formats import clock_time
from portal.web.house import actor, gettext, house
from portal.web.rendering import labels_for

if TYPE_CHECKING:
    from portal.persistence.models import Case, Fact, Upload

GIVEN = frozenset({FactSource.REGISTRY, FactSource.IDENTITY, FactSource.DERIVED})
"""Sources of answers that are not asked again."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with all that its pages show. ``faults`` is everything that keeps it from being sent."""

    whole: WholeCase
    """All that it was made of."""
    case: Case
    labels: Labels
    facts: Mapping[str, str]
    rows: Mapping[str, Fact]
    asked: tuple[Question, ...]
    pages: tuple[Page, ...]
    papers: tuple[MaterialQuestion, ...]
    uploads: Sequence[Upload]
    active: tuple[str, ...]
    offices: Mapping[str, Routed]
    faults: Mapping[str, Fault]
    agreed: frozenset[str]
    coming: frozenset[str]
    """What follows by itself once the rest is answered."""

    @property
    def begun(self) -> bool:
        """Whether anything was answered or handed in beyond the first questions."""
        keys = {question.key for question in self.asked}
        return bool(self.uploads) or any(key in keys for key in self.rows)

    @property
    def subject(self) -> str:
        """The name of whom it is for, once it was given."""
        return subject_name(self.labels.catalogue, self.labels.bundle, self.facts)

    def value(self, key: str) -> str:
        """What is kept for a question, right or wrong."""
        row = self.rows.get(key)
        return row.value if row is not None else ""

    def is_given(self, key: str) -> bool:
        """Whether an answer came from elsewhere and need not be asked."""
        row = self.rows.get(key)
        return row is not None and bool(row.value) and row.source in GIVEN

    def is_open(self, key: str) -> bool:
        """Whether the person must be asked: it neither came from elsewhere nor follows from what they are asked besides."""
        return not self.is_given(key) and key not in self.coming

    def place_of(self, key: str) -> tuple[str, int] | None:
        """The page of a question and its place on it."""
        for page in self.pages:
            for n, question in enumerate(page.questions):
                if question.key == key:
                    return page.id, n
        return None


def own_draft(case_id: UUID, *, typed: bool = False, as_begun: bool = False) -> Draft:
    """The actor's draft; 404 when it is not theirs, and a sent one leads to its receipt.

    When something ``typed`` comes with the request, a sent one raises WrongMoment instead, so that it is shown and not lost.
    One begun on an older release is shown what has changed first, unless it is wanted ``as_begun``; what is sent meanwhile is kept.
    """
    with read_case(house().casework, actor(), case_id, Permission.CASE_EDIT) as opened:
        case = opened.case
        if case.state is not CaseState.DRAFT and typed:
            raise WrongMoment("already_filed")
        if case.state is not CaseState.DRAFT:
            target = "receipt" if case.state is CaseState.FILED else "case"
            abort(redirect(url_for(f"citizen.{target}", case_id=case_id)))
        looking = request.method in {"GET", "HEAD"} or request.endpoint == "citizen.review"
        if looking and not as_begun and is_outdated(house().casework.shelf, case):
            abort(redirect(url_for("citizen.renewal", case_id=case_id), HTTPStatus.SEE_OTHER))
        return _draft(opened)


def drafts_of(wholes: Sequence[WholeCase]) -> list[Draft]:
    """The actor's drafts among cases that were read already."""
    me, work = actor(), house().casework
    with work.db.reading() as session:
        return [
            _draft(lay_out(work, session, me, whole.case, seen=whole))
            for whole in wholes
            if whole.case.state is CaseState.DRAFT
            and allowed(Permission.CASE_EDIT, me, whole.scope)
        ]


def _draft(opened: OpenCase) -> Draft:
    case = opened.case
    assert opened.seen is not None
    asked, faults = asked_questions(opened), missing(opened)
    must_be_told = {question.key for question in asked if question.required} & faults.keys()
    return Draft(
        whole=opened.seen,
        case=case,
        labels=labels_for(case.bundle, case.release_id),
        facts=opened.facts,
        rows={k: row for (k, stream), row in opened.rows.items() if stream is Stream.CURRENT},
        asked=asked,
        pages=pages(opened.bundle, asked),
        papers=materials(opened.catalogue, opened.bundle, opened.facts, opened.active),
        uploads=opened.seen.uploads,
        active=opened.active,
        offices={item: office_for(opened, item) for item in opened.active},
        faults=faults,
        agreed=given_by(opened, opened.bundle.party(cases.APPLICANT, opened.facts)),
        coming=will_follow(opened.bundle, opened.facts, must_be_told),
    )


def saved_text(at: datetime) -> str:
    """When everything was saved last."""
    return gettext("Saved at %(time)s", time=clock_time(at))


@blueprint.route("/cases/<uuid:case_id>/discard", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def discard(case_id: UUID) -> ResponseReturnValue:
    """Ask once, then forget a draft with all that is in it. GET changes nothing."""
    draft = own_draft(case_id, as_begun=True)
    if request.method != "POST":
        return render_template("pages/apply/discard.html", draft=draft)
    try:
        discard_draft(house().casework, actor(), case_id)
    except WrongMoment as error:
        flash(moment_text(error.code), "info")
    else:
        flash(gettext("The draft and everything in it is deleted."), "success")
    return redirect(url_for("citizen.cases"))
