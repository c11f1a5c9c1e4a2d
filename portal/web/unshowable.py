"""Leaves out of every page the signs that HTML forbids, whatever way they came into it.

What is kept has lost them already (:mod:`portal.domain.plaintext`); what was refused is shown again as it was sent, and a sign nobody sees
would make the whole page invalid. A page is bytes by then, and in UTF-8 these bytes are never a part of another sign.
"""

from __future__ import annotations

import re

from flask import Flask, Response

_CONTROLS = bytes({*range(0x20), 0x7F} - set(b"\t\n\f\r"))
# One pattern for each first byte: to look for a byte is quick, and most pages have few of these.
_FURTHER = {
    first: re.compile(first + rest)
    for first, rest in {
        b"\xc2": rb"[\x80-\x9f]",
        b"\xef": rb"(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])",
        b"\xf0": rb"[\x9f\xaf\xbf]\xbf[\xbe\xbf]",
        b"\xf1": rb"[\x8f\x9f\xaf\xbf]\xbf[\xbe\xbf]",
        b"\xf2": rb"[\x8f\x9f\xaf\xbf]\xbf[\xbe\xbf]",
        b"\xf3": rb"[\x8f\x9f\xaf\xbf]\xbf[\xbe\xbf]",
        b"\xf4": rb"\x8f\xbf[\xbe\xbf]",
    }.items()
}


def install(app: Flask) -> None:
    """Look through every page."""
    app.after_request(_look_through)


def showable(page: bytes) -> bytes:
    """A page in UTF-8 without control characters and noncharacters (HTML Standard, 13.2.3.5)."""
    page = page.translate(None, _CONTROLS)
    for first, pattern in _FURTHER.items():
        if first in page:
            page = pattern.sub(b"", page)
    return page


def _look_through(response: Response) -> Response:
    if response.mimetype == "text/html" and response.is_sequence:
        sent = response.get_data()
        clean = showable(sent)
        if clean != sent:
            response.set_data(clean)
    return response
