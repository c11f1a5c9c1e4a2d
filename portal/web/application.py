"""Makes the Flask application of an opened portal."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Flask
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from portal.web import (
    access,
    errors,
    formats,
    headers,
    house,
    limits,
    login,
    observing,
    rendered,
    rendering,
    sessions,
    unshowable,
    unstorable,
)
from portal.web.built import asset
from portal.web.editions import EditionsEnvironment
from portal.web.icons import icon
from portal.web.page_cache import PageCache
from portal.web.relay import picture

if TYPE_CHECKING:
    from portal.wiring import Portal

MAX_REQUEST_BYTES = 12 * 1024 * 1024
"""One upload of 10 MiB and the fields around it."""


def make_app(portal: Portal) -> Flask:
    """Wire sessions, words, access, headers, errors and every blueprint."""
    settings = portal.settings
    app = observing.Application(
        "portal.web", static_folder=str(settings.static), static_url_path="/static"
    )
    app.jinja_environment = EditionsEnvironment
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        SESSION_COOKIE_NAME="portal_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
    )
    app.extensions["portal"] = portal
    app.extensions["pages"] = PageCache()
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    observing.install(app)
    house.install(app)
    sessions.install(app)
    Babel(app, locale_selector=house.locale, default_timezone="Asia/Shanghai")
    rendered.install(app)
    rendering.install(app)
    CSRFProtect(app)
    login.install(app)
    access.guard(app)
    unstorable.install(app)
    unshowable.install(app)
    limits.install(app)
    headers.install(app)
    errors.install(app)
    formats.install(app)
    app.jinja_env.globals["icon"] = icon
    app.jinja_env.globals["relay_picture"] = picture
    app.jinja_env.globals["asset"] = asset
    _blueprints(app, demo=settings.demo)
    return app


def _blueprints(app: Flask, *, demo: bool) -> None:
    from portal.web.citizen import blueprint as citizen
    from portal.web.clerk import blueprint as clerk
    from portal.web.public import blueprint as public
    from portal.web.signin import blueprint as signin
    from portal.web.supervisor import blueprint as supervisor

    for blueprint in (public, signin, citizen, clerk, supervisor):
        app.register_blueprint(blueprint)
    if demo:
        from portal.web.demo import blueprint as demo_blueprint

        app.register_blueprint(demo_blueprint)
