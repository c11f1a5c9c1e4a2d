"""What everybody may see, signed in or not."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("public", "portal.web.public")

from portal.web.public import health, modes  # noqa: E402,F401
