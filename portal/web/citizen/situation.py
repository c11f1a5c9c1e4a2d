"""The questions at the beginning (情形), one page each; and the other way for whom the fast one does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.casework.save import change_plan, situation_of
from portal.catalogue.labels import Labels
from portal.domain.bundles import Bundle
from portal.domain.items import Routing
from portal.domain.permissions import Permission
from portal.domain.routing import Office
from portal.domain.situations import Situation
from portal.web.access import public, requires
from portal.web.citizen import blueprint
from portal.web.citizen.apply import (
    bundle_of,
    first_open,
    forget_answers,
    keep_answer,
    kept_answers,
    start_or_sign_in,
)
from portal.web.citizen.drafts import own_draft
from portal.web.house import actor, gettext, house
from portal.web.rendering import labels_for
from portal.web.way_out import KINDS, steps


@dataclass(frozen=True, slots=True)
class Counter:
    """A place to go to, with what one needs to get there."""

    name: str
    address: str
    hours: str
    phone: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A department, what can still be done there one by one, and its counters."""

    department: str
    items: tuple[str, ...]
    counters: tuple[Counter, ...]


@blueprint.route("/apply/<string:bundle>/situation/<int:step>", methods=["GET", "POST"])
@public
def situation(bundle: str, step: int) -> ResponseReturnValue:
    """One question. The answer leads on, or to the other way; it is kept either way round."""
    offered = bundle_of(bundle)
    question = _question(offered, step)
    answers = kept_answers(bundle)
    missing = first_open(offered, answers)
    if missing is not None and missing < step:
        return redirect(url_for("citizen.situation", bundle=bundle, step=missing))
    back = (
        url_for("citizen.situation", bundle=bundle, step=step - 1)
        if step > 1
        else url_for("public.home")
    )
    if request.method != "POST":
        return _page(labels_for(bundle), question, step, answers.get(question.id, ""), back)
    answer = request.form.get(question.id, "")
    option = next((o for o in question.options if o.code == answer), None)
    if option is None:
        return _page(labels_for(bundle), question, step, "", back, wrong=True)
    if not option.fast_path:
        return _other_way(bundle, question.id, answer)
    answers = keep_answer(bundle, question.id, answer)
    missing, following = first_open(offered, answers), _following(offered, answers, step)
    if following is not None:
        return redirect(url_for("citizen.situation", bundle=bundle, step=following))
    if missing is not None:
        return redirect(url_for("citizen.situation", bundle=bundle, step=missing))
    return start_or_sign_in(bundle, answers)


@blueprint.route("/cases/<uuid:case_id>/situation/<int:step>", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def change_situation(case_id: UUID, step: int) -> ResponseReturnValue:
    """Another answer to one of the first questions, in a draft; everything typed is kept."""
    draft = own_draft(case_id)
    bundle = draft.labels.bundle
    question = _question(bundle, step)
    answers = situation_of(bundle, draft.facts) | kept_answers(str(case_id))
    back = url_for("citizen.plan", case_id=case_id)
    if request.method != "POST":
        return _page(draft.labels, question, step, answers.get(question.id, ""), back)
    answer = request.form.get(question.id, "")
    option = next((o for o in question.options if o.code == answer), None)
    if option is None:
        return _page(draft.labels, question, step, "", back, wrong=True)
    if not option.fast_path:
        return _other_way(bundle.id, question.id, answer)
    answers |= {question.id: answer}
    missing = first_open(bundle, answers)
    if missing is not None:
        keep_answer(str(case_id), question.id, answer)
        return redirect(url_for("citizen.change_situation", case_id=case_id, step=missing))
    change_plan(house().casework, actor(), case_id, situation=answers)
    forget_answers()
    return redirect(back)


@blueprint.get("/apply/<string:bundle>/other-way/<string:question>/<string:answer>")
@public
def other_way(bundle: str, question: str, answer: str) -> ResponseReturnValue:
    """What to bring and where, which single items still work, whom to call: never a dead end."""
    offered = bundle_of(bundle)
    asked = next((s for s in offered.situations if s.id == question), None)
    option = next((o for o in asked.options if o.code == answer), None) if asked else None
    if asked is None or option is None or option.fast_path:
        abort(404)
    labels = labels_for(bundle)
    base = f"situations.{question}.answers.{answer}"
    way = steps(labels, asked, option)
    return render_template(
        "pages/apply/other_way.html",
        labels=labels,
        bundle=bundle,
        step=offered.situations.index(asked) + 1,
        answer=labels.own(f"{base}.label"),
        kind=KINDS[option.way_out],
        rule=labels.own(f"{base}.rule"),
        advice=[(one, tuple(_counters(labels, one.department, institution=False))) for one in way],
        calls=list({one.phone: one for one in way if one.phone}.values()),
        desks=_desks(labels, option.still_possible),
    )


def _following(bundle: Bundle, answers: Mapping[str, str], step: int) -> int | None:
    """The next question after a step that is asked, counted from 1."""
    asked = bundle.asked_situations(answers)
    rest = enumerate(bundle.situations[step:], step + 1)
    return next((n for n, question in rest if question in asked), None)


def _other_way(bundle: str, question: str, answer: str) -> ResponseReturnValue:
    return redirect(url_for("citizen.other_way", bundle=bundle, question=question, answer=answer))


def _question(bundle: Bundle, step: int) -> Situation:
    if not 1 <= step <= len(bundle.situations):
        abort(404)
    return bundle.situations[step - 1]


def _page(
    labels: Labels, question: Situation, step: int, value: str, back: str, *, wrong: bool = False
) -> ResponseReturnValue:
    base = f"situations.{question.id}"
    field: dict[str, Any] = {
        "id": f"s-{question.id.replace('_', '-')}",
        "name": question.id,
        "label": labels.own(f"{base}.question"),
        "hint": labels.own(f"{base}.hint"),
        "value": value,
        "error": gettext("Please choose one of the answers.") if wrong else None,
        "options": [
            {
                "value": option.code,
                "text": labels.own(f"{base}.answers.{option.code}.label"),
                "hint": labels.own(f"{base}.answers.{option.code}.hint"),
            }
            for option in question.options
        ],
    }
    page = render_template(
        "pages/apply/situation.html",
        labels=labels,
        field=field,
        step=step,
        steps=len(labels.bundle.situations),
        back=back,
    )
    return page, 422 if wrong else 200


def _desks(labels: Labels, items: Iterable[str]) -> list[Desk]:
    """Departments in the order of the items, each with the counters that could take them."""
    found: dict[tuple[str, bool], list[str]] = {}
    for item in items:
        rule = labels.catalogue.items[item]
        at_institution = rule.routing is Routing.BIRTH_INSTITUTION and any(
            office.institution and office.department == rule.department
            for office in house().casework.city.offices.values()
        )
        found.setdefault((rule.department, at_institution), []).append(item)
    return [
        Desk(
            labels.department(department),
            tuple(labels.item(item) for item in names),
            tuple(_counters(labels, department, institution=institution)),
        )
        for (department, institution), names in found.items()
    ]


def _counters(labels: Labels, department: str, *, institution: bool) -> Iterable[Counter]:
    work = house().casework
    standing: list[Office] = [
        office
        for office in work.city.offices.values()
        if office.department == department
        and office.institution is institution
        and office.stands_on(work.today)
    ]
    for office in standing:
        yield Counter(
            labels.office(office.id),
            labels.office(office.id, "address"),
            labels.office(office.id, "hours"),
            office.phone,
        )
