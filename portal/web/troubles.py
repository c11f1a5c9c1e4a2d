"""What is said when something goes wrong, by status: what happened, what became of the reader's work, what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from portal.web.house import gettext as _


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a page says. ``kind`` is the name for programs; ``again`` offers the same page once more."""

    kind: str
    heading: str
    text: str
    advice: str
    again: bool = False


def trouble_of(status: int) -> Trouble:
    """The words for a status; of one we have no words for, those of the nearest."""
    make = _BY_STATUS.get(status)
    if make is None:
        make = _broken if status >= HTTPStatus.INTERNAL_SERVER_ERROR else _bad_request
    return make()


def stale_form() -> Trouble:
    """The form's token does not fit the session: signed in or out in between, or left open very long."""
    return Trouble(
        "stale_form",
        _("This page had been open too long"),
        _("To protect you, we did not take what was sent. Nothing was changed."),
        _(
            "Go back, reload the page and send it again. If you were signed out, sign in first; your saved answers are still there."
        ),
        again=True,
    )


def stale_text() -> Trouble:
    """The same, and what was typed stands on the page."""
    return Trouble(
        "stale_text",
        _("Please send this once more"),
        _(
            "The page had been open for long, or you signed in anew, so we have not taken it yet. What you typed is still here."
        ),
        _("Look through it, then press the button. Nothing has to be typed again."),
    )


def signed_out() -> Trouble:
    """Signed out while typing; what was typed stands on the page."""
    return Trouble(
        "signed_out",
        _("You were signed out"),
        _("What you typed has not been sent yet, but it is still here on this page."),
        _("Sign in in a new window. Then come back to this page and press “I have signed in”."),
    )


def not_proven() -> Trouble:
    """Sent by somebody signed in who has not shown who they are; whether the thing exists is told to nobody else."""
    return Trouble(
        "not_proven",
        _("First let us check your name"),
        _("This may have been filed under a checked name. Then only that person may change it."),
        _(
            "Have your name and ID number checked. Then we lead you back to the page you came from. It takes one minute."
        ),
    )


def text_not_proven() -> Trouble:
    """The same, and what was typed stands on the page."""
    return replace(
        not_proven(),
        advice=_(
            "What you typed is still here. Have your name checked in a new window, then come back to this page and press “Send it once more”."
        ),
    )


def no_room() -> Trouble:
    """Nothing new can be kept: the disk is full."""
    return Trouble(
        "no_room",
        _("We cannot keep anything new just now"),
        _(
            "The portal's storage is full, so what you sent this time was not kept. Everything kept before is safe."
        ),
        _(
            "Please go back with your browser's back button: what you filled in is usually still there. Send it again a little later. If it is urgent, call us."
        ),
        again=True,
    )


def _bad_request() -> Trouble:
    return Trouble(
        "bad_request",
        _("We could not understand that"),
        _("Something in what was sent was not as it should be. Nothing was changed."),
        _("Go back, reload the page and try again."),
        again=True,
    )


def _unauthorized() -> Trouble:
    return Trouble(
        "unauthorized",
        _("Please sign in first"),
        _("This page is only for people who are signed in."),
        _("Sign in and open the page again."),
    )


def _forbidden() -> Trouble:
    return Trouble(
        "forbidden",
        _("This page is not open to you"),
        _("You may need to sign in in another way to see it."),
        _("Go to the home page, or call us and we will help you find what you need."),
    )


def _not_found() -> Trouble:
    return Trouble(
        "not_found",
        _("We cannot find this page"),
        _("The address may be mistyped, or the page may have moved or be for somebody else."),
        _("Go to the home page and look there, or call us."),
    )


def _conflict() -> Trouble:
    return Trouble(
        "conflict",
        _("Something changed in the meantime"),
        _(
            "While this page was open, somebody else, or you in another window, changed the same thing. Nothing was overwritten."
        ),
        _("Open the page again to see how things stand now, then decide."),
        again=True,
    )


def _too_large() -> Trouble:
    return Trouble(
        "too_large",
        _("The file is too large"),
        _("One file can have at most 10 MB. It was not kept; everything else is as it was."),
        _("Choose a smaller file, or take the photo again at a lower quality."),
        again=True,
    )


def _too_many() -> Trouble:
    return Trouble(
        "too_many_requests",
        _("That was a little too often"),
        _(
            "There were many attempts from your network in a short time, so we pause for a moment. Nothing was lost."
        ),
        _("Please wait a few minutes and try again."),
        again=True,
    )


def _broken() -> Trouble:
    return Trouble(
        "internal_error",
        _("Something went wrong on our side"),
        _("It is not your fault. What you had saved is still there."),
        _("Please try again in a few minutes. If it happens again, call us."),
        again=True,
    )


def _unavailable() -> Trouble:
    return Trouble(
        "unavailable",
        _("We are briefly out of reach"),
        _("The portal cannot get at its records just now. What you had saved is still there."),
        _(
            "Please try again in a few minutes. If you had just sent something, go back with your browser's back button and send it again: sending twice does no harm. If it is urgent, call us."
        ),
        again=True,
    )


_BY_STATUS: Mapping[int, Callable[[], Trouble]] = {
    HTTPStatus.BAD_REQUEST: _bad_request,
    HTTPStatus.UNAUTHORIZED: _unauthorized,
    HTTPStatus.FORBIDDEN: _forbidden,
    HTTPStatus.NOT_FOUND: _not_found,
    HTTPStatus.METHOD_NOT_ALLOWED: _not_found,
    HTTPStatus.CONFLICT: _conflict,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _too_large,
    HTTPStatus.TOO_MANY_REQUESTS: _too_many,
    HTTPStatus.INTERNAL_SERVER_ERROR: _broken,
    HTTPStatus.SERVICE_UNAVAILABLE: _unavailable,
}
