"""Slips of the hand that YAML takes for something else, said as what they are."""

from __future__ import annotations

import re

from portal.catalogue.saying import say

_FULL_WIDTH = re.compile(r"^[ ]*(?:- *)*[{]? *[A-Za-z_][A-Za-z0-9_.]*：", re.MULTILINE)
_TAB = re.compile(r"^ *\t[ \t]*[^\s#]", re.MULTILINE)
_NAMING = frozenset({"code", "id", "item"})
_BOOL, _INT = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int"


def slip(text: str) -> tuple[str, int] | None:
    """The first slip of a file: what it is and in which line, from 1; None when there is none.

    A line that begins with a tab, and a name of small letters that is followed by the colon of Chinese texts.
    """
    found = [
        (match.start(), what)
        for pattern, what in (
            (_TAB, say("the line begins with a tab; write spaces, two for each step")),
            (_FULL_WIDTH, say("the colon is the full-width one (：); write : and a space")),
        )
        if (match := pattern.search(text))
    ]
    if not found:
        return None
    start, what = min(found)
    return what, text.count("\n", 0, start) + 1


def misread(key: str, tag: str, value: str) -> str:
    """What YAML makes of an id or a code written without quotes, where it is not what stands there; else empty."""
    if key in _NAMING and tag == _BOOL:
        return say("%(value)r means true or false here, so put it in quotes", value=value)
    if key in _NAMING and tag == _INT and value.startswith("0") and value != "0":
        return say("%(value)r would lose its 0, so put it in quotes", value=value)
    return ""
