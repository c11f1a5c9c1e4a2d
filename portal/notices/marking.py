"""Marks a text for translation where it stands in a table; it is translated when it is rendered."""

from __future__ import annotations


def _(message: str) -> str:
    """The message itself. The mark is what the extraction of words looks for."""
    return message
