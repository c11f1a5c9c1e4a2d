"""What supervisors see: limits and lamps, without personal data."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("supervisor", "portal.web.supervisor", url_prefix="/supervisor")
