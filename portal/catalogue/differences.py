"""What changed from one release to another, in words that whoever works in an office understands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.catalogue.files import SOURCE_LOCALE
from portal.catalogue.rules import Content
from portal.catalogue.wording import PLAIN

Names = Mapping[str, str]


class ChangeKind(StrEnum):
    """What happened to a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``subject`` is the thing's kind and id, ``where`` the place in it, empty for the whole."""

    kind: ChangeKind
    subject: str
    where: str
    before: Any
    after: Any
    says: str

    def as_json(self) -> dict[str, Any]:
        """The change for programs."""
        return {
            "kind": self.kind.value,
            "subject": self.subject,
            "where": self.where,
            "before": self.before,
            "after": self.after,
            "says": self.says,
        }


_THINGS = {
    "bundles": "Bundle",
    "items": "Item",
    "elements": "Element",
    "materials": "Material",
    "registries": "Registry",
    "conditions": "Condition",
    "regional": "Region",
    "templates": "Template",
}
_PARTS = {
    "promised_days": "promised working days",
    "statutory_days": "legal limit in working days",
    "limit_days": "working days",
    "promised_source": "where the promise is published",
    "promised_as_of": "the month of the guide",
    "needs": "needed facts",
    "materials": "papers",
    "after": "what it waits for",
    "when": "the condition",
    "asks": "the questions",
    "visits": "visits in person",
    "fees": "fees",
    "yuan": "the amount in yuan",
    "legal_basis": "the legal basis",
    "routing": "which office it goes to",
    "decided_at": "where it is decided",
    "fast_path": "whether this answer leads on",
    "way_out": "what it means when an answer leads out",
    "optional": "whether it is optional",
    "proves": "papers that need not be handed in",
    "gives": "what it gives",
    "options": "the options",
    "window": "when it can be sent",
    "opens": "the first day",
    "closes": "the last day",
    "outputs": "what comes out",
    "department": "the department",
    "role": "who takes it",
    "stages": "stages",
    "items": "items",
    "situations": "questions before",
    "sections": "pages",
    "sources": "registries asked",
    "parties": "persons",
    "answers": "answers",
    "confirmations": "confirmations by another",
}
_LANGUAGES = {
    SOURCE_LOCALE: "Chinese",
    SOURCE_LOCALE + PLAIN: "plain Chinese",
    "en": "English",
    "en" + PLAIN: "plain English",
}
_SPOKEN = {
    "name": "name",
    "label": "question",
    "question": "question",
    "hint": "hint",
    "summary": "summary",
    "purpose": "reason",
    "wrong": "message",
    "advice_text": "advice",
    "rule": "rule",
    "result_name": "result",
    "result_note": "note on the result",
    "promise_note": "note on the promise",
}


def differences(old: Content, new: Content) -> list[Change]:
    """Every change between the contents of two releases, in a fixed order: things first, then words by language."""
    names: Names = {**_words(old, SOURCE_LOCALE), **_words(new, SOURCE_LOCALE)}
    changes = [change for kind in _THINGS for change in _things(kind, old, new, names)]
    gone = {one.subject for one in changes if not one.where and one.kind is not ChangeKind.CHANGED}
    for locale in sorted({*old["words"], *new["words"]}):
        changes += _texts(locale, _words(old, locale), _words(new, locale), gone, names)
    return changes


def _words(content: Content, locale: str) -> Names:
    found: Names = content["words"].get(locale, {})
    return found


def _things(kind: str, old: Content, new: Content, names: Names) -> Iterator[Change]:
    before, after = old.get(kind, {}), new.get(kind, {})
    for key in sorted({*before, *after}):
        subject = f"{_word_kind(kind)}.{key}"
        said = f"{_THINGS[kind]} {_called(subject, key, names)}"
        if key not in before:
            yield Change(ChangeKind.ADDED, subject, "", None, after[key], f"{said} is new.")
        elif key not in after:
            yield Change(ChangeKind.REMOVED, subject, "", before[key], None, f"{said} is gone.")
        elif kind == "templates":
            if before[key] != after[key]:
                yield Change(ChangeKind.CHANGED, subject, "", None, None, f"{said} changed.")
        else:
            for where, one, other in _walk(before[key], after[key], ""):
                says = f"{said}: {_says(where, one, other, names)}"
                yield Change(ChangeKind.CHANGED, subject, where, one, other, says)


