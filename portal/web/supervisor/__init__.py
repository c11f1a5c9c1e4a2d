"""What supervisors see: limits and lamps, without personal data."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("supervisor", "portal.web.supervisor", url_prefix="/supervisor")

from portal.web.supervisor import board, ended  # noqa: E402,F401
