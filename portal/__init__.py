"""The one-stop government service portal: one form, one case, every department."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from portal.wiring import Portal


def create_app(portal: Portal | None = None) -> Flask:
    """The web application. Without an opened portal, one is opened from the environment."""
    from portal.web.application import make_app

    if portal is None:
        import os

        from portal.logs import write_logs
        from portal.settings import read_settings
        from portal.wiring import open_portal

        settings = read_settings(os.environ)
        write_logs(settings)
        portal = open_portal(settings)
    return make_app(portal)
