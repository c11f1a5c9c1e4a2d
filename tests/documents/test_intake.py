"""What people upload is told by its content, made harmless, or refused by name."""

import unicodedata
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from portal.documents import intake
from portal.documents.intake import MediaType, Refusal, RefusedFile, display_name, take_in

from . import files


def refusal_of(data: bytes) -> Refusal:
    with pytest.raises(RefusedFile) as refused:
        take_in(data, "x")
    return refused.value.code


def opened(data: bytes) -> Any:
    return Image.open(BytesIO(data))


def test_a_photograph_comes_out_upright_without_place_or_camera() -> None:
    taken = take_in(files.jpeg(orientation=6), "身份证.jpg")
    assert taken.media_type is MediaType.JPEG
    assert (taken.width, taken.height, taken.pages) == (480, 640, 1)
    made = opened(taken.data)
    assert made.size == (480, 640)
    assert dict(made.getexif()) == {}
    assert b"SecretCamera" not in taken.data
    assert b"Exif" not in taken.data
    red, green, _ = made.getpixel((470, 10))  # turned a quarter to the right, as the camera said
    assert red > 180 > green


def test_the_type_is_told_by_content_not_by_name() -> None:
    taken = take_in(files.png(), "scan.pdf")
    assert taken.media_type is MediaType.PNG
    assert taken.display_name == "scan.png"


def test_an_iphones_picture_becomes_a_jpeg() -> None:
    taken = take_in(files.heic(), "IMG_0001.HEIC")
    assert taken.media_type is MediaType.JPEG
    assert (taken.width, taken.height) == (640, 480)
    assert taken.display_name == "IMG_0001.jpg"
    assert opened(taken.data).format == "JPEG"


def test_a_large_picture_is_brought_to_a_size_that_can_be_kept() -> None:
    taken = take_in(files.jpeg(files.picture(6000, 3000)), "x.jpg")
    assert (taken.width, taken.height) == (4000, 2000)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_every_kind_of_colour_are_taken(mode: str) -> None:
    source = files.picture(400, 300, "L").convert("L" if mode == "I;16" else mode)
    source = source.convert("I;16") if mode == "I;16" else source
    taken = take_in(files.png(source), "x.png")
    assert opened(taken.data).mode in ("L", "RGB")


def test_what_is_see_through_becomes_white() -> None:
    taken = take_in(files.png(Image.new("RGBA", (400, 300), (0, 0, 0, 0))), "签名.png")
    assert opened(taken.data).getpixel((5, 5)) == (255, 255, 255)


def test_a_printers_colours_are_taken() -> None:
    assert opened(take_in(files.jpeg(Image.new("CMYK", (400, 300))), "x").data).mode == "RGB"


def test_a_png_that_grows_too_large_becomes_a_jpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    data = files.png()
    monkeypatch.setattr(intake, "MAX_BYTES", len(data) + 1)
    noisy = Image.effect_noise((640, 480), 90)
    monkeypatch.setattr(intake, "_upright_rgb", lambda _: noisy)
    assert take_in(data, "x.png").media_type is MediaType.JPEG


def test_a_quiet_pdf_is_kept_as_it_is() -> None:
    data = files.quiet_pdf(3)
    taken = take_in(data, "材料.pdf")
    assert (taken.media_type, taken.pages, taken.data) == (MediaType.PDF, 3, data)
    assert (taken.width, taken.height) == (None, None)
    assert len(taken.sha256) == 64


