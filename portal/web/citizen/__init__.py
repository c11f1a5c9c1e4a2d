"""What a person does for themselves or for somebody they act for."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("citizen", "portal.web.citizen")

from portal.web.citizen import (  # noqa: E402,F401
    account,
    adding,
    apply,
    askings,
    benefits,
    case,
    cases,
    confirmations,
    draft_cards,
    drafts,
    files,
    firms,
    form,
    identity,
    materials,
    mending,
    plan,
    renewal,
    review,
    situation,
    sources,
    strong,
)
