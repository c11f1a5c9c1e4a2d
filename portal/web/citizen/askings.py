"""Which departments were asked about me, on what ground, and taking back what I agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.casework.errors import WrongMoment
from portal.casework.prefill import CONSENT
from portal.casework.withdraw_consent import withdraw_consent
from portal.catalogue.labels import Labels
from portal.domain.permissions import Permission
from portal.domain.states import CaseState
from portal.persistence.queries import consents
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.faults import moment_text
from portal.web.house import actor, gettext, house
from portal.web.rendering import labels_for

if TYPE_CHECKING:
    from portal.persistence.models import Case, Consent, Inquiry


@dataclass(frozen=True, slots=True)
class AskingLine:
    """One source that may be, or might have been, asked about me in one case."""

    id: UUID
    name: str
    how: str
    department: str
    basis: str
    consent: bool
    given_at: datetime
    withdrawn_at: datetime | None
    elements: str
    asked_at: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class AskedCase:
    """One case in which departments were asked about me; without a number where somebody else applied."""

    title: str
    number: str
    own: bool
    draft: bool
    lines: tuple[AskingLine, ...]


@blueprint.get("/my/askings")
@requires(Permission.ACCOUNT_USE)
def askings() -> ResponseReturnValue:
    """Every source asked about the person acted as, by case."""
    me = actor()
    found: list[tuple[Consent, Case, Sequence[Inquiry]]] = []
    if me.person is not None:
        with house().casework.db.reading() as session:
            found = list(consents.about(session, me.person))
    cases = {case.id: case for _, case, _ in found}
    return render_template(
        "pages/account/askings.html",
        known=me.person is not None,
        cases=[
            _asked_case(case, [(c, i) for c, of, i in found if of.id == case.id], me.id)
            for case in cases.values()
        ],
    )


@blueprint.post("/my/askings/<uuid:consent_id>/withdraw")
@requires(Permission.CONSENT_WITHDRAW)
def withdraw_asking(consent_id: UUID) -> ResponseReturnValue:
    """Take back what I agreed to: one press, as it was one tick to give."""
    try:
        withdraw_consent(house().casework, actor(), consent_id)
        flash(
            gettext("Taken back. This is not looked up any more for this application."), "success"
        )
    except WrongMoment as error:
        flash(moment_text(error.code), "info")
    return redirect(url_for("citizen.askings"))


def _asked_case(
    case: Case, found: Sequence[tuple[Consent, Sequence[Inquiry]]], account: UUID | None
) -> AskedCase:
    labels, own = labels_for(case.bundle, case.release_id), case.account_id == account
    return AskedCase(
        title=labels.own("name"),
        number=(case.number or "") if own else "",
        own=own,
        draft=case.state is CaseState.DRAFT,
        lines=tuple(_line(labels, consent, inquiries) for consent, inquiries in found),
    )


def _line(labels: Labels, consent: Consent, inquiries: Sequence[Inquiry]) -> AskingLine:
    rule = labels.catalogue.registries.get(consent.source)
    word = f"registry.{consent.source}"
    keys = dict.fromkeys(key for inquiry in inquiries for key in inquiry.elements)
    return AskingLine(
        id=consent.id,
        name=labels.words.get(f"{word}.name", consent.source),
        how=labels.words.get(f"{word}.how"),
        department=labels.department(rule.authority) if rule else "",
        basis=labels.words.get(f"{word}.basis"),
        consent=consent.ground == CONSENT,
        given_at=consent.given_at,
        withdrawn_at=consent.withdrawn_at,
        elements=labels.listed(labels.fact(key) for key in keys),
        asked_at=tuple(inquiry.at for inquiry in inquiries),
    )
