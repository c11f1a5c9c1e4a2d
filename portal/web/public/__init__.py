"""What everybody may see, signed in or not."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("public", "portal.web.public")

from portal.web.public import (  # noqa: E402
    browse,  # noqa: F401
    counting,  # noqa: F401
    guide,  # noqa: F401
    health,  # noqa: F401
    home,  # noqa: F401
    metrics,  # noqa: F401
    modes,  # noqa: F401
    pages,  # noqa: F401
    progress,  # noqa: F401
    search,  # noqa: F401
    verifying,  # noqa: F401
)
