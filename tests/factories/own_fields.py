"""Services in which two offices of the newborn bundle fill in something of their own."""

from __future__ import annotations

from tests.factories import cases as make
from tests.factories.desk import Content, services_to_change

ZH = "zh_Hans_CN"
PLACE = "春江区第三接种室"
SEEN_ON = "2026-11-20"
FIELDS = (
    {"id": "place", "type": "text", "max_length": 20},
    {"id": "seen_on", "type": "date", "required": False, "not_future": True},
    {"id": "outcome", "type": "choice", "options": ["good", "late"], "required": False},
    {"id": "aside", "type": "text", "required": False, "printed": False},
)
NAMES = {
    "place": "在哪里打的",
    "seen_on": "哪天看的",
    "outcome": "打得及时吗",
    "aside": "给同事的话",
}


def with_own_fields() -> Content:
    """The services, with fields for an item decided here and for one entered by hand."""
    content = services_to_change()
    words = content["words"][ZH]
    for item in (make.VACCINES, make.REGISTRATION):
        content["items"][item]["operator_fields"] = [dict(field) for field in FIELDS]
        for field, name in NAMES.items():
            words[f"item.{item}.operator_fields.{field}.name"] = name
        words[f"item.{item}.operator_fields.outcome.option.good"] = "及时"
        words[f"item.{item}.operator_fields.outcome.option.late"] = "晚了"
    return content
