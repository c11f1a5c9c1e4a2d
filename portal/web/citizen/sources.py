"""What departments already hold: told where the law lets them be asked, asked where the person must agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.casework.askings import Reader, is_own
from portal.casework.prefill import ACCOUNT, CONSENT, IDENTITY, Outcome, prefill, shown_keys
from portal.domain.actors import Assurance
from portal.domain.bundles import PartyKind, Source
from portal.domain.conditions import applies
from portal.domain.elements import FactKey
from portal.domain.facts import FactSource
from portal.domain.permissions import Permission
from portal.domain.questions import proof_key
from portal.domain.representing import may_act_for
from portal.web.access import requires
from portal.web.citizen import blueprint
from portal.web.citizen.drafts import Draft, own_draft
from portal.web.citizen.firms import acted_firm
from portal.web.citizen.way import first
from portal.web.house import actor, gettext, house, locale, mode

FOUND = "found"
"""In the session: what each registry answered at the last asking, by case; outcomes only, no values."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One registry before it is asked."""

    registry: str
    name: str
    how: str
    department: str
    gives: tuple[str, ...]
    checks: tuple[str, ...]
    spares: tuple[str, ...]
    consent: bool
    agreed: bool

    @property
    def is_of_use(self) -> bool:
        """Whether asking spares anything in this very case; agreement is not asked for without need."""
        return bool(self.gives or self.checks or self.spares)


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One registry after it was asked. ``outcome`` is found, nothing or unavailable."""

    name: str
    department: str
    outcome: str
    rows: tuple[tuple[str, str], ...]
    spares: tuple[str, ...]


@blueprint.route("/cases/<uuid:case_id>/sources", methods=["GET", "POST"])
@requires(Permission.CASE_EDIT)
def sources(case_id: UUID) -> ResponseReturnValue:
    """Say who holds what and on what ground, then ask them."""
    draft = own_draft(case_id)
    if request.method == "POST":
        agreed = frozenset(request.form.getlist("agree"))
        reader = Reader(locale(), mode())
        outcomes = prefill(house().casework, actor(), case_id, agreed, reader)
        kept = {name: outcome.value for name, outcome in outcomes.items()}
        session[FOUND] = {str(case_id): kept}
        if not set(kept) - {ACCOUNT}:
            return redirect(first(own_draft(case_id)))
        return redirect(url_for("citizen.found", case_id=case_id))
    lines = [_before(draft, source) for source in _registries(draft)]
    lines = [line for line in lines if not line.consent or line.is_of_use]
    return render_template(
        "pages/apply/sources.html",
        draft=draft,
        told=[line for line in lines if not line.consent],
        asked=[line for line in lines if line.consent],
        checked=actor().assurance >= Assurance.CHECKED,
        for_firm=draft.labels.bundle.firm is not None,
        firm=acted_firm(),
        back=url_for("citizen.plan", case_id=case_id),
    )


@blueprint.get("/cases/<uuid:case_id>/found")
@requires(Permission.CASE_EDIT)
def found(case_id: UUID) -> ResponseReturnValue:
    """What was found, what was not, and who did not answer; nothing stops the filing."""
    draft = own_draft(case_id)
    kept = session.get(FOUND, {}).get(str(case_id))
    if kept is None:
        return redirect(url_for("citizen.sources", case_id=case_id))
    lines: list[FoundLine] = []
    told: set[str] = set()
    for source in _sources(draft):
        if source.registry in kept:
            lines.append(_after(draft, source, kept[source.registry], told))
            told |= {key for key, _, _ in _keys(draft, source)}
    return render_template(
        "pages/apply/found.html",
        draft=draft,
        found=[line for line in lines if line.outcome == Outcome.FOUND],
        nothing=[line for line in lines if line.outcome == Outcome.NOTHING],
        silent=[line for line in lines if line.outcome == Outcome.UNAVAILABLE],
        to_answer=sum(draft.is_open(question.key) for question in draft.asked),
        go_on=first(draft),
    )


def _sources(draft: Draft) -> list[Source]:
    """Sources about whoever applies, the firm or the one they act for; of others not even the being asked is told here."""
    return [
        source
        for source in draft.labels.bundle.sources
        if applies(source.when, draft.facts) and _speaks_for(draft, source)
    ]


def _speaks_for(draft: Draft, source: Source) -> bool:
    bundle, facts = draft.labels.bundle, draft.facts
    party = bundle.parties[bundle.party(source.about, facts)]
    if party.kind is PartyKind.FIRM:
        return actor().firm is not None
    return is_own(bundle, source, facts) or may_act_for(
        draft.labels.catalogue, bundle, party.id, facts
    )


def _registries(draft: Draft) -> list[Source]:
    return [s for s in _sources(draft) if s.registry in draft.labels.catalogue.registries]


def _keys(draft: Draft, source: Source) -> list[tuple[FactKey, str, bool]]:
    return list(shown_keys(draft.labels.bundle, source, draft.facts))


def _before(draft: Draft, source: Source) -> SourceLine:
    labels = draft.labels
    rule = labels.catalogue.registries[source.registry]
    wanted = {question.key for question in draft.asked}
    wanted |= {
        key for rule in labels.bundle.derivations if rule.target in wanted for key in rule.origins
    }
    keys = [(key, shown) for key, _, shown in _keys(draft, source)]
    return SourceLine(
        registry=source.registry,
        name=labels.words.get(f"registry.{source.registry}.name"),
        how=labels.words.get(f"registry.{source.registry}.how"),
        department=labels.department(rule.authority),
        gives=_names(draft, (key for key, shown in keys if shown and key in wanted)),
        checks=_names(draft, (key for key, shown in keys if not shown and key in wanted)),
        spares=_papers(draft, source),
        consent=rule.ground == CONSENT,
        agreed=source.registry in draft.agreed,
    )


def _after(draft: Draft, source: Source, outcome: str, told: set[str]) -> FoundLine:
    """``told`` are facts that a source before this one has given."""
    labels = draft.labels
    origins = {FactSource.REGISTRY, FactSource.IDENTITY}
    rows = [
        (labels.fact(key), labels.value(key, draft.value(key), masked=True))
        for key, _, shown in _keys(draft, source)
        if shown and key not in told and key in draft.rows and draft.rows[key].source in origins
    ]
    rule = labels.catalogue.registries.get(source.registry)
    return FoundLine(
        name=_source_name(draft, source.registry),
        department=labels.department(rule.authority) if rule else "",
        outcome=outcome,
        rows=tuple(row for row in rows if row[1]),
        spares=_papers(draft, source, proved=True),
    )


def _source_name(draft: Draft, registry: str) -> str:
    if registry == IDENTITY:
        return gettext("From checking who you are")
    if registry == ACCOUNT:
        return gettext("From signing in")
    return draft.labels.words.get(f"registry.{registry}.name")


def _papers(draft: Draft, source: Source, *, proved: bool = False) -> tuple[str, ...]:
    """Materials that this source makes needless: those still asked for, or those it has proved."""
    asked = {paper.material for paper in draft.papers}
    return tuple(
        draft.labels.material(material)
        for material in source.proves
        if (proof_key(material) in draft.facts if proved else material in asked)
    )


def _names(draft: Draft, keys: Iterable[FactKey]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(draft.labels.fact(key) for key in keys))
