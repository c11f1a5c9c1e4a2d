"""Views that layouts link to and that are not written yet, so that pages can be made before the house is whole.

A guard asserts that nothing stands in once every page is there; then this file goes.
"""

from __future__ import annotations

from flask import Flask

from portal.web.access import public

LINKED = (
    "public.home",
    "public.search",
    "public.help",
    "public.privacy",
    "public.accessibility",
    "public.progress",
    "public.verify",
    "citizen.cases",
    "clerk.queue",
    "supervisor.board",
)


@public
def _nothing_here_yet() -> tuple[str, int]:
    return "", 204


def stand_in_for_missing_views(app: Flask) -> None:
    """Give every missing endpoint an address."""
    for endpoint in LINKED:
        if endpoint not in app.view_functions:
            app.add_url_rule(f"/stand-in/{endpoint}", endpoint, _nothing_here_yet)
