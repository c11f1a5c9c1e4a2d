"""还有一个：one more case from the same form, the cases made from one form beside each other, and sending them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework.another import begin_another
from portal.casework.errors import AppliedBefore, Incomplete, StaleVersion, WrongMoment
from portal.casework.submit import submit
from portal.catalogue.labels import Labels
from portal.domain.elements import split_key
from portal.domain.permissions import Permission
from portal.domain.states import CaseState
from portal.persistence.queries.whole_case import WholeCase
from portal.persistence.queries.whole_cases import made_together
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.citizen.drafts import Draft, drafts_of
from portal.web.citizen.standing import subject_of
from portal.web.faults import moment_text
from portal.web.house import actor, gettext, house
from portal.web.rendering import labels_for

if TYPE_CHECKING:
    from portal.persistence.models import Case

WITH = "with"


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another case made from the same form. ``number`` is empty while it was not sent."""

    id: UUID
    subject: str
    number: str
    sent: bool
    href: str
    whole: WholeCase


@dataclass(frozen=True, slots=True)
class Ready:
    """A sibling's draft that misses nothing and could be sent by the same press, with what is its own."""

    id: UUID
    subject: str
    version: int
    rows: tuple[Mapping[str, str], ...]


@blueprint.post("/cases/<uuid:case_id>/another")
@requires(Permission.CASE_EDIT)
def another(case_id: UUID) -> ResponseReturnValue:
    """Begin one more draft from this one. Pressed twice, it is begun once."""
    try:
        key = UUID(request.form.get("key", ""))
    except ValueError:
        abort(400)
    try:
        made = begin_another(house().casework, actor(), case_id, key=key)
    except WrongMoment as error:
        flash(moment_text(error.code), "info")
        return redirect(url_for("citizen.case", case_id=case_id))
    flash(
        gettext("Copied. Only what is different is asked again; the first one is kept as it is."),
        "success",
    )
    return redirect(url_for("citizen.sources", case_id=made))


def one_more(labels: Labels) -> dict[str, str] | None:
    """How to ask for one more, in the bundle's own words; None where a case is about one only."""
    party = labels.bundle.repeats
    if party is None:
        return None
    return {
        "title": labels.own(f"parties.{party.id}.one_more"),
        "hint": labels.own(f"parties.{party.id}.one_more_hint"),
    }


def siblings(case: Case) -> list[Sibling]:
    """The reader's other cases made from the same form."""
    me = actor()
    if case.siblings is None or me.id is None:
        return []
    with house().casework.db.reading() as session:
        found = made_together(session, case.siblings, me.id, me.person)
    return [_sibling(one) for one in found if one.case.id != case.id]


def _sibling(whole: WholeCase) -> Sibling:
    case = whole.case
    labels = labels_for(case.bundle, case.release_id)
    draft = case.state is CaseState.DRAFT
    return Sibling(
        id=case.id,
        subject=subject_of(whole.facts, labels) or gettext("No name given yet"),
        number=case.number or "",
        sent=not draft,
        href=url_for("citizen.resume" if draft else "citizen.case", case_id=case.id),
        whole=whole,
    )


def ready_with(draft: Draft, others: list[Sibling]) -> list[Ready]:
    """The siblings that could be sent together with a draft."""
    if draft.faults:
        return []
    return [
        Ready(one.case.id, one.subject, one.case.version, tuple(_own_rows(one)))
        for one in drafts_of([other.whole for other in others])
        if not one.faults
    ]


def _own_rows(draft: Draft) -> list[Mapping[str, str]]:
    """What is said of this one alone."""
    party = draft.labels.bundle.repeats
    return [
        {
            "key": draft.labels.fact(question.key),
            "value": draft.labels.value(question.key, draft.value(question.key)),
        }
        for question in draft.asked
        if party is not None and split_key(question.key)[0] == party.id
    ]


def picked() -> list[str]:
    """The siblings that are ticked, by id."""
    found = []
    for text in request.values.getlist(WITH):
        try:
            found.append(str(UUID(text)))
        except ValueError:
            continue
    return found


def send_with(case: Case, key: UUID) -> None:
    """Send the siblings ticked beside a case that has just been sent, each by a key of its own; say which could not be."""
    wanted = picked()
    if not wanted:
        return
    for other in siblings(case):
        if str(other.id) not in wanted or other.sent:
            continue
        version = request.form.get(f"{WITH}.{other.id}", type=int)
        try:
            submit(
                house().casework,
                actor(),
                other.id,
                key=uuid5(key, str(other.id)),
                version=-1 if version is None else version,
            )
        except (AppliedBefore, Incomplete, StaleVersion, WrongMoment):
            flash(
                gettext(
                    "The application for %(name)s has not been sent yet: something about it has changed. Please look at it once more.",
                    name=other.subject,
                ),
                "info",
            )
