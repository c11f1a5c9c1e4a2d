"""What browsers are told with every answer.

Written out instead of using Flask-Talisman: it is forty lines, the nonce is ours to hand to templates, and what may be kept by caches
depends on who is signed in, which no extension knows.
"""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request, session

from portal.web.house import house

PERSONAL_BLUEPRINTS = frozenset({"signin", "citizen", "clerk", "supervisor", "demo"})
HSTS_SECONDS = 365 * 24 * 3600

_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: over TLS the form token is checked together with the referrer.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def csp_nonce() -> str:
    """The nonce of this answer, for ``<script nonce>``."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    nonce: str = g.csp_nonce
    return nonce


def install(app: Flask) -> None:
    """Add the headers to every answer, and ``csp_nonce()`` to every template."""
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.after_request(_add)


def _add(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _POLICY.format(nonce=csp_nonce())
    # Nobody else sets these, so none has to be looked for.
    response.headers.extend(_ALWAYS)
    if house().settings.secure_cookies:
        response.headers["Strict-Transport-Security"] = f"max-age={HSTS_SECONDS}; includeSubDomains"
    if request.endpoint != "static" and "Cache-Control" not in response.headers:
        # The session, not the visitor, is asked: the database may be what failed.
        personal = "_user_id" in session or request.blueprint in PERSONAL_BLUEPRINTS
        response.headers["Cache-Control"] = "no-store" if personal else "private, no-cache"
    return response
