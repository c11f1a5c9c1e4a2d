"""What somebody typed on a page that could not be taken, shown again so that nobody has to type it twice.

Only what came from a page of this portal is shown: another site's form sent in somebody's name must not be offered to be sent again.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from flask import request, url_for

from portal.domain.elements import split_key
from portal.domain.plaintext import tidy
from portal.web.fields import MOMENT_PARTS
from portal.web.house import house, service_words

MOST = 200_000
"""Characters of a form that are given back; nobody types more."""
_SECRET = frozenset({"csrf_token", "password", "code"})
_UNTYPED = _SECRET | {
    "version",
    "seen",
    "shown",
    "then",
    "key",
    "next",
    "do",
    "replaces",
    "choice",
    "ground",
    "mark",
    "item",
    "step",
    "answer",
    "truth",
    "agree",
    "chosen",
    "language",
    "mode",
    "with",
    "another",
}
"""Names of fields that pages fill in or offer as a choice in the portal's own codes."""
_CARRIED = ("was.", "choose.", "with.")
"""How names begin of what a page carries about another window or another case: sent again, but nothing anybody typed."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was typed; ``label`` is empty where a name says nothing to a reader."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed, and what sends it again: the address and every field of the form."""

    lines: tuple[Line, ...]
    action: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool


def kept() -> Kept | None:
    """What this request carries of somebody's typing; None when it carries none, or did not come from our own pages."""
    if request.method != "POST" or not _is_from_here() or request.endpoint is None:
        return None
    fields = [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name not in _SECRET
    ]
    texts = _texts()
    if not texts or sum(len(name) + len(value) for name, value in fields) > MOST:
        return None
    path = url_for(request.endpoint, **(request.view_args or {}))
    query = urlencode(list(request.args.items(multi=True)))
    action = f"{path}?{query}" if query else path
    lines = tuple(_line(*one) for one in texts.items() if not one[0].startswith(_CARRIED))
    return Kept(lines, action, tuple(fields), any(file.filename for file in request.files.values()))


def _is_from_here() -> bool:
    return urlsplit(request.referrer or "").netloc == request.host


def _texts() -> dict[str, str]:
    """What every field held, the boxes of a date together."""
    joined: dict[str, list[str]] = {}
    for name, value in request.form.items():
        base, _, part = name.rpartition("-")
        joined.setdefault(base if base and part in MOMENT_PARTS else name, []).append(value)
    texts = {
        name: " ".join(tidy(value, keep_lines=True) for value in values).strip()
        for name, values in joined.items()
    }
    return {name: text for name, text in texts.items() if text and name not in _UNTYPED}


def _line(name: str, text: str) -> Line:
    try:
        element = split_key(name)[1]
    except ValueError:
        return Line("", text)
    words = service_words()
    own = (
        words.get(f"bundle.{bundle}.fact.{name}.label")
        for bundle in house().casework.shelf.current.bundles
    )
    label = next(filter(None, own), "") or words.get(f"element.{element}.label")
    return Line(label, words.get(f"element.{element}.option.{text}", text))
