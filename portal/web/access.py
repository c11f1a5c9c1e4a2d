"""Every view says who may use it, with ``@requires``, ``@public`` or ``@for_machines``; one that says nothing is refused."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.domain.actors import ActorKind
from portal.domain.permissions import OFFICE_ONLY, SUPERVISOR_ONLY, Permission, kind_for
from portal.web.house import house
from portal.web.kept import kept

P = ParamSpec("P")
R = TypeVar("R")
ACCESS = "portal_access"
"""The attribute a decorator leaves on the view; guards read it from the running application."""
PUBLIC = "public"
MACHINES = "machines"
"""For programs that send the token of the settings; to everybody else there is no such page."""


class SignedOut(Exception):
    """Something typed was sent by somebody whose session had ended; it must not be thrown away on the way to sign in."""


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Only for actors whom the table of permissions may grant this. Whose thing it is, the verb or query decides."""
    if not isinstance(permission, Permission):
        raise TypeError(f"{permission!r} is not a Permission")

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        setattr(view, ACCESS, permission)
        return view

    return mark


def public(view: Callable[P, R]) -> Callable[P, R]:
    """For everybody, signed in or not."""
    setattr(view, ACCESS, PUBLIC)
    return view


def for_machines(view: Callable[P, R]) -> Callable[P, R]:
    """For programs that send ``Authorization: Bearer`` and the token of the settings; without that setting, for nobody."""
    setattr(view, ACCESS, MACHINES)
    return view


def access_of(view: Callable[..., Any]) -> Permission | str | None:
    """What a view declared, or None."""
    return cast("Permission | str | None", getattr(view, ACCESS, None))


def guard(app: Flask) -> None:
    """Check every request before its view runs."""
    app.before_request(_check)


def _check() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    if request.endpoint == "static":
        return None
    declared = access_of(current_app.view_functions[request.endpoint])
    if declared is None:
        abort(403)
    if declared == PUBLIC:
        return None
    if declared == MACHINES:
        return None if _has_token() else abort(404)
    return _check_permission(Permission(declared))


def _has_token() -> bool:
    wanted, sent = house().settings.metrics_token, request.authorization
    if not wanted or sent is None or sent.type != "bearer":
        return False
    return hmac.compare_digest(wanted.encode(), (sent.token or "").encode())


def _check_permission(permission: Permission) -> ResponseReturnValue | None:
    kind = kind_for(permission)
    if not current_user.is_authenticated:
        sign_in = "clerk.sign_in" if kind == ActorKind.STAFF else "signin.phone"
        if request.accept_mimetypes.best == "application/json":
            abort(401)
        if kept() is not None:
            raise SignedOut
        following = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for(sign_in, next=following))
    actor = current_user.actor
    if actor.kind != kind:
        abort(404)
    if permission in SUPERVISOR_ONLY and actor.role != "supervisor":
        abort(404)
    if permission in OFFICE_ONLY and actor.role == "supervisor":
        abort(404)
    return None
