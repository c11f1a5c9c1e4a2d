"""Files as nobody should send them, each made once: of another kind than they say, cut off, huge once opened, two kinds at once."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import cache

from portal.documents.intake import MAX_BYTES
from tests.documents import files as good

_HUGE = 100_000


def _bomb() -> bytes:
    """A small PNG of many pixels that are really there."""
    width, height = 9_000, 7_000

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + b"\x01\x00\x00\x00\x00"
    body = zlib.compress(bytes((width // 8 + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _cut(made: bytes) -> bytes:
    return made[: len(made) * 2 // 3]


_MAKERS: dict[str, Callable[[], bytes]] = {
    "nothing": bytes,
    "one byte": lambda: b"\x00",
    "text": "一张照片".encode,
    "page": lambda: b"<html><script>fz9x()</script>",
    "drawing": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="fz9x()"/>',
    "program": lambda: b"MZ" + bytes(500),
    "archive": lambda: b"PK\x03\x04" + bytes(500),
    "gif": lambda: b"GIF89a" + bytes(500),
    "png": good.png,
    "jpeg": good.jpeg,
    "heic": good.heic,
    "pdf": lambda: good.quiet_pdf(1),
    "tiny png": lambda: good.png(good.picture(3, 3)),
    "png cut off": lambda: _cut(good.png()),
    "jpeg cut off": lambda: _cut(good.jpeg()),
    "heic cut off": lambda: _cut(good.heic()),
    "pdf cut off": lambda: _cut(good.quiet_pdf(2)),
    "png head": lambda: good.png()[:20],
    "jpeg head": lambda: b"\xff\xd8\xff",
    "heic head": lambda: good.heic()[:16],
    "pdf head": lambda: b"%PDF-1.7\n",
    "png that claims": lambda: good.png_that_claims(_HUGE, _HUGE),
    "png of no size": lambda: good.png_that_claims(0, 0),
    "bomb": _bomb,
    "png with a page in it": lambda: good.png() + b"<html><script>fz9x()</script>",
    "jpeg with a pdf in it": lambda: good.jpeg() + good.quiet_pdf(1),
    "pdf with an archive in it": lambda: good.quiet_pdf(1) + b"PK\x03\x04" + bytes(99),
    "pdf after rubbish": lambda: b"GIF89a" + good.quiet_pdf(1),
    "pdf that runs": lambda: good.pdf_with_action("/JavaScript"),
    "pdf that runs, hidden": lambda: good.pdf_with_action("/Launch", hidden=True),
    "pdf with a file": good.pdf_with_attachment,
    "pdf under lock": good.encrypted_pdf,
    "pdf of many pages": lambda: good.quiet_pdf(31),
    "pdf turned inside out": lambda: b"%PDF-1.7\n" + good.quiet_pdf(1)[::-1],
    "over the limit": lambda: b"\xff\xd8\xff" + bytes(MAX_BYTES),
    "over every limit": lambda: bytes(13 * 1024 * 1024),
}
CONTENTS = tuple(_MAKERS)
COSTLY = frozenset({"bomb", "over the limit", "over every limit"})
"""Contents that take long to send or to look at; they are sent now and then."""
FILENAMES = (
    "photo.png",
    "photo.PNG.exe",
    "photo",
    "",
    ".",
    "..",
    "../../etc/passwd",
    "..\\..\\boot.ini",
    "C:\\a\\b.png",
    "/abs/olute.png",
    "a" * 5_000 + ".png",
    "王" * 300 + ".jpg",
    "名\u202egnp.exe",
    "a\x00b.png",
    "a\r\nX-Injected: 1.png",
    '"><img src=x onerror=fz9x>.png',
    "'\"`;.png",
    "%s%n.png",
    "\u200b.png",
    "\ud800.png",
    "CON",
    "😀.heic",
)
TYPES = (
    "image/png",
    "application/pdf",
    "text/html",
    "image/svg+xml",
    "",
    "x/y; charset=fz9x",
    "multipart/form-data",
)


@cache
def content(name: str) -> bytes:
    """The bytes of a file."""
    return _MAKERS[name]()
