"""How Chinese sounds, in the letters people type: whole (``shenghaizi``) and by first letters (``shz``).

The dictionary takes a third of a second to load, so it is loaded with the application, not when somebody searches.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_LETTERS = re.compile(r"[a-z]+")


@lru_cache(maxsize=32_768)
def sounds_of(text: str) -> tuple[str, ...]:
    """The sound of the Chinese in a text: whole, and by first letters where there are two characters or more."""
    han = "".join(HAN.findall(text))
    if not han:
        return ()
    whole = "".join(lazy_pinyin(han))
    first = "".join(lazy_pinyin(han, style=Style.FIRST_LETTER))
    return (whole, first) if len(han) > 1 else (whole,)


def typed_sound(asked: str) -> str:
    """What was typed, if it is letters only and so may be a sound; else empty."""
    letters = asked.replace(" ", "").replace("'", "")
    return letters if _LETTERS.fullmatch(letters) else ""
