"""Money as decimal text in yuan, never as a binary fraction."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

_YUAN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")


def clean_yuan(typed: str) -> str:
    """An amount as it is kept: ``1280`` becomes ``1280.00``. Raises ValueError for anything else than more than nothing."""
    text = typed.strip()
    if not _YUAN.fullmatch(text) or not Decimal(text):
        raise ValueError("not an amount in yuan")
    return f"{Decimal(text):.2f}"


def total(amounts: Iterable[str]) -> str:
    """The sum of amounts."""
    return f"{sum((Decimal(one) for one in amounts), Decimal(0)):.2f}"


def in_fen(yuan: str) -> int:
    """An amount in the smallest coin."""
    return int(Decimal(yuan) * 100)
