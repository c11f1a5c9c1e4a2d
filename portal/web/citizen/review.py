"""The review: everything once more, what is missing first; then one press, and the receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework.errors import (
    AppliedBefore,
    Incomplete,
    StaleVersion,
    WindowClosed,
    WrongMoment,
)
from portal.casework.submit import submit
from portal.domain.items import Provision
from portal.domain.merging import Seen
from portal.domain.permissions import Permission
from portal.domain.states import CaseState
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.citizen.another import WITH, one_more, picked, ready_with, send_with, siblings
from portal.web.citizen.before import before, doubtful, own_numbers
from portal.web.citizen.case import own_case
from portal.web.citizen.drafts import Draft, own_draft
from portal.web.citizen.origins import origin
from portal.web.citizen.outline import confirmers, item_lines
from portal.web.citizen.way import first, mend_url, paper_url
from portal.web.citizen.windows import Change, as_shown, changes_since, seen
from portal.web.faults import fault_sentence, moment_text
from portal.web.house import actor, gettext, house
from portal.web.rendering import labels_for
from portal.web.season import closed_text, season_of

if TYPE_CHECKING:
    from portal.persistence.models import Upload


TRIES = 3
"""How often a draft that is saved again without a change is looked at before it is sent."""


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the form, read."""

    title: str
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One material with what was added for it."""

    name: str
    note: str
    files: tuple[Upload, ...]
    href: str


@blueprint.route("/cases/<uuid:case_id>/review", methods=["GET", "POST"])
@requires(Permission.CASE_SUBMIT)
def review(case_id: UUID) -> ResponseReturnValue:
    """Look at everything; send it. Sent twice, from another window or with the back button, it is sent once."""
    draft = own_draft(case_id)
    if request.method != "POST":
        return _page(draft, untold="untold" in request.args, unsaid="unsaid" in request.args)
    shown = seen()
    try:
        key = UUID(request.form.get("key", ""))
    except ValueError:
        abort(400)
    if request.form.get("truth") != "yes":
        return _back_to(case_id, "untold")
    return _send(draft, key, shown)


def _back_to(case_id: UUID, what: str) -> ResponseReturnValue:
    """The review once more, with what was not ticked; which siblings were ticked goes along."""
    values: dict[str, Any] = {what: "1", WITH: picked()}
    return redirect(url_for("citizen.review", case_id=case_id, **values), HTTPStatus.SEE_OTHER)


def _send(draft: Draft, key: UUID, shown: Seen) -> ResponseReturnValue:
    """Send what was looked at. Saved again elsewhere without a change, it is still what was looked at."""
    case_id = draft.case.id
    here = url_for("citizen.review", case_id=case_id)
    for _attempt in range(TRIES):
        changes = changes_since(draft, shown)
        if changes:
            return _page(draft, changes=changes), 409
        try:
            submit(
                house().casework,
                actor(),
                case_id,
                key=key,
                version=draft.case.version,
                another=request.form.get("another") == "yes",
            )
            send_with(draft.case, key)
            return redirect(url_for("citizen.receipt", case_id=case_id))
        except Incomplete:
            return redirect(here, HTTPStatus.SEE_OTHER)
        except AppliedBefore:
            return _back_to(case_id, "unsaid")
        except StaleVersion:
            draft = own_draft(case_id)
        except WindowClosed as error:
            return _page(draft, trouble=closed_text(error)), 409
        except WrongMoment as error:
            return _page(draft, trouble=moment_text(error.code)), 409
    return _page(draft, trouble=moment_text("still_changing")), 409


@blueprint.get("/cases/<uuid:case_id>/receipt")
@requires(Permission.CASE_READ)
def receipt(case_id: UUID) -> ResponseReturnValue:
    """The number, what happens now, and the minutes in which it can be taken back."""
    whole = own_case(case_id)
    case = whole.case
    if case.state is CaseState.DRAFT:
        return redirect(url_for("citizen.plan", case_id=case_id))
    labels = labels_for(case.bundle, case.release_id)
    offices = [
        (labels.item(task.item), labels.office(task.office))
        for item in labels.bundle.items
        for task in whole.tasks
        if task.item == item
    ]
    return render_template(
        "pages/apply/receipt.html",
        case=case,
        labels=labels,
        offices=offices,
        held=case.state is CaseState.FILED and case.released_at is None,
        hold_minutes=int(house().casework.hold.total_seconds() // 60),
        one_more=one_more(labels) if case.state is CaseState.FILED else None,
        siblings=siblings(case),
        key=uuid4(),
        asked=any(request_.state == "asked" for request_ in whole.confirmations),
        document=next(
            (d for d in reversed(whole.documents) if d.void_at is None and d.task_id is None), None
        ),
    )


def _page(
    draft: Draft,
    *,
    untold: bool = False,
    unsaid: bool = False,
    changes: Sequence[Change] = (),
    trouble: str = "",
) -> str:
    missing = [
        {"text": fault_sentence(fault, reference, draft.labels), "href": mend_url(draft, reference)}
        for reference, fault in draft.faults.items()
        if reference not in draft.coming
    ]
    others, own = siblings(draft.case), own_numbers()
    return render_template(
        "pages/apply/review.html",
        draft=draft,
        missing=missing,
        sections=_sections(draft),
        papers=_papers(draft),
        lines=[line for line in item_lines(draft) if line.chosen],
        confirmers=confirmers(draft),
        untold=untold,
        unsaid=unsaid,
        earlier=before(draft, own),
        doubtful=doubtful(draft, own),
        one_more=one_more(draft.labels),
        siblings=others,
        ready=ready_with(draft, others),
        picked=picked(),
        changes=changes,
        was=as_shown(draft),
        trouble=trouble,
        season=season_of(draft.labels),
        key=uuid4(),
        another_key=uuid4(),
        hold_minutes=int(house().casework.hold.total_seconds() // 60),
        back=url_for("citizen.materials", case_id=draft.case.id) if draft.papers else first(draft),
    )


def _sections(draft: Draft) -> list[Section]:
    case_id = draft.case.id
    return [
        Section(
            draft.labels.section(page.id),
            tuple(
                {
                    "key": draft.labels.fact(question.key),
                    "value": draft.labels.value(question.key, draft.value(question.key)),
                    "source": origin(draft, question.key),
                    "text": gettext("Change"),
                    "href": url_for(
                        "citizen.question", case_id=case_id, page_id=page.id, n=n, after="review"
                    ),
                }
                for n, question in enumerate(page.questions)
            ),
        )
        for page in draft.pages
    ]


def _papers(draft: Draft) -> list[PaperLine]:
    lines: list[PaperLine] = []
    for paper in draft.papers:
        files = tuple(u for u in draft.uploads if u.material == paper.material)
        note = ""
        if paper.provision is Provision.BRING:
            note = gettext("bring the original when you go there")
        elif paper.provision is Provision.SIGN:
            note = gettext("sign it on paper")
        elif not files:
            note = (
                gettext("(nothing yet)")
                if paper.required
                else gettext("left out; it is not required")
            )
        lines.append(
            PaperLine(
                draft.labels.material(paper.material),
                note,
                files,
                paper_url(draft, paper.material) if paper.provision is Provision.UPLOAD else "",
            )
        )
    return lines
