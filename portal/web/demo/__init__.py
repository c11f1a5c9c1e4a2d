"""Pages that only the demonstration has."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("demo", "portal.web.demo", url_prefix="/demo")

from portal.web.demo import identity, messages  # noqa: E402,F401
