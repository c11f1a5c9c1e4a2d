"""Where an answer came from, in words."""

from __future__ import annotations

from portal.casework.prefill import ACCOUNT, IDENTITY, shown_keys
from portal.domain.conditions import applies
from portal.domain.facts import FactSource
from portal.web.citizen.drafts import Draft
from portal.web.house import gettext


def origin(draft: Draft, key: str) -> str:
    """Who gave an answer: the person, a department, the check of who they are, or another answer."""
    row = draft.rows.get(key)
    if row is None or not row.value:
        return ""
    match row.source:
        case FactSource.REGISTRY:
            department = _department(draft, key)
            if department:
                return gettext("from %(department)s", department=department)
            return gettext("from a department")
        case FactSource.IDENTITY:
            return _identity(draft, key)
        case FactSource.DERIVED:
            return gettext("follows from another answer")
        case FactSource.OUTPUT:
            return gettext("from an office")
        case _:
            return gettext("typed by you")


def _identity(draft: Draft, key: str) -> str:
    if ACCOUNT in _registries(draft, key) and IDENTITY not in _registries(draft, key):
        return gettext("the phone you signed in with")
    return gettext("from checking who you are")


def _department(draft: Draft, key: str) -> str:
    known = draft.labels.catalogue.registries
    for registry in _registries(draft, key):
        if registry in known:
            return draft.labels.department(known[registry].authority)
    return ""


def _registries(draft: Draft, key: str) -> list[str]:
    bundle = draft.labels.bundle
    return [
        source.registry
        for source in bundle.sources
        if applies(source.when, draft.facts)
        and any(
            given == key and shown for given, _, shown in shown_keys(bundle, source, draft.facts)
        )
    ]
