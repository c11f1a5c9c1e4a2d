"""Where the files that `make setup` built are found.

Styles, scripts and pictures lie in one folder named after their content, so that browsers may keep them for a year and still
see every change; a script's imports and a style's pictures are relative and need no rewriting.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import current_app, request, url_for


class NotBuiltError(RuntimeError):
    """The static files are absent; `make setup` builds them."""


def asset(name: str) -> str:
    """The address of a built file, such as `portal.css`.

    Raises NotBuiltError.
    """
    return _address(request.script_root, current_app.static_folder or "", name)


@cache
def _address(_: str, static: str, name: str) -> str:
    """Where a file is, below the address that the application is mounted at."""
    return url_for("static", filename=f"{_content_folder(static)}/{name}")


@cache
def _content_folder(static: str) -> str:
    try:
        return Path(static, "version").read_text(encoding="ascii")
    except FileNotFoundError as error:
        message = f"{static} holds no built files; run make setup"
        raise NotBuiltError(message) from error
