"""Taking in what people upload: the type is read from the content, pictures are made anew, risky
PDFs are refused.

A picture is always decoded and written again: that turns it upright, strips EXIF and GPS, and
leaves nothing of the original file but its pixels. A PDF is kept as it is, so it is looked through
first (`pdfcheck`).
"""

import unicodedata
import warnings
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath

from PIL import Image, ImageFile, ImageOps

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 65_000_000
"""The largest sensor of a common telephone is 64 million pixels; decoded, this is 195 MB."""
MAX_PAGES = 30
MAX_SIDE = 4000
"""Pixels on the long side of what is kept: an A4 page at 340 dots per inch."""
MIN_LONG_SIDE = 300
MIN_SHORT_SIDE = 200
"""An ID photo of one inch has 295 × 413 pixels; a document photographed smaller cannot be read."""
MAX_NAME = 80

_JPEG_QUALITY = 88
_HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))


class MediaType(StrEnum):
    """What is kept: a HEIC picture is kept as JPEG."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"


_EXTENSION = {MediaType.JPEG: ".jpg", MediaType.PNG: ".png", MediaType.PDF: ".pdf"}


class Refusal(StrEnum):
    """Why a file was not taken. Words for each stand in the portal's catalogue."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN_TYPE = "unknown_type"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SMALL_TO_READ = "too_small_to_read"
    ENCRYPTED_PDF = "encrypted_pdf"
    ACTIVE_PDF = "active_pdf"
    """Carries scripts, actions, forms that send, or files of its own."""
    TOO_MANY_PAGES = "too_many_pages"


class RefusedFile(Exception):
    """The file is not taken; `code` says why."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True)
class AcceptedFile:
    """What is to be kept: `data` may differ from what was sent. Sizes are pixels, and None for a
    PDF.
    """

    media_type: MediaType
    data: bytes
    width: int | None
    height: int | None
    pages: int
    sha256: str
    display_name: str


def take_in(data: bytes, filename: str) -> AcceptedFile:
    """Check an upload and return what to keep. `filename` is used for display only, never to tell
    the type.

    Raises RefusedFile, and nothing else, whatever the bytes are.
    """
    if not data:
        raise RefusedFile(Refusal.EMPTY)
    if len(data) > MAX_BYTES:
        raise RefusedFile(Refusal.TOO_LARGE)
    if data.startswith(b"%PDF-"):
        return _take_in_pdf(data, filename)
    if data.startswith(b"\xff\xd8\xff"):
        return _take_in_picture(data, filename, MediaType.JPEG)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _take_in_picture(data, filename, MediaType.PNG)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return _take_in_picture(data, filename, None)
    raise RefusedFile(Refusal.UNKNOWN_TYPE)


def display_name(filename: str, media_type: MediaType) -> str:
    """Return the name as it may be shown: no path, no control or direction characters, the true
    extension.
    """
    base = unicodedata.normalize("NFC", filename).replace("\\", "/").rsplit("/", 1)[-1]
    # Unassigned code points stay: this Python does not know the newest name characters yet.
    kept = "".join(
        letter if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") else " "
        for letter in base
    )
    stem = PurePosixPath(" ".join(kept.split()).lstrip(". ")).stem.rstrip(". ")
    return (stem[: MAX_NAME - 4].rstrip() or "file") + _EXTENSION[media_type]


def _accepted(
    kind: MediaType, data: bytes, filename: str, size: tuple[int, int] | None, pages: int
) -> AcceptedFile:
    return AcceptedFile(
        media_type=kind,
        data=data,
        width=size[0] if size else None,
        height=size[1] if size else None,
        pages=pages,
        sha256=sha256(data).hexdigest(),
        display_name=display_name(filename, kind),
    )


def _take_in_pdf(data: bytes, filename: str) -> AcceptedFile:
    from portal.documents.pdfcheck import (
        ActiveContentError,
        EncryptedError,
        TooManyPagesError,
        count_pages,
    )

    try:
        pages = count_pages(data, at_most=MAX_PAGES)
    except EncryptedError as error:
        raise RefusedFile(Refusal.ENCRYPTED_PDF) from error
    except ActiveContentError as error:
        raise RefusedFile(Refusal.ACTIVE_PDF) from error
    except TooManyPagesError as error:
        raise RefusedFile(Refusal.TOO_MANY_PAGES) from error
    except Exception as error:  # hostile bytes break a parser in any way there is
        raise RefusedFile(Refusal.BROKEN) from error
    return _accepted(MediaType.PDF, data, filename, None, pages)


def _take_in_picture(data: bytes, filename: str, kind: MediaType | None) -> AcceptedFile:
    """Make the picture anew; a kind of None is HEIC."""
    # Importing WeasyPrint switches this on for the process; half a picture is no evidence.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        picture = _open_heic(data) if kind is None else _open(data, kind)
        made = _upright_rgb(picture)
        kept, content = _encode(made, kind or MediaType.JPEG)
    except RefusedFile:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedFile(Refusal.TOO_MANY_PIXELS) from error
    except Exception as error:  # hostile bytes break a decoder in any way there is
        raise RefusedFile(Refusal.BROKEN) from error
    return _accepted(kept, content, filename, made.size, 1)


def _check_size(width: int, height: int) -> None:
    """Refuse by the size the file declares, before anything of it is decoded."""
    if width * height > MAX_PIXELS:
        raise RefusedFile(Refusal.TOO_MANY_PIXELS)
    if max(width, height) < MIN_LONG_SIDE or min(width, height) < MIN_SHORT_SIDE:
        raise RefusedFile(Refusal.TOO_SMALL_TO_READ)


def _open(data: bytes, kind: MediaType) -> Image.Image:
    picture = Image.open(BytesIO(data), formats=("JPEG",) if kind is MediaType.JPEG else ("PNG",))
    _check_size(*picture.size)
    # A JPEG decoder can leave out what will be scaled away: a quarter of the memory for a large
    # photograph.
    picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
    picture.load()
    return picture


def _open_heic(data: bytes) -> Image.Image:
    import pillow_heif

    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # pillow_heif warns of odd metadata, which is dropped anyway
        container = pillow_heif.open_heif(BytesIO(data), convert_hdr_to_8bit=True)
        _check_size(*container.size)
        return container.to_pillow()


def _upright_rgb(picture: Image.Image) -> Image.Image:
    """Return the picture upright, on white, at most MAX_SIDE long, in grey or RGB, without any
    metadata.
    """
    if max(picture.size) > MAX_SIDE:
        picture.thumbnail((MAX_SIDE, MAX_SIDE))
    picture = ImageOps.exif_transpose(picture)
    if picture.mode == "L":
        bare = picture
    elif picture.has_transparency_data:
        layer = picture.convert("RGBA")
        bare = Image.new("RGB", layer.size, "white")
        bare.paste(layer, mask=layer.getchannel("A"))
    else:
        bare = picture.convert("RGB")
    clean = Image.new(bare.mode, bare.size)
    clean.paste(bare)
    return clean


def _encode(picture: Image.Image, kind: MediaType) -> tuple[MediaType, bytes]:
    """Write the picture; a PNG that grows past MAX_BYTES (a photograph) becomes a JPEG."""
    out = BytesIO()
    if kind is MediaType.PNG:
        picture.save(out, "PNG")
        if out.tell() <= MAX_BYTES:
            return MediaType.PNG, out.getvalue()
        out = BytesIO()
    picture.save(out, "JPEG", quality=_JPEG_QUALITY)
    return MediaType.JPEG, out.getvalue()