def test_a_document_of_our_own_can_be_handed_in(receipt: bytes) -> None:
    assert take_in(receipt, "收件回执.pdf").pages == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", Refusal.EMPTY, id="nothing"),
        pytest.param(bytes(intake.MAX_BYTES + 1), Refusal.TOO_LARGE, id="eleven mebibytes"),
        pytest.param(b"MZ\x90\x00 program", Refusal.UNKNOWN_TYPE, id="a program"),
        pytest.param(b"GIF89a" + bytes(50), Refusal.UNKNOWN_TYPE, id="a gif"),
        pytest.param(
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            Refusal.UNKNOWN_TYPE,
            id="a drawing with scripts",
        ),
        pytest.param(b"\x00\x00\x00\x18ftypavif" + bytes(50), Refusal.UNKNOWN_TYPE, id="avif"),
        pytest.param(b"\x00\x00\x00\x18ftypheic" + bytes(50), Refusal.BROKEN, id="an empty heic"),
        pytest.param(b"\xff\xd8\xff\xe0 nothing more", Refusal.BROKEN, id="jpeg in name only"),
        pytest.param(b"%PDF-1.7\nnothing more", Refusal.BROKEN, id="pdf in name only"),
        pytest.param(
            b"%PDF-1.7\n" + b"[" * 200_000 + b"\nstartxref\n9\n%%EOF\n",
            Refusal.BROKEN,
            id="a pdf of brackets",
        ),
        pytest.param(files.png_that_claims(30_000, 30_000), Refusal.TOO_MANY_PIXELS, id="a bomb"),
        pytest.param(
            files.png_that_claims(9_000, 9_000), Refusal.TOO_MANY_PIXELS, id="a large bomb"
        ),
        pytest.param(
            files.png_that_claims(8_000, 8_000), Refusal.BROKEN, id="a picture with a few pixels"
        ),
        pytest.param(files.jpeg(files.picture(299, 299)), Refusal.TOO_SMALL_TO_READ, id="a stamp"),
        pytest.param(files.png(files.picture(800, 150)), Refusal.TOO_SMALL_TO_READ, id="a strip"),
        pytest.param(files.jpeg()[:-700], Refusal.BROKEN, id="half a jpeg"),
        pytest.param(files.quiet_pdf(31), Refusal.TOO_MANY_PAGES, id="a book"),
        pytest.param(files.quiet_pdf(0), Refusal.BROKEN, id="no page"),
        pytest.param(files.encrypted_pdf(), Refusal.ENCRYPTED_PDF, id="a locked pdf"),
        pytest.param(
            files.pdf_with_attachment(), Refusal.ACTIVE_PDF, id="a pdf with a file inside"
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name(data: bytes, code: Refusal) -> None:
    assert refusal_of(data) is code


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("kind", ["/JavaScript", "/Launch", "/SubmitForm", "/GoToE"])
def test_a_pdf_that_acts_is_refused_however_it_hides(kind: str, hidden: bool) -> None:
    assert refusal_of(files.pdf_with_action(kind, hidden=hidden)) is Refusal.ACTIVE_PDF


def test_an_action_spelt_in_numbers_is_seen() -> None:
    plain = files.pdf_with_action("/JavaScript")
    spelt = plain.replace(b"/JavaScript", b"/JavaS#63ript")
    assert spelt != plain
    assert refusal_of(spelt) is Refusal.ACTIVE_PDF


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("身份证 正面.JPG", "身份证 正面.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        (r"C:\Users\li\照片.png", "照片.jpg"),
        ("a\u202egpj.exe", "a gpj.jpg"),
        ("x\r\nSet-Cookie: a=b.jpg", "x Set-Cookie: a=b.jpg"),
        ("", "file.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("...", "file.jpg"),
        ("㛃𬭩.jpeg", "㛃𬭩.jpg"),
    ],
)
def test_a_name_is_made_fit_to_be_shown(given_name: str, shown: str) -> None:
    assert display_name(given_name, MediaType.JPEG) == shown


@given(st.text(max_size=300))
@settings(max_examples=50, deadline=None)
def test_no_name_grows_long_or_brings_control_characters(name: str) -> None:
    shown = display_name(name, MediaType.PDF)
    assert len(shown) <= intake.MAX_NAME
    assert shown.endswith(".pdf")
    assert "/" not in shown
    assert all(letter.isprintable() or unicodedata.category(letter) == "Cn" for letter in shown)


REAL = (
    files.jpeg(files.picture(320, 240)),
    files.png(files.picture(320, 240)),
    files.heic(),
    files.quiet_pdf(2),
    files.pdf_with_action("/JavaScript", hidden=True),
    files.encrypted_pdf(),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_nothing_but_a_refusal_is_ever_raised(data: st.DataObject) -> None:
    real = bytearray(data.draw(st.sampled_from([b"", *REAL])))
    for _ in range(data.draw(st.integers(0, 6))):
        place = data.draw(st.integers(0, len(real)))
        length = data.draw(st.integers(0, 12))
        real[place : place + length] = data.draw(st.binary(max_size=12))
    with suppress(RefusedFile):
        assert len(take_in(bytes(real), "x").data) <= intake.MAX_BYTES


def test_half_a_picture_is_refused_though_weasyprint_would_take_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert refusal_of(files.jpeg()[:-700]) is Refusal.BROKEN
