"""Files as people upload them, harmless and hostile, made on the spot."""

import zlib
from io import BytesIO
from typing import Any

import pillow_heif
from PIL import Image
from pyhanko.pdf_utils import generic, writer
from pyhanko.pdf_utils.generic import pdf_name

# pyHanko does not type these; calling them through Any keeps the rest of this file checked.
PdfFileWriter: Any = writer.PdfFileWriter
PageObject: Any = writer.PageObject
Dictionary: Any = generic.DictionaryObject


def picture(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """A picture whose upper left corner is red, so that turning it can be seen."""
    made = Image.new(mode, (width, height), "white")
    if mode == "RGB":
        made.paste((220, 30, 20), (0, 0, width // 4, height // 4))
    return made


def jpeg(made: Image.Image | None = None, *, orientation: int = 1) -> bytes:
    """A JPEG with EXIF: orientation, a camera's name, and a place."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (29.0, 33.0, 0.0)})
    out = BytesIO()
    (made or picture()).save(out, "JPEG", exif=exif, quality=92)
    return out.getvalue()


def png(made: Image.Image | None = None) -> bytes:
    out = BytesIO()
    (made or picture()).save(out, "PNG")
    return out.getvalue()


def heic() -> bytes:
    out = BytesIO()
    pillow_heif.from_pillow(picture()).save(out, quality=60)
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that say they are a huge picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\x00\x00\x00"
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _with_pages(pages: int) -> Any:
    made = PdfFileWriter(stream_xrefs=False)
    for _ in range(pages):
        content = made.add_object(generic.StreamObject(stream_data=b"0 0 m 9 9 l S"))
        made.insert_page(PageObject(contents=content, media_box=(0, 0, 595, 842)))
    return made


def _bytes_of(made: Any) -> bytes:
    out = BytesIO()
    made.write(out)
    return out.getvalue()


def quiet_pdf(pages: int) -> bytes:
    return _bytes_of(_with_pages(pages))


def pdf_with_action(kind: str, *, hidden: bool = False) -> bytes:
    """A PDF that acts when it is opened; hidden puts the action into a compressed object stream."""
    made = PdfFileWriter(stream_xrefs=hidden)
    content = made.add_object(generic.StreamObject(stream_data=b""))
    made.insert_page(PageObject(contents=content, media_box=(0, 0, 595, 842)))
    action = Dictionary({pdf_name("/S"): pdf_name(kind)})
    store = made.prepare_object_stream() if hidden else None
    made.root[pdf_name("/OpenAction")] = made.add_object(action, obj_stream=store)
    made.update_root()
    return _bytes_of(made)


def pdf_with_attachment() -> bytes:
    made = _with_pages(1)
    names = Dictionary(
        {pdf_name("/EmbeddedFiles"): Dictionary({pdf_name("/Names"): generic.ArrayObject()})}
    )
    made.root[pdf_name("/Names")] = names
    return _bytes_of(made)


def encrypted_pdf() -> bytes:
    made = _with_pages(1)
    made.encrypt(owner_pass="owner", user_pass="user")
    return _bytes_of(made)
