"""Calm pages for what goes wrong: what happened, what was kept, what to do next, whom to call.

What was typed is repeated only to whoever sent it from a page of their own, so that they need not type it again (see kept.py).
"""

from __future__ import annotations

import errno
import sqlite3
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateNotFound
from markupsafe import Markup
from sqlalchemy.exc import DBAPIError, InterfaceError, NoResultFound, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from portal.casework.errors import BadKeys, KeyMissing, NotFound, StaleVersion, WrongMoment
from portal.domain.permissions import Forbidden
from portal.domain.states import GuardFailed, IllegalMove
from portal.people.choose_person import NoSuchPerson
from portal.web import limits, login, observing, unproven
from portal.web.access import PUBLIC, SignedOut, access_of
from portal.web.house import locale
from portal.web.kept import Kept, kept
from portal.web.troubles import (
    Trouble,
    no_room,
    not_proven,
    signed_out,
    stale_form,
    stale_text,
    text_not_proven,
    trouble_of,
)

OWN_MISTAKE = 500
RETRY_SECONDS = 30
RETRY_FULL_SECONDS = 300
"""Somebody has to make room; that takes longer than a database that starts again."""
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
POSTGRESQL_DISK_FULL = "53100"
_SAID_SO = (NotFound, NoSuchPerson)
"""Lookups whose failure is an answer; a query says it with a bare LookupError."""


def install(app: Flask) -> None:
    """Answer every error with a page, or with JSON where JSON was asked for."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(SignedOut, _signed_out)
    for missing in (Forbidden, LookupError, NoResultFound):
        app.register_error_handler(missing, _missing)
    for conflict in (IllegalMove, GuardFailed, StaleVersion, WrongMoment):
        app.register_error_handler(conflict, _conflict)
    # Without its keys the database says as little as if it were away; what was typed can be sent again.
    for unreachable in (
        OperationalError,
        InterfaceError,
        PoolTimeout,
        OSError,
        KeyMissing,
        BadKeys,
    ):
        app.register_error_handler(unreachable, _unreachable)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    answer = current_app.make_response(show(error.code))
    if (
        error.code == HTTPStatus.TOO_MANY_REQUESTS
        and (seconds := limits.seconds_left()) is not None
    ):
        answer.headers["Retry-After"] = str(seconds)
    if error.code == HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or ())
    return answer


def _stale_form(_: Exception) -> ResponseReturnValue:
    if _kept() is None:
        return show(HTTPStatus.BAD_REQUEST, stale_form())
    if not current_user.is_authenticated:
        return _signed_out(_)
    return show(HTTPStatus.BAD_REQUEST, stale_text())


def _signed_out(_: Exception) -> ResponseReturnValue:
    return show(HTTPStatus.UNAUTHORIZED, signed_out())


def _conflict(_: Exception) -> ResponseReturnValue:
    return show(HTTPStatus.CONFLICT)


def _missing(error: Exception) -> ResponseReturnValue:
    # A key, a template or an address of our own that is missing is our mistake, not a page that is not there.
    if (
        isinstance(error, LookupError)
        and not isinstance(error, _SAID_SO)
        and type(error) is not LookupError
    ):
        raise error
    if not unproven.is_unproven():
        return show(HTTPStatus.NOT_FOUND)
    if request.method in {"GET", "HEAD"} and not _wants_json():
        return unproven.show_the_way()
    return show(HTTPStatus.FORBIDDEN, not_proven() if _kept() is None else text_not_proven())


def _unreachable(error: Exception) -> ResponseReturnValue:
    """Database or files cannot be used just now; what was begun has been taken back by whoever began it."""
    if isinstance(error, TemplateNotFound):
        # A template of ours that is not there calls itself an OSError; it is our mistake all the same.
        raise error
    full = _is_full(error)
    observing.trouble("no room left" if full else "storage out of reach", error)
    answer = current_app.make_response(
        show(HTTPStatus.SERVICE_UNAVAILABLE, no_room() if full else None)
    )
    answer.headers["Retry-After"] = str(RETRY_FULL_SECONDS if full else RETRY_SECONDS)
    return answer


def _is_full(error: Exception) -> bool:
    """Whether it is room that lacks: in the file store, in SQLite or in PostgreSQL."""
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    cause = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return getattr(cause, "sqlstate", None) == POSTGRESQL_DISK_FULL


def show(status: int, trouble: Trouble | None = None) -> ResponseReturnValue:
    """The answer for a status, in the reader's language and mode."""
    trouble = trouble or trouble_of(status)
    if _wants_json():
        return jsonify(
            error={
                "status": int(status),
                "kind": trouble.kind,
                "message": trouble.text,
            }
        ), status
    if status < OWN_MISTAKE:
        return _page(trouble), status
    login.forget_visitor()
    try:
        return _page(trouble), status
    except Exception as error:  # noqa: BLE001 — the last page is made whatever broke
        # What broke may be what every page is made of; the last page is made of nothing else.
        observing.trouble("the page about an error could not be made", error)
        return _bare_page(trouble), status


def _page(trouble: Trouble) -> str:
    return render_template(
        "pages/errors/error.html",
        trouble=trouble,
        layout=_layout(),
        back=_back(),
        kept=_kept(),
        sign_in=url_for("clerk.sign_in" if _is_desk() else "signin.phone"),
        request_code=observing.request_code(),
        to_the_check=unproven.to_the_check(_back() or url_for("citizen.cases")),
    )


def _kept() -> Kept | None:
    """What was typed on a page that only somebody signed in may send; the other forms are short, and none of them is kept."""
    view = current_app.view_functions.get(request.endpoint or "")
    return kept() if view is not None and access_of(view) != PUBLIC else None


def _bare_page(trouble: Trouble) -> str:
    language = "zh-CN" if locale().startswith("zh") else "en"
    return Markup(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>'
        "<body><main><h1>{}</h1><p>{}</p><p>{}</p></main></body></html>"
    ).format(language, trouble.heading, trouble.heading, trouble.text, trouble.advice)


def _back() -> str | None:
    """The page to try again: this one, or the one whose form was sent."""
    if request.method in {"GET", "HEAD"}:
        target = request.full_path.rstrip("?")
        return target if login.is_own_page(target) else None
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host:
        return None
    target = before.path + (f"?{before.query}" if before.query else "")
    return target if login.is_own_page(target) else None


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    return request.is_json or accepted.quality("application/json") > accepted.quality("text/html")


def _layout() -> str:
    return "layouts/staff.html" if _is_desk() else "layouts/base.html"


def _is_desk() -> bool:
    return current_user.is_staff or request.path.startswith(("/staff", "/supervisor"))
