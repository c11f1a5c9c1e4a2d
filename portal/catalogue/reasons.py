"""Why something belongs to a case: the words of the condition that brought it there, to follow “because you chose”."""

from __future__ import annotations

import re

from portal.catalogue.conditions import CelCondition
from portal.catalogue.labels import Labels
from portal.domain.conditions import Condition

_COMPARED = r"([a-z_][a-z0-9_.]*)\s*==\s*(?:'([^']*)'|\"([^\"]*)\")"
_ONE = re.compile(_COMPARED)
_ANY = re.compile(rf"\s*{_COMPARED}(?:\s*\|\|\s*{_COMPARED})*\s*")


def reason(labels: Labels, condition: Condition | None) -> str:
    """What was chosen, in words; empty where there is no condition, or one that has no words.

    A named condition has words of its own. One that stands where it is used is worded by the answers it names, where it does nothing
    but name answers, any of which will do.
    """
    if not isinstance(condition, CelCondition):
        return ""
    if condition.name:
        return labels.words.get(f"condition.{condition.name}.name")
    if not _ANY.fullmatch(condition.source):
        return ""
    said = [_answer(labels, *found) for found in _ONE.findall(condition.source)]
    return labels.either(said) if all(said) else ""


def _answer(labels: Labels, key: str, single: str, double: str) -> str:
    """The words of one answer; empty where the bundle does not ask for it."""
    party, code = key.partition(".")[0], single or double
    if party not in {"situation", *labels.bundle.parties}:
        return ""
    said = labels.value(key, code)
    return said if said != code else ""