def _word_kind(kind: str) -> str:
    return "registry" if kind == "registries" else kind.removesuffix("s")


def _called(subject: str, key: str, names: Names) -> str:
    name = names.get(f"{subject}.name") or names.get(f"{subject}.label")
    return f"{name} ({key})" if name else key


def _walk(one: Any, other: Any, where: str) -> Iterator[tuple[str, Any, Any]]:
    """The places at which two structures differ, and what stands there; None where nothing does."""
    if one == other:
        return
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys([*one, *other]):
            yield from _walk(one.get(key), other.get(key), f"{where}.{key}" if where else str(key))
    elif isinstance(one, list) and isinstance(other, list):
        yield from _lists(one, other, where)
    else:
        yield where, one, other


def _lists(one: list[Any], other: list[Any], where: str) -> Iterator[tuple[str, Any, Any]]:
    named, renamed = _by_name(one), _by_name(other)
    for name in dict.fromkeys([*named, *renamed]):
        if named.get(name) != renamed.get(name):
            before, after = named.get(name), renamed.get(name)
            if isinstance(before, dict) and isinstance(after, dict):
                yield from _walk(before, after, f"{where}.{name}")
            else:
                yield f"{where}.{name}", before, after
    if list(named) != list(renamed) and sorted(named) == sorted(renamed):
        yield where, list(named), list(renamed)


def _by_name(entries: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in entries:
        name = _name(entry)
        number = 2
        while name in found:
            name, number = f"{_name(entry)} {number}", number + 1
        found[name] = entry
    return found


def _name(entry: Any) -> str:
    if isinstance(entry, dict):
        for key in ("id", "code", "item", "key", "registry", "fact", "party"):
            if key in entry:
                return str(entry[key])
    return str(entry)


def _says(where: str, before: Any, after: Any, names: Names) -> str:
    *above, last = _split(where)
    # Under what an entry of a list stands is more telling than its own name.
    if last not in _PARTS and above:
        thing, part = f" {_fact(last, names)}", _PARTS.get(above[-1], above[-1])
        if before is None:
            return f"{part}:{thing} is added."
        if after is None:
            return f"{part}:{thing} is taken away."
        return f"{part}:{thing} changed from {_shown(before)} to {_shown(after)}."
    place = f" of {'.'.join(above)}" if above else ""
    part = _PARTS.get(last, last)
    if before is None:
        return f"{part}{place} is now {_shown(after)}."
    if after is None:
        return f"{part}{place}, {_shown(before)} so far, is gone."
    return f"{part}{place} changed from {_shown(before)} to {_shown(after)}."


def _split(where: str) -> list[str]:
    """A place taken apart where a known part begins, so that the dots of a fact stay in it."""
    found: list[str] = []
    for piece in where.split("."):
        if found and found[-1] not in _PARTS and piece not in _PARTS:
            found[-1] += f".{piece}"
        else:
            found.append(piece)
    return found


def _fact(key: str, names: Names) -> str:
    for name in (
        f"element.{key.partition('.')[2]}.label",
        f"item.{key}.name",
        f"material.{key}.name",
    ):
        if name in names:
            return f"{names[name]} ({key})"
    return key


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_name(one) for one in value) or "nothing"
    return _name(value) if isinstance(value, dict) else str(value)


def _texts(locale: str, old: Names, new: Names, gone: set[str], names: Names) -> Iterator[Change]:
    language = _LANGUAGES.get(locale, locale)
    for word in sorted({*old, *new}):
        before, after = old.get(word), new.get(word)
        # The ids of elements have a dot of their own.
        pieces = word.split(".")
        subject = ".".join(pieces[: 3 if pieces[0] == "element" else 2])
        if before == after or subject in gone:
            continue
        below = word.removeprefix(f"{subject}.")
        place, _, part = below.rpartition(".")
        spoken = f"{_SPOKEN.get(part, part)}{f' of {place}' if place else ''} in {language}"
        said = f"{pieces[0].capitalize()} {_called(subject, subject.partition('.')[2], names)}"
        if before is None:
            kind, what = ChangeKind.ADDED, f"is now “{after}”"
        elif after is None:
            kind, what = ChangeKind.REMOVED, f"is gone, “{before}” so far"
        else:
            kind, what = ChangeKind.REWORDED, f"reworded from “{before}” to “{after}”"
        says = f"{said}: {spoken} {what}."
        yield Change(kind, subject, f"{locale}:{word}", before, after, says)
