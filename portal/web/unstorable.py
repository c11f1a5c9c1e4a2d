"""Refuses requests with a text that no database keeps, before any view sees it."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from flask import Flask, abort, request

NUL = "\x00"


def install(app: Flask) -> None:
    """Check every request."""
    app.before_request(_check)


def _check() -> None:
    # PostgreSQL knows no NUL in a text and nobody can type one; whoever sends it is looking for a hole.
    if any(NUL in text for text in _texts()):
        abort(HTTPStatus.BAD_REQUEST)


def _texts() -> Iterator[str]:
    yield request.path
    if not request.mimetype:
        return  # nothing was sent that could be a form
    for name, values in request.form.lists():
        yield name
        yield from values
