"""Finds things by what people say: exact words, words inside a sentence, words with a slip in them, and by their sound.

Small on purpose: a city offers some hundreds of things, each with a few words, so every one is weighed at every search (a hundred
entries take about a millisecond). Chinese is compared by characters and pairs of characters, other scripts by whole words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from portal.web.public.sounds import sounds_of, typed_sound

LONGEST = 60
"""Characters of a question that are looked at."""
ENOUGH = 20.0
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile(r"[^\W\d_\u3400-\u9fff]{2,}|\d{2,}")
_NOISE = re.compile(r"[^\w]+|_+")
_SAME_WORD = 0.8
_SHORTEST_GUESSED = 4
_HEARD = 50.0
"""Another sign with the same sound."""
_EXACT, _WITHIN, _PART, _SLIP, _PAIRS, _LOOSE = 100.0, 70.0, 60.0, 45.0, 40.0, 0.54


@dataclass(frozen=True, slots=True)
class Findable:
    """One thing that can be found. ``strong`` are names and what people call it; ``weak`` is what is said about it."""

    key: str
    strong: tuple[str, ...]
    weak: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()
    """How the names sound (:mod:`portal.web.public.sounds`)."""


def find(question: str, things: Iterable[Findable], limit: int = 10) -> list[str]:
    """Keys of the things that fit, the best first; things that fit alike keep their order."""
    asked = plain(question)[:LONGEST]
    if not asked:
        return []
    typed, heard = typed_sound(asked), sounds_of(asked)[:1]
    scored = [
        (max(_score(asked, thing), _sounds_like(typed, heard, thing.sounds)), thing.key)
        for thing in things
    ]
    fitting = sorted((s for s in scored if s[0] >= ENOUGH), key=lambda s: -s[0])
    return [key for _, key in fitting[:limit]]


def plain(text: str) -> str:
    """Full-width, capital and spaced-out writing made one; words of other scripts stay apart by single spaces."""
    folded = _NOISE.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
    return re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", folded)


def _sounds_like(typed: str, heard: tuple[str, ...], sounds: tuple[str, ...]) -> float:
    """How well what was typed in letters, or the sound of what was typed in Chinese, fits the sounds of a name."""
    best = 0.0
    for sound in sounds:
        if heard and heard[0] == sound:
            return _HEARD
        if not typed:
            continue
        if typed == sound:
            return _EXACT - 1
        if len(sound) > 3 and sound in typed:
            best = max(best, _PART + len(sound))
        elif len(typed) >= _SHORTEST_GUESSED and typed in sound:
            best = max(best, _PART + len(typed) / len(sound))
        elif min(len(typed), len(sound)) >= _SHORTEST_GUESSED and _one_slip(typed, sound):
            best = max(best, _SLIP)
    return best


def _score(asked: str, thing: Findable) -> float:
    strong = max((_phrase(asked, plain(phrase)) for phrase in thing.strong), default=0.0)
    weak = max((_about(asked, plain(text)) for text in thing.weak), default=0.0)
    return max(strong, weak) + min(strong, weak) / 10


def _phrase(asked: str, phrase: str) -> float:
    """How well a question fits one name or saying."""
    if not phrase:
        return 0.0
    if asked == phrase:
        return _EXACT
    if _HAN.search(phrase):
        return _chinese_phrase(asked, phrase)
    return _words(asked, phrase)


def _chinese_phrase(asked: str, phrase: str) -> float:
    if len(phrase) > 1 and phrase in asked:
        return _WITHIN + len(phrase)
    if len(asked) > 1 and asked in phrase:
        return _PART + len(asked) / len(phrase)
    if len(phrase) > 2 and len(asked) > 2 and _one_slip(asked, phrase):
        return _SLIP
    return _pairs_in_common(asked, phrase) * _PAIRS


def _about(asked: str, text: str) -> float:
    """How well a question fits a sentence about a thing; never as well as a name would."""
    if not text:
        return 0.0
    if len(asked) > 1 and asked in text:
        return _PAIRS
    return max(_pairs_in_common(asked, text), _words(asked, text) / _EXACT) * _PAIRS * _LOOSE


def _one_slip(asked: str, phrase: str) -> bool:
    """Whether question and phrase differ by one character that is wrong, missing or too many."""
    if abs(len(asked) - len(phrase)) <= 1:
        matcher = SequenceMatcher(None, asked, phrase, autojunk=False)
        same = sum(block.size for block in matcher.get_matching_blocks())
        return same >= max(len(asked), len(phrase)) - 1
    return False


def _pairs(text: str) -> set[str]:
    han = "".join(_HAN.findall(text))
    return {han[i : i + 2] for i in range(len(han) - 1)}


def _pairs_in_common(asked: str, text: str) -> float:
    wanted = _pairs(asked)
    return len(wanted & _pairs(text)) / len(wanted) if wanted else 0.0


def _words(asked: str, text: str) -> float:
    """How many of the question's words stand in a text, forgiving a slip in the longer ones; 0 to 100."""
    wanted, there = _LATIN.findall(asked), set(_LATIN.findall(text))
    if not wanted or not there:
        return 0.0
    found = sum(1.0 if word in there else _nearest(word, there) for word in wanted)
    return _WITHIN * found / len(wanted)


def _nearest(word: str, there: set[str]) -> float:
    if len(word) < _SHORTEST_GUESSED:
        return 0.0
    likeness = max(
        (SequenceMatcher(None, word, other, autojunk=False).ratio() for other in there), default=0.0
    )
    begun = any(
        other.startswith(word) or word.startswith(other) for other in there if len(other) > 2
    )
    return 0.9 if begun else likeness if likeness >= _SAME_WORD else 0.0
