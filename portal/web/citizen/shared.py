"""What a family member lets departments tell about them, in the case of the one who applied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.casework.askings import is_own, shown_keys
from portal.casework.prefill import CONSENT
from portal.catalogue.labels import Labels
from portal.domain.bundles import Source
from portal.domain.conditions import applies
from portal.domain.facts import FactCheck, FactSource
from portal.persistence.queries.whole_case import WholeCase
from portal.web.house import gettext

if TYPE_CHECKING:
    from portal.persistence.models import Consent, Fact


@dataclass(frozen=True, slots=True)
class SharedLine:
    """One fact about somebody who agreed: its name, its value, and what the department says of it."""

    key: str
    value: str


def shared_lines(
    whole: WholeCase,
    labels: Labels,
    grounds: Sequence[Consent],
    answers: Callable[[], Sequence[Fact]],
) -> tuple[SharedLine, ...]:
    """Facts that a standing agreement of another lets the applicant see; nothing, not even empty lines, without one.

    ``answers`` gives all that was answered, and is asked only where there is one.
    """
    # What the applicant agreed to is no news to them.
    agreed = {
        (one.source, one.party)
        for one in grounds
        if one.ground == CONSENT and one.person_id != whole.scope.person
    }
    if not agreed:
        return ()
    rows = {fact.key: fact for fact in answers()}
    facts = {fact.key: fact.value for fact in rows.values() if fact.value}
    lines: dict[str, SharedLine] = {}
    for source in labels.bundle.sources:
        if _is_shared(labels, source, facts, agreed):
            for key, _, about_them in shown_keys(labels.bundle, source, facts):
                if about_them and key in rows and rows[key].value:
                    lines.setdefault(key, _line(labels, rows[key]))
    return tuple(lines.values())


def _is_shared(
    labels: Labels, source: Source, facts: dict[str, str], agreed: set[tuple[str, str]]
) -> bool:
    bundle = labels.bundle
    return (
        applies(source.when, facts)
        and not is_own(bundle, source, facts)
        and (source.registry, bundle.party(source.about, facts)) in agreed
    )


def _line(labels: Labels, fact: Fact) -> SharedLine:
    name = labels.fact(fact.key)
    # Where the thing has a wording of its own for the fact, that names the party already.
    if not labels.words.get(f"bundle.{labels.bundle.id}.fact.{fact.key}.label"):
        party = labels.party(fact.key.partition(".")[0])
        name = gettext("%(party)s: %(what)s", party=party, what=name)
    value = labels.value(fact.key, fact.value)
    if fact.source is FactSource.REGISTRY:
        return SharedLine(name, gettext("%(value)s (told by the department)", value=value))
    if fact.check is FactCheck.AGREES:
        return SharedLine(name, gettext("%(value)s (the department holds the same)", value=value))
    if fact.check is FactCheck.DIFFERS:
        return SharedLine(
            name, gettext("%(value)s (the department holds something else)", value=value)
        )
    return SharedLine(name, value)
