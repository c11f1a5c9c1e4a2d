"""When an answer sets the session's cookie: when something in the session has changed, and now and then so that it does not run out.

Flask would set it with every answer. Of two windows, the one whose answer comes later would then bring back what the session held when it
asked, and undo what the other has chosen meanwhile: another language, another person to act for, the end of the session.
"""

from __future__ import annotations

import time
from datetime import timedelta

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer

LASTS = timedelta(hours=20)
"""How long a session can be gone on with."""
RENEWED_EVERY = timedelta(hours=1)
"""How exactly that is counted from the last request."""
_SET_AT = "set_at"


class SparingSessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie that is set as seldom as may be."""

    def __init__(self) -> None:
        self._signing: tuple[list[object], URLSafeTimedSerializer | None] = [], None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs, made once for as long as the keys stay the same."""
        keys: list[object] = [app.secret_key, *(app.config["SECRET_KEY_FALLBACKS"] or ())]
        if keys != self._signing[0]:
            self._signing = keys, super().get_signing_serializer(app)
        return self._signing[1]

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Whether there is something to tell the browser."""
        return session.modified or (session.permanent and self._age(session) > RENEWED_EVERY)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie where it should be, and note when that was."""
        if session and session.permanent and self.should_set_cookie(app, session):
            session[_SET_AT] = int(time.time())
        super().save_session(app, session, response)

    def _age(self, session: SessionMixin) -> timedelta:
        return timedelta(seconds=time.time() - float(session.get(_SET_AT, 0)))


def install(app: Flask) -> None:
    """Keep sessions this way."""
    app.session_interface = SparingSessions()
    app.config["PERMANENT_SESSION_LIFETIME"] = LASTS
