"""Leaves out of every page the signs that HTML forbids, whatever way they came into it.

What is kept has lost them already (:mod:`portal.domain.plaintext`); what was refused is shown again as it was sent, and a sign nobody sees
would make the whole page invalid. A page is bytes by then, and in UTF-8 these bytes are never a part of another sign.
"""

from __future__ import annotations

import re

from flask import Flask, Response

_CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\f\r"))
# One pattern for each first byte: a pattern that begins with a letter is looked for at the speed of a plain search.
_FURTHER = tuple(
    re.compile(pattern)
    for pattern in (rb"\xc2[\x80-\x9f]", rb"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])")
)


def install(app: Flask) -> None:
    """Look through every page."""
    app.after_request(_look_through)


def showable(page: bytes) -> bytes:
    """A page in UTF-8 without the control characters and noncharacters of the basic plane (HTML Standard, 13.2.3.5)."""
    page = page.translate(None, _CONTROLS)
    for pattern in _FURTHER:
        page = pattern.sub(b"", page)
    return page


def _look_through(response: Response) -> Response:
    if response.mimetype == "text/html" and response.is_sequence:
        sent = response.get_data()
        clean = showable(sent)
        if clean != sent:
            response.set_data(clean)
    return response
