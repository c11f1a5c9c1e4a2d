"""Why an entry cannot be made into what it should be, said so that its author can mend it."""

from __future__ import annotations

import re
from enum import StrEnum

from portal.catalogue.saying import Said, of_error, say

_NO_MEMBER = re.compile(r"(.+) is not a valid (\w+)")


def unbuilt(error: Exception) -> tuple[str, str]:
    """What is wrong with an entry, and what to write instead, by the error that making it raised."""
    advice = say("see services/README.md")
    if isinstance(error, KeyError):
        return say("%(key)r is missing", key=str(error.args[0])), advice
    told = of_error(error)
    if isinstance(told, Said):
        return told, advice
    found = _NO_MEMBER.fullmatch(told)
    if found is not None:
        what = say("%(value)s is not a valid %(kind)s", value=found[1], kind=found[2])
        known = _members(found[2])
        if known:
            advice = say("write one of %(known)s; see services/README.md", known=known)
        return what, advice
    return say("is not built as it should be: %(why)s", why=told), advice


def _members(kind: str) -> list[str]:
    """The codes of a list of codes, by its name."""
    return [
        str(one) for codes in StrEnum.__subclasses__() if codes.__name__ == kind for one in codes
    ]
