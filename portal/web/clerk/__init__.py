"""What clerks and reviewers work with."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("clerk", "portal.web.clerk", url_prefix="/staff")

from portal.web.clerk import (  # noqa: E402,F401
    actions,
    benefit,
    benefits,
    by_hand,
    correction,
    identity,
    materials,
    queue,
    results,
    sign_in,
    task,
)
