"""Whole answers held against each other: status, headers and every byte, but for tokens and what the reader typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

_TOKENS = (
    re.compile(r'(name="csrf_token" value=")[^"]*'),
    re.compile(r'(name="(?:state|key|version|seen)" value=")[^"]*'),
    re.compile(r"(nonce[=-]\"?)[\w+/=-]+"),
    re.compile(r"()[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
)
_PASSING = frozenset({"Set-Cookie", "Date", "Content-Length", "X-Request-Id"})


def told(answer: TestResponse, *typed: str) -> tuple[int, Mapping[str, str], str]:
    """Everything somebody can see of an answer, without tokens, ids, the moment's cookies, and ``typed``."""
    text = answer.get_data(as_text=True)
    headers = {name: value for name, value in answer.headers if name not in _PASSING}
    headers = {name: _plain(value, typed) for name, value in headers.items()}
    return answer.status_code, headers, _plain(text, typed)


def _plain(text: str, typed: tuple[str, ...]) -> str:
    text = text.replace("<wbr>", "")  # a case number has one where its line may end
    for each in typed:
        text = text.replace(each, "…")
    for token in _TOKENS:
        text = token.sub(r"\1…", text)
    return text


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements put to any database meanwhile, to read or to write, without their values."""
    seen: list[str] = []

    def note(*told: Any) -> None:
        seen.append(str(told[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)
