"""Keys that an author wrote and nobody reads: most are misspelt, and would silently do nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from portal.catalogue.build import build
from portal.catalogue.problems import Kind, Problem, Severity
from portal.catalogue.rules import Content
from portal.catalogue.saying import did_you_mean, say

if TYPE_CHECKING:
    from _collections_abc import dict_items

_FOR_PEOPLE = frozenset(
    {"promised_source", "statutory_source", "applicant_limit", "every", "department"}
)
"""Keys that say to the next author where a figure is from, or that other parts of the portal read."""


class _Noted(dict[str, Any]):
    """A mapping that knows which of its keys were asked for."""

    def __init__(self, entry: dict[str, Any]) -> None:
        super().__init__({key: _noted(value) for key, value in entry.items()})
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """As a dict does it."""
        self.asked.add(key)
        return super().get(key, default)

    def items(self) -> dict_items[str, Any]:
        """As a dict does it; whoever goes through all reads all."""
        self.asked.update(self)
        return super().items()


def _noted(value: Any) -> Any:
    if isinstance(value, dict):
        return _Noted(value)
    return [_noted(one) for one in value] if isinstance(value, list) else value


def unread_keys(content: Content) -> Iterator[Problem]:
    """A warning for each key that making the catalogue never looks at. Raises CatalogueError when it cannot be made."""
    kinds = ("elements", "materials", "registries", "conditions", "regional", "items", "bundles")
    noted = {kind: _Noted(dict(content.get(kind, {}))) for kind in kinds}
    build({**content, **noted})
    for kind, entries in noted.items():
        for key, entry in entries.items():
            if isinstance(entry, _Noted):
                file = _file(kind, key, entry)
                for where, name, known in _unread(entry, ""):
                    advice = did_you_mean(name, known, say("see services/README.md"))
                    place = where if kind in {"items", "bundles"} else f"{key}.{where}"
                    what = say("%(name)r is no key that the portal knows here", name=name)
                    yield Problem(
                        file, place, what, advice, severity=Severity.WARN, kind=Kind.UNKNOWN_KEY
                    )


def _file(kind: str, key: str, entry: Content) -> str:
    if kind == "items":
        return f"items/{entry['department']}/{key}.yaml"
    return f"bundles/{key}.yaml" if kind == "bundles" else f"{kind}.yaml"


def _unread(entry: _Noted, above: str) -> Iterator[tuple[str, str, set[str]]]:
    """Where each key that nobody asked for stands, the key, and what was asked for beside it."""
    for key in entry:
        value = dict.__getitem__(entry, key)
        where = f"{above}{key}"
        if key not in entry.asked:
            # What holds nothing but words was emptied of them before.
            if key not in _FOR_PEOPLE and not _only_words(value):
                yield where, key, entry.asked
            continue
        for name, one in [("", value)] if isinstance(value, _Noted) else _listed(value):
            yield from _unread(one, f"{where}.{name}." if name else f"{where}.")


def _listed(value: Any) -> Iterator[tuple[str, _Noted]]:
    for i, one in enumerate(value if isinstance(value, list) else ()):
        if isinstance(one, _Noted):
            name = next((str(one[k]) for k in ("id", "code", "item", "key") if k in one), str(i))
            yield name, one


def _only_words(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(one, dict) and not one for one in value.values()
    )
