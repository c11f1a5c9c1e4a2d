"""Finds things by what people say: exact words, words inside a sentence, words with a slip in them, and by their sound.

Small on purpose: a city offers some hundreds of things, each with a few words, so every one is weighed at every search. What is
read out of a phrase (:func:`read`) is kept, so that a search only compares. Chinese is compared by characters and pairs of
characters, other scripts by whole words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from portal.web.public.sounds import sounds_of, typed_sound

LONGEST = 60
"""Characters of a question that are looked at."""
ENOUGH = 20.0
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile(r"[^\W\d_\u3400-\u9fff]{2,}|\d{2,}")
_NOISE = re.compile(r"[^\w]+|_+")
_SHORTEST_GUESSED = 4
_HEARD = 50.0
"""Another sign with the same sound."""
_EXACT, _WITHIN, _PART, _SLIP, _PAIRS, _LOOSE = 100.0, 70.0, 60.0, 45.0, 40.0, 0.54
_FIRST = 4.0
"""What the first phrase of a thing is worth more than its last: authors name first what it is most about."""
_ALSO, _MOST_ALSO = 1.5, 4
"""What each further phrase that fits is worth, and how many count."""
_SMALL_WORDS = frozenset(
    [
        "an",
        "and",
        "are",
        "at",
        "by",
        "can",
        "do",
        "does",
        "for",
        "from",
        "get",
        "has",
        "have",
        "how",
        "in",
        "is",
        "it",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "the",
        "their",
        "to",
        "we",
        "what",
        "when",
        "where",
        "with",
        "you",
        "your",
    ]
)


@dataclass(frozen=True, slots=True)
class Findable:
    """One thing that can be found. ``strong`` are names and what people call it, the most telling first; ``weak`` is what is
    said about it; ``more`` is worth something where two things fit alike.
    """

    key: str
    strong: tuple[str, ...]
    weak: tuple[str, ...] = ()
    more: float = 0.0


@dataclass(frozen=True, slots=True)
class Read:
    """What is compared of a text."""

    plain: str
    chinese: bool
    pairs: frozenset[str]
    words: frozenset[str]
    sounds: tuple[str, ...]


@lru_cache(maxsize=32_768)
def read(text: str) -> Read:
    """A text made ready to be compared; once for each text of a release."""
    folded = plain(text)
    return Read(
        folded,
        _HAN.search(folded) is not None,
        _pairs(folded),
        frozenset(_LATIN.findall(folded)) - _SMALL_WORDS,
        sounds_of(folded),
    )


def find(question: str, things: Iterable[Findable], limit: int = 10) -> list[str]:
    """Keys of the things that fit, the best first; things that fit alike keep their order."""
    asked = _asked(question)
    if not asked.plain:
        return []
    typed = typed_sound(asked.plain)
    scored = [(_score(asked, typed, thing), thing.key) for thing in things]
    fitting = sorted((s for s in scored if s[0] >= ENOUGH), key=lambda s: -s[0])
    return [key for _, key in fitting[:limit]]


def _asked(question: str) -> Read:
    folded = plain(question)[:LONGEST]
    words = frozenset(_LATIN.findall(folded))
    return Read(
        folded,
        _HAN.search(folded) is not None,
        _pairs(folded),
        words - _SMALL_WORDS or words,
        sounds_of(folded)[:1],
    )


def plain(text: str) -> str:
    """Full-width, capital and spaced-out writing made one; words of other scripts stay apart by single spaces."""
    folded = _NOISE.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
    return re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", folded)


def _score(asked: Read, typed: str, thing: Findable) -> float:
    best, also, count = 0.0, 0, len(thing.strong)
    for place, text in enumerate(thing.strong):
        phrase = read(text)
        fits = max(_phrase(asked, phrase), _sounds_like(typed, asked.sounds, phrase.sounds))
        if fits >= ENOUGH:
            also += fits >= _PART
            best = max(best, fits + _FIRST * (1 - place / count))
    weak = max((_about(asked, read(text)) for text in thing.weak), default=0.0)
    found = max(best, weak) + min(best, weak) / 10
    return found + _ALSO * min(max(also - 1, 0), _MOST_ALSO) + thing.more if found else 0.0


def _sounds_like(typed: str, heard: tuple[str, ...], sounds: tuple[str, ...]) -> float:
    """How well what was typed in letters, or the sound of what was typed in Chinese, fits the sounds of a name."""
    if not sounds:
        return 0.0
    if heard and heard[0] == sounds[0]:
        return _HEARD
    if not typed:
        return 0.0
    best = 0.0
    for sound in sounds:
        if typed == sound:
            return _EXACT - 1
        if len(sound) > 3 and sound in typed:
            best = max(best, _PART + len(sound))
        elif len(typed) >= _SHORTEST_GUESSED and typed in sound:
            best = max(best, _PART + len(typed) / len(sound))
        elif min(len(typed), len(sound)) >= _SHORTEST_GUESSED and one_slip(typed, sound):
            best = max(best, _SLIP)
    return best


def _phrase(asked: Read, phrase: Read) -> float:
    """How well a question fits one name or saying."""
    if not phrase.plain:
        return 0.0
    if asked.plain == phrase.plain:
        return _EXACT
    if phrase.chinese:
        return _chinese_phrase(asked, phrase) if asked.chinese else 0.0
    return _words(asked.words, phrase.words)


def _chinese_phrase(asked: Read, phrase: Read) -> float:
    own, said = asked.plain, phrase.plain
    if len(said) > 1 and said in own:
        return _WITHIN + len(said)
    if len(own) > 1 and own in said:
        return _PART + len(own) / len(said)
    if len(said) > 2 and len(own) > 2 and one_slip(own, said):
        return _SLIP
    return _pairs_in_common(asked, phrase) * _PAIRS


def _about(asked: Read, text: Read) -> float:
    """How well a question fits a sentence about a thing; never as well as a name would."""
    if not text.plain:
        return 0.0
    if len(asked.plain) > 1 and asked.plain in text.plain:
        return _PAIRS
    by_words = _words(asked.words, text.words) / _EXACT
    return max(_pairs_in_common(asked, text), by_words) * _PAIRS * _LOOSE


def one_slip(asked: str, phrase: str) -> bool:
    """Whether question and phrase differ by one character that is wrong, missing or too many, or by two that changed places."""
    short, long = sorted((asked, phrase), key=len)
    if len(long) - len(short) > 1:
        return False
    same = 0
    while same < len(short) and short[same] == long[same]:
        same += 1
    rest, other = short[same:], long[same:]
    if len(short) < len(long):
        return rest == other[1:]
    return rest[1:] == other[1:] or (rest[:2] == other[1::-1] and rest[2:] == other[2:])


def _pairs(text: str) -> frozenset[str]:
    han = "".join(_HAN.findall(text))
    return frozenset(han[i : i + 2] for i in range(len(han) - 1))


def _pairs_in_common(asked: Read, text: Read) -> float:
    return len(asked.pairs & text.pairs) / len(asked.pairs) if asked.pairs else 0.0


def _words(wanted: frozenset[str], there: frozenset[str]) -> float:
    """How many of the question's words stand in a text, forgiving a slip in the longer ones; 0 to 100."""
    if not wanted or not there:
        return 0.0
    found = sum(1.0 if word in there else _nearest(word, there) for word in wanted)
    return _WITHIN * found / len(wanted)


def _nearest(word: str, there: frozenset[str]) -> float:
    if len(word) < _SHORTEST_GUESSED:
        return 0.0
    if any(
        len(other) > 3 and (other.startswith(word) or word.startswith(other)) for other in there
    ):
        return 0.9
    return 0.85 if any(one_slip(word, other) for other in there if len(other) > 3) else 0.0
