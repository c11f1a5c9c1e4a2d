"""Looking through a PDF that somebody uploaded, without drawing it: is it open, quiet, and not too
long?
"""

import re
from io import BytesIO
from typing import Any

MAX_OBJECTS = 50_000
"""A scan of thirty pages has some hundreds; walking more would only keep us busy."""

# Names whose mere presence means that opening the file does something, or that it carries other
# files.
_ACTIVE_KEYS = frozenset(
    ("/JS", "/JavaScript", "/AA", "/XFA", "/RichMedia", "/EmbeddedFiles", "/EF", "/Rendition")
)
_ACTIVE_ACTIONS = frozenset(
    (
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToE",
        "/GoToR",
        "/Rendition",
        "/RichMediaExecute",
        "/Movie",
        "/Sound",
    )
)
_ACTIVE_TYPES = frozenset(("/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/3D"))
# The same in the raw bytes, for objects that our reader does not reach and another one might.
_ACTIVE_BYTES = re.compile(rb"/(JavaScript|Launch|SubmitForm|EmbeddedFile|RichMedia|XFA)\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


class EncryptedError(Exception):
    """The PDF asks for a password, or hides its content from us."""


class ActiveContentError(Exception):
    """The PDF can act: scripts, launching, sending, attached files."""


class TooManyPagesError(Exception):
    """The PDF has more pages than allowed."""


def count_pages(data: bytes, *, at_most: int) -> int:
    """Return the number of pages of a harmless PDF.

    Raises EncryptedError, ActiveContentError, TooManyPagesError; ValueError for a PDF without pages or beyond all
    size; and whatever the reader raises on broken bytes.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(BytesIO(data), strict=False)
    if "/Encrypt" in reader.trailer_view:
        raise EncryptedError
    if _ACTIVE_BYTES.search(_ESCAPED.sub(lambda found: bytes((int(found[1], 16),)), data)):
        raise ActiveContentError
    _refuse_active(reader)
    return _pages(reader, at_most)


def _refuse_active(reader: Any) -> None:
    """Walk every object that can be reached from the trailer, once, without recursion."""
    from pyhanko.pdf_utils import generic

    seen: set[Any] = set()
    item: Any
    waiting: list[Any] = [reader.trailer_view.raw_get("/Root")]
    visited = 0
    while waiting:
        visited += 1
        if visited > MAX_OBJECTS:
            raise ValueError("too many objects")
        item = waiting.pop()
        if isinstance(item, generic.IndirectObject):
            if item.reference in seen:
                continue
            seen.add(item.reference)
            item = _object(item)
        if isinstance(item, generic.DictionaryObject):
            _refuse_active_dictionary(item)
            waiting.extend(item.raw_get(key) for key in item)
        elif isinstance(item, generic.ArrayObject):
            waiting.extend(item.raw_get(index) for index in range(len(item)))


def _object(reference: Any) -> Any:
    return reference.get_object()


def _refuse_active_dictionary(dictionary: Any) -> None:
    if _ACTIVE_KEYS.intersection(dictionary):
        raise ActiveContentError
    if str(dictionary.get("/S", "")) in _ACTIVE_ACTIONS:
        raise ActiveContentError
    if str(dictionary.get("/Subtype", "")) in _ACTIVE_TYPES:
        raise ActiveContentError


def _pages(reader: Any, at_most: int) -> int:
    """Count the leaves of the page tree; the count that the file itself states is not believed."""
    from pyhanko.pdf_utils import generic

    pages = 0
    node: Any
    seen: set[Any] = set()
    waiting: list[Any] = [reader.root.raw_get("/Pages")]
    while waiting:
        node = waiting.pop()
        if isinstance(node, generic.IndirectObject):
            if node.reference in seen:
                raise ValueError("the page tree bites its tail")
            seen.add(node.reference)
            node = _object(node)
        if "/Kids" in node:
            kids = node["/Kids"]
            waiting.extend(kids.raw_get(index) for index in range(len(kids)))
        else:
            pages += 1
        if pages > at_most or len(waiting) > MAX_OBJECTS:
            raise TooManyPagesError
    if pages == 0:
        raise ValueError("no pages")
    return pages
