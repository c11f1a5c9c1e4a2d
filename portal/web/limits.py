"""How often one address may try what can be guessed or costs money.

Whole service halls and phone networks share one address, so these are wide; the narrow limits stand with the phone, the account and the
member of staff. Kept in the memory of each process.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

V = TypeVar("V", bound=Callable[..., object])

CODES = "60 per hour"
CODE_TRIES = "120 per hour"
STAFF_SIGN_IN = "60 per 5 minutes"
IDENTITY = "60 per hour"
PROGRESS = "60 per hour"
VERIFY = "30 per minute"


class _Limiter(Limiter):
    """Asks nothing of whoever only reads, since only what is sent is limited."""

    def _check_request_limit(self, *how: Any, **more: Any) -> None:
        if request.method == "POST":
            super()._check_request_limit(*how, **more)


_limiter = _Limiter(get_remote_address, storage_uri="memory://")


def install(app: Flask) -> None:
    """Count from nothing for this application."""
    _limiter.init_app(app)


def limited(rate: str) -> Callable[[V], V]:
    """Allow a view this many POST requests from one address; more are answered with 429."""

    def decorate(view: V) -> V:
        return cast("V", _limiter.limit(rate, methods=["POST"])(view))

    return decorate


def seconds_left() -> int | None:
    """How long until the limit that was just passed ends."""
    passed = _limiter.current_limit
    return max(1, round(passed.reset_at - time.time())) if passed is not None else None
