"""Marks drawn as vectors: the demonstration seal, the QR code, the frame of a certificate. All are
data: URIs.
"""

import base64
import math
from functools import lru_cache
from html import escape

VERMILION = "#c8321f"
_SONG = "Noto Serif CJK SC, Source Han Serif SC, Noto Sans CJK SC, serif"


def _as_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode("ascii")


def _star(cx: float, cy: float, radius: float) -> str:
    """A regular five-pointed star; the inner radius of a pentagram is 0.382 of the outer one."""
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = math.radians(corner * 36 - 90)
        points.append(f"{cx + reach * math.cos(angle):.2f},{cy + reach * math.sin(angle):.2f}")
    return f'<polygon points="{" ".join(points)}"/>'


def _arc_of_letters(name: str, radius: float) -> str:
    """Set the name along the upper arc, each letter upright to the centre, as official seals do."""
    letters = list(name)
    wide = sum(1.0 if ord(letter) > 0x2E7F else 0.55 for letter in letters)
    # 250 degrees leave the foot of the ring free for the organ's name and the date printed across
    # it.
    step = min(23.0, 250.0 / max(wide, 1))
    size = min(13.0, math.radians(step) * radius / 1.06)
    angle = -step * wide / 2
    placed = []
    for letter in letters:
        own = step * (1.0 if ord(letter) > 0x2E7F else 0.55)
        placed.append(
            f'<g transform="rotate({angle + own / 2:.2f} 60 60)">'
            f'<text x="60" y="{60 - radius:.2f}" font-size="{size:.2f}" text-anchor="middle">'
            f"{escape(letter)}</text></g>"
        )
        angle += own
    return "".join(placed)


@lru_cache(maxsize=256)
def seal_image(name: str) -> str:
    """Return a round mark in the manner of a 公章, with the organ's name on the ring, marked 演示
    DEMO.
    """
    return _as_uri(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120" width="120" height="120">'
        f'<circle cx="60" cy="60" r="57" fill="none" stroke="{VERMILION}" stroke-width="3.4"/>'
        f'<g fill="{VERMILION}" font-family="{_SONG}" font-weight="700">'
        f"{_arc_of_letters(name, 42.5)}{_star(60, 53, 13)}"
        '<text x="37" y="57" font-size="9" text-anchor="middle">演示</text>'
        '<text x="84" y="57" font-size="8" text-anchor="middle">DEMO</text>'
        "</g></svg>"
    )


def qr_image(text: str) -> str:
    """Return the text as a QR code of error level M, with the quiet zone of four modules the
    standard asks for.
    """
    import segno

    return segno.make(text, error="m", micro=False).svg_data_uri(
        scale=4, border=4, dark="#1d2129", light=None, xmldecl=False, encode_minimal=True
    )


def _waves(width: int, height: int, rows: int) -> str:
    """Rows of concentric arcs, the old sign for rivers and clouds: a pale band at the foot."""
    drawn = []
    radius = 9
    for row in range(rows):
        y = height - 18 - (rows - row) * 5.2
        shift = radius if row % 2 else 0
        for column in range(-1, width // (2 * radius) + 2):
            x = column * 2 * radius + shift
            for ring, reach in enumerate((9.0, 6.6, 4.2, 1.8)):
                fill = "#fbf6ea" if ring == 0 else "none"
                drawn.append(f'<circle cx="{x}" cy="{y:.1f}" r="{reach}" fill="{fill}"/>')
    return "".join(drawn)


def _fret(x: float, y: float, turn_x: int, turn_y: int) -> str:
    """One corner of the key pattern 回纹, mirrored by the two signs."""
    path = "M0 14 V0 H14 V8 H5 V5 H11 V3 H3 V11 H8 V5"
    place = f"translate({x} {y}) scale({turn_x} {turn_y})"
    return f'<path d="{path}" transform="{place}" fill="none" stroke-width="0.7"/>'


@lru_cache(maxsize=1)
def frame_image() -> str:
    """Return the frame of a certificate, one A4 page (units are millimetres)."""
    corners = (
        _fret(11, 11, 1, 1)
        + _fret(199, 11, -1, 1)
        + _fret(11, 286, 1, -1)
        + _fret(199, 286, -1, -1)
    )
    return _as_uri(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297" width="210mm" '
        'height="297mm"><defs><clipPath id="inner">'
        '<rect x="13.5" y="240" width="183" height="43.5"/></clipPath></defs>'
        '<rect x="13.5" y="13.5" width="183" height="270" fill="#fffdf8"/>'
        f'<g clip-path="url(#inner)" stroke="#efe3c8" stroke-width="0.35">{_waves(210, 297, 5)}</g>'
        '<g stroke="#b3904d" fill="none">'
        '<rect x="8" y="8" width="194" height="281" stroke-width="1.1"/>'
        '<rect x="13.5" y="13.5" width="183" height="270" stroke-width="0.35"/></g>'
        f'<g stroke="#b3904d">{corners}</g></svg>'
    )
