"""A sign nobody sees, sent by hand, never makes a page invalid."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.unshowable import showable
from tests.inspector import Inspector

FORBIDDEN = [
    chr(code)
    for code in (0x01, 0x0B, 0x1F, 0x7F, 0x80, 0x9F, 0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x10FFFF)
]
LAST_OF_PLANES = [chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)]


def in_order(page: bytes) -> bool:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(page, transport_encoding="utf-8")
    return not [code for _, code, _ in parser.errors if code == "invalid-codepoint"]


@pytest.mark.parametrize("sign", FORBIDDEN, ids=[f"U+{ord(sign):04X}" for sign in FORBIDDEN])
def test_what_was_refused_is_shown_again_without_the_sign(client: Inspector, sign: str) -> None:
    assert not in_order(f"<!doctype html><p>{sign}".encode())  # the eye sees it
    page = client.post(
        "/staff/sign-in", data={"username": f"no{sign}body", "password": "wrong"}
    ).data
    assert b"nobody" in page
    assert in_order(page)


def test_the_last_two_signs_of_every_plane_go_and_their_neighbours_stay() -> None:
    for sign in LAST_OF_PLANES:
        neighbour = chr(ord(sign) - 2)
        page = f"<p>{neighbour}{sign}{neighbour}".encode()
        assert showable(page) == f"<p>{neighbour}{neighbour}".encode()


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"])))
def test_no_other_sign_is_touched(text: str) -> None:
    assert showable(text.encode()) == text.encode()
