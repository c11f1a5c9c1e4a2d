"""Measure every colour pair of every mode against its promise: `python accessibility/contrast.py [--all]`.

Reads the values from tokens.scss. The promise: text 4.5:1 in the standard mode (WCAG 2.2, 1.4.3), 7:1 in 长辈版 and in high
contrast (1.4.6); borders and marks that carry meaning 3:1 (1.4.11). Ends with exit code 1 when a pair falls short.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TOKENS = Path(__file__).with_name("tokens.scss")

MODES = {
    "standard": ("standard",),
    "elder": ("standard", "elder"),
    "high": ("standard", "high"),
    "elder high": ("standard", "elder", "high"),
}
"""Each mode, and the value sets laid over one another to make it."""

TEXT = 4.5
TEXT_ENHANCED = 7.0
MARK = 3.0

GROUNDS = ("paper", "surface")
TEXT_PAIRS = (
    *(
        (text, ground)
        for text in ("ink", "quiet", "press", "press-deep", "alarm")
        for ground in GROUNDS
    ),
    *(
        ("ink", ground)
        for ground in ("sunk", "press-wash", "done-wash", "yours-wash", "alarm-wash")
    ),
    *((kind, ground) for kind in ("done", "yours", "rest") for ground in GROUNDS),
    *((kind, f"{kind}-wash") for kind in ("done", "yours", "alarm", "rest", "press")),
    ("press-deep", "press-wash"),
    ("quiet", "sunk"),
    ("on-press", "press"),
    ("on-press", "press-deep"),
    ("on-press", "done"),
    ("on-seal", "alarm"),
    ("on-seal", "seal"),
)
MARK_PAIRS = tuple(
    (mark, ground)
    for mark in ("edge", "press", "done", "yours-mark", "alarm")
    for ground in GROUNDS
)


@dataclass(frozen=True)
class Measure:
    """One pair in one mode: what it reaches and what it must reach, as ratios to one."""

    mode: str
    front: str
    ground: str
    reached: float
    promised: float

    @property
    def holds(self) -> bool:
        """Whether the promise is kept."""
        return self.reached >= self.promised


def read_sets(text: str) -> dict[str, dict[str, str]]:
    """The named colour sets of tokens.scss."""
    return {
        name: dict(re.findall(r'"([a-z-]+)":\s*(#[0-9a-f]{6})', body))
        for name, body in re.findall(r"^\$([a-z]+): \((.*?)^\);", text, re.DOTALL | re.MULTILINE)
    }


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` as WCAG defines it, 0 to 1."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(front: str, ground: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(front), luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def measures() -> Iterator[Measure]:
    """Every pair in every mode."""
    sets = read_sets(TOKENS.read_text(encoding="utf-8"))
    for mode, layers in MODES.items():
        values = {name: value for layer in layers for name, value in sets[layer].items()}
        text = TEXT if mode == "standard" else TEXT_ENHANCED
        for pairs, promised in ((TEXT_PAIRS, text), (MARK_PAIRS, MARK)):
            for front, ground in pairs:
                reached = ratio(values[front], values[ground])
                yield Measure(mode, front, ground, reached, promised)


def main() -> int:
    """Print what falls short (with --all, everything) and return the exit code."""
    everything = list(measures())
    for measure in everything:
        if "--all" in sys.argv or not measure.holds:
            verdict = "holds" if measure.holds else "FALLS SHORT"
            pair = f"{measure.front} on {measure.ground}"
            figures = f"{measure.reached:5.2f} of {measure.promised}"
            print(f"{measure.mode:11} {pair:28} {figures}  {verdict}")
    short = [measure for measure in everything if not measure.holds]
    print(f"contrast: {len(everything)} pairs measured, {len(short)} fall short")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
