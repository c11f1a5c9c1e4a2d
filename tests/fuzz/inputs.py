"""One input: what is sent to one form, from what a browser would send to what only a hand-made request can hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

from portal.words import LOCALES, MODES
from tests.fuzz import files, values
from tests.fuzz.forms import TOKEN, Field, Form

INSPECTED = 12
"""Of so many inputs one has its answer read by the strict page inspector."""
Pair = tuple[str, str]


class Coding(StrEnum):
    """How fields are written into a request."""

    URLENCODED = "urlencoded"
    MULTIPART = "multipart"
    JSON = "json"
    TEXT = "text"
    """As a form, but called plain text."""
    UNKNOWN_CHARSET = "unknown charset"
    BROKEN = "broken multipart"
    """Parts that never end."""
    NO_BOUNDARY = "no boundary"
    RAW = "raw bytes"
    """Bytes that are no text in any coding."""


@dataclass(frozen=True)
class Sent:
    """A file of a form, named by what it holds (see files.py)."""

    field: str
    content: str
    filename: str = "photo.png"
    type: str = "image/png"


@dataclass(frozen=True, repr=False)
class Input:
    """Everything that is drawn for one request."""

    fields: tuple[Pair, ...] = ()
    sent: tuple[Sent, ...] = ()
    coding: Coding = Coding.URLENCODED
    language: str = LOCALES[0]
    mode: str = ""
    """Another mode than the form was made in; empty for the same."""
    dead_token: bool = False
    wants_json: bool = False
    last: str = ""
    """What stands in the address instead of its last part."""
    inspected: bool = False

    def __repr__(self) -> str:
        return f"Input({self.coding}, {len(self.fields)} fields)"

    def address(self, action: str) -> str:
        """Where it is sent."""
        if not self.last:
            return action
        path, _, query = action.partition("?")
        return f"{path.rpartition('/')[0]}/{_quoted(self.last)}" + (f"?{query}" if query else "")

    def body(self) -> tuple[bytes, str]:
        """The bytes of the request and what it says they are."""
        match self.coding:
            case Coding.MULTIPART:
                return self._multipart(end=True), "multipart/form-data; boundary=fuzz"
            case Coding.BROKEN:
                return self._multipart(end=False), "multipart/form-data; boundary=fuzz"
            case Coding.NO_BOUNDARY:
                return self._multipart(end=True), "multipart/form-data"
            case Coding.JSON:
                return json.dumps(dict(self.fields)).encode(), "application/json"
            case Coding.TEXT:
                return self.urlencoded(), "text/plain"
            case Coding.UNKNOWN_CHARSET:
                return self.urlencoded(), "application/x-www-form-urlencoded; charset=utf-9"
            case Coding.RAW:
                raw = self.urlencoded().replace(b"%", b"\xff\xfe%")
                return raw, "application/x-www-form-urlencoded"
        return self.urlencoded(), "application/x-www-form-urlencoded"

    def urlencoded(self) -> bytes:
        """The fields as a form or a query; a stray surrogate becomes bytes that are not UTF-8."""
        written = (f"{_quoted(name)}={_quoted(value)}" for name, value in self.fields)
        return "&".join(written).encode("ascii")

    def _multipart(self, *, end: bool) -> bytes:
        parts: list[bytes] = []
        for name, value in self.fields:
            head = f'--fuzz\r\nContent-Disposition: form-data; name="{_in_quotes(name)}"\r\n\r\n'
            parts.append(_bytes(head) + _bytes(value) + b"\r\n")
        for file in self.sent:
            head = (
                f'--fuzz\r\nContent-Disposition: form-data; name="{_in_quotes(file.field)}"; '
                f'filename="{_in_quotes(file.filename)}"\r\nContent-Type: {file.type}\r\n\r\n'
            )
            parts.append(_bytes(head) + files.content(file.content) + b"\r\n")
        made = b"".join(parts)
        return made + b"--fuzz--\r\n" if end else made[: len(made) * 2 // 3]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _quoted(text: str) -> str:
    return quote_from_bytes(_bytes(text), safe="")


def _in_quotes(text: str) -> str:
    # What browsers escape, and what cannot stand in a head without ending it.
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A").replace("\0", "")


def filled(fields: Sequence[Field]) -> list[Pair]:
    """A form as a browser would send it at once."""
    pairs: list[Pair] = []
    for one in fields:
        if one.kind == "hidden":
            pairs += [(one.name, value) for value in one.options]
        elif one.kind == "checkbox":
            pairs += [(one.name, value) for value in one.options[:1]]
        elif one.kind in {"radio", "select", "button"}:
            pairs.append((one.name, one.value or next((o for o in one.options if o), "")))
        elif one.kind != "file":
            pairs.append((one.name, one.value or "1"))
    return pairs


@st.composite
def inputs_for(draw: st.DrawFn, form: Form, others: tuple[str, ...]) -> Input:
    """Inputs for one form. ``others`` are names of other forms, to be smuggled in."""
    pairs = [pair for pair in filled(form.fields) if pair[0] != TOKEN]
    options = {one.name: tuple(one.options) for one in form.fields}
    coding = _coding(draw, form)
    if pairs:
        for place in draw(st.sets(st.integers(0, len(pairs) - 1), min_size=1, max_size=4)):
            name = pairs[place][0]
            pairs[place] = (name, draw(values.value_for(name, options[name])))
    pairs = draw(st.sampled_from(_BENT))(draw, pairs, others)
    sent = tuple(_file(draw, one.name) for one in form.fields if one.kind == "file")
    return Input(
        fields=tuple(pairs),
        sent=sent if coding in {Coding.MULTIPART, Coding.BROKEN} else (),
        coding=coding,
        language=draw(st.sampled_from(LOCALES)),
        mode=draw(st.sampled_from(("", "", "", *MODES))),
        dead_token=form.method == "POST" and draw(st.integers(0, 19)) == 7,
        wants_json=draw(st.integers(0, 9)) == 7,
        last=draw(values.HOSTILE)[:300] if draw(st.integers(0, 14)) == 7 else "",
        inspected=draw(st.integers(0, INSPECTED - 1)) == 7,
    )


def _coding(draw: st.DrawFn, form: Form) -> Coding:
    if form.method == "GET":
        return Coding.URLENCODED
    usual = Coding.MULTIPART if form.has_file else Coding.URLENCODED
    codings: tuple[Coding, ...] = (*(usual,) * 16, *Coding)
    return draw(st.sampled_from(codings))


def _as_it_is(draw: st.DrawFn, pairs: list[Pair], others: tuple[str, ...]) -> list[Pair]:
    return pairs


def _missing(draw: st.DrawFn, pairs: list[Pair], others: tuple[str, ...]) -> list[Pair]:
    gone = draw(st.sets(st.sampled_from([name for name, _ in pairs]), min_size=1)) if pairs else ()
    return [pair for pair in pairs if pair[0] not in gone]


def _doubled(draw: st.DrawFn, pairs: list[Pair], others: tuple[str, ...]) -> list[Pair]:
    if not pairs:
        return pairs
    name, _ = draw(st.sampled_from(pairs))
    return [(name, draw(values.HOSTILE)), *pairs, (name, draw(values.HOSTILE))]


def _smuggled(draw: st.DrawFn, pairs: list[Pair], others: tuple[str, ...]) -> list[Pair]:
    foreign = draw(st.lists(st.sampled_from(others), min_size=1, max_size=3))
    return [*pairs, *((name, draw(values.value_for(name, ()))) for name in foreign)]


def _unknown(draw: st.DrawFn, pairs: list[Pair], others: tuple[str, ...]) -> list[Pair]:
    return [*pairs, (draw(values.HOSTILE), draw(values.HOSTILE))]


def _empty(draw: st.DrawFn, pairs: list[Pair], others: tuple[str, ...]) -> list[Pair]:
    return []


_BENT = (*(_as_it_is,) * 10, _missing, _missing, _doubled, _smuggled, _unknown, _empty)


def _file(draw: st.DrawFn, name: str) -> Sent:
    held = draw(st.sampled_from(files.CONTENTS))
    if held in files.COSTLY and draw(st.integers(0, 9)) != 7:
        held = "text"
    return Sent(
        name, held, draw(st.sampled_from(files.FILENAMES)), draw(st.sampled_from(files.TYPES))
    )
