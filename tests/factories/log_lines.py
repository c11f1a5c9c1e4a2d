"""Keeps the lines that a log would have written."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from portal.logs import formatter, shape_logs


class Lines(logging.Handler):
    """Keeps what would be written."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.setFormatter(formatter(form))
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one."""
        self.kept.append(self.format(record))

    def told(self) -> list[dict[str, Any]]:
        """Every line, read back."""
        return [json.loads(line) for line in self.kept]


@contextmanager
def written(form: str = "json", level: int = logging.INFO) -> Iterator[Lines]:
    """Everything that is logged while the block runs."""
    shape_logs()
    root, handler = logging.getLogger(), Lines(form)
    before = root.level
    root.addHandler(handler)
    root.setLevel(level)
    try:
        yield handler
    finally:
        root.setLevel(before)
        root.removeHandler(handler)
