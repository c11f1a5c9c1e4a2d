"""What is noted of every request: its endpoint, its end and its time; never its path, its query, or who sent it.

Each has a short code, which is in the log, in a header of the answer and on the page that says something broke, so that
somebody on the telephone can read out which of all requests theirs was.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from http import HTTPStatus
from types import TracebackType
from typing import Any

import structlog
from flask import Flask, Response, g, request, session

from portal.web.house import house

HEADER = "X-Request-Id"
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No sign that is taken for another when it is read aloud or copied by hand."""
SIGNS, TOGETHER = 8, 4
ROUTINE = frozenset({"static", "public.healthz", "public.alive", "public.metrics"})
"""Styles, pictures and those who watch the machine: counted like all others, but logged only when asked for, or when they fail."""
NOWHERE = "none"
"""The endpoint of an address that leads nowhere."""

log = structlog.get_logger("portal.web")


class Application(Flask):
    """Flask, with errors noted by type and place: its own line holds the path, and the message of the error."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """A view or a hook as it is: none of ours is a coroutine, and asking costs at every hook of every request."""
        return func

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Note what broke."""
        log.error("request broke", request=request_code(), endpoint=_endpoint(), exc_info=exc_info)


def install(app: Flask) -> None:
    """Begin before everything else, and end after it."""
    app.before_request(_begin)
    app.after_request(_end)


def request_code() -> str:
    """The code of this request, such as ``K7M2-9QXD``."""
    if "request_code" not in g:
        # A name, not a secret: whoever guesses it knows nothing.
        signs = "".join(random.choices(ALPHABET, k=SIGNS))  # noqa: S311
        g.request_code = f"{signs[:TOGETHER]}-{signs[TOGETHER:]}"
    code: str = g.request_code
    return code


def trouble(kind: str, error: BaseException) -> None:
    """Note something that went wrong and was answered calmly."""
    log.error("trouble", kind=kind, request=request_code(), endpoint=_endpoint(), exc_info=error)


def refused(door: str, reason: str) -> None:
    """Note that somebody was not let in, and why, in codes; not who."""
    log.warning(
        "sign-in refused", request=request_code(), endpoint=_endpoint(), kind=door, reason=reason
    )


def _begin() -> None:
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    response.headers[HEADER] = request_code()
    # A request that was refused before anything of ours ran, such as one with a broken cookie, has no beginning.
    seconds = time.perf_counter() - g.get("began", time.perf_counter())
    endpoint = _endpoint()
    house().metrics.request(endpoint, request.method, response.status_code, seconds)
    write = log.debug if _is_routine(endpoint, response.status_code) else log.info
    write(
        "request",
        request=request_code(),
        endpoint=endpoint,
        method=request.method
        if request.method.isalpha() and len(request.method) < SIGNS
        else "other",
        status=response.status_code,
        ms=round(seconds * 1000, 1),
        actor=_actor_kind(),
    )
    return response


def _is_routine(endpoint: str, status: int) -> bool:
    """Whether it is of those that come by the thousand and say nothing as long as they end well."""
    return endpoint in ROUTINE and status < HTTPStatus.BAD_REQUEST


def _endpoint() -> str:
    return request.endpoint or NOWHERE


def _actor_kind() -> str:
    """Citizen, staff or nobody, as the session says it; the database may be what failed."""
    known: dict[str, Any] = {"c": "citizen", "s": "staff"}
    return str(known.get(str(session.get("_user_id", ""))[:1], "nobody"))
