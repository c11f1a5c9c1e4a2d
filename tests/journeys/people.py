"""The demo city's invented people, as the stories need them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DEMO = Path(__file__).resolve().parents[2] / "services" / "demo"


@dataclass(frozen=True)
class Somebody:
    """Name, ID number and phone of one invented person."""

    name: str
    id_number: str
    phone: str


@cache
def _people() -> dict[str, Any]:
    return dict(yaml.safe_load((DEMO / "people.yaml").read_text(encoding="utf-8"))["people"])


def somebody(key: str) -> Somebody:
    """One of the people in services/demo/people.yaml."""
    entry = _people()[key]
    return Somebody(entry["name"], entry["id_number"], entry["phone"])
