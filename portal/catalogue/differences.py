"""What changed from one release to another, in words that whoever works in an office understands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.catalogue.files import SOURCE_LOCALE
from portal.catalogue.rules import Content
from portal.catalogue.saying import Gettext, say, worded
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

    def as_json(self, gettext: Gettext = str) -> dict[str, Any]:
        """The change for programs, its sentence in another language if ``gettext`` gives one."""
        return {
            "kind": self.kind.value,
            "subject": self.subject,
            "where": self.where,
            "before": self.before,
            "after": self.after,
            "says": worded(self.says, gettext),
        }


_THINGS = {
    "bundles": say("Bundle"),
    "items": say("Item"),
    "elements": say("Element"),
    "materials": say("Material"),
    "registries": say("Registry"),
    "conditions": say("Condition"),
    "regional": say("Region"),
    "templates": say("Template"),
}
_WORDED = {kind.removesuffix("s"): thing for kind, thing in _THINGS.items()}
_WORDED["registry"] = _THINGS["registries"]
_PARTS = {
    "promised_days": say("promised working days"),
    "statutory_days": say("legal limit in working days"),
    "limit_days": say("working days"),
    "promised_source": say("where the promise is published"),
    "promised_as_of": say("the month of the guide"),
    "needs": say("needed facts"),
    "materials": say("papers"),
    "after": say("what it waits for"),
    "when": say("the condition"),
    "asks": say("the questions"),
    "visits": say("visits in person"),
    "fees": say("fees"),
    "yuan": say("the amount in yuan"),
    "legal_basis": say("the legal basis"),
    "routing": say("which office it goes to"),
    "decided_at": say("where it is decided"),
    "fast_path": say("whether this answer leads on"),
    "way_out": say("what it means when an answer leads out"),
    "optional": say("whether it is optional"),
    "proves": say("papers that need not be handed in"),
    "gives": say("what it gives"),
    "options": say("the options"),
    "window": say("when it can be sent"),
    "opens": say("the first day"),
    "closes": say("the last day"),
    "outputs": say("what comes out"),
    "department": say("the department"),
    "role": say("who takes it"),
    "stages": say("stages"),
    "items": say("items"),
    "situations": say("questions before"),
    "sections": say("pages"),
    "sources": say("registries asked"),
    "parties": say("persons"),
    "answers": say("answers"),
    "confirmations": say("confirmations by another"),
}
_LANGUAGES = {
    SOURCE_LOCALE: say("Chinese"),
    SOURCE_LOCALE + PLAIN: say("plain Chinese"),
    "en": say("English"),
    "en" + PLAIN: say("plain English"),
}
_SPOKEN = {
    "name": say("name"),
    "label": say("question"),
    "question": say("question"),
    "hint": say("hint"),
    "summary": say("summary"),
    "purpose": say("reason"),
    "wrong": say("message"),
    "advice_text": say("advice"),
    "rule": say("rule"),
    "result_name": say("result"),
    "result_note": say("note on the result"),
    "promise_note": say("note on the promise"),
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
        thing = say("%(kind)s %(name)s", kind=_THINGS[kind], name=_called(subject, key, names))
        if key not in before:
            says = say("%(thing)s is new.", thing=thing)
            yield Change(ChangeKind.ADDED, subject, "", None, after[key], says)
        elif key not in after:
            says = say("%(thing)s is gone.", thing=thing)
            yield Change(ChangeKind.REMOVED, subject, "", before[key], None, says)
        elif kind == "templates":
            if before[key] != after[key]:
                says = say("%(thing)s changed.", thing=thing)
                yield Change(ChangeKind.CHANGED, subject, "", None, None, says)
        else:
            for where, one, other in _walk(before[key], after[key], ""):
                what = _says(where, one, other, names)
                says = say("%(thing)s: %(what)s", thing=thing, what=what)
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
    told = {"before": _shown(before), "after": _shown(after)}
    # Under what an entry of a list stands is more telling than its own name.
    if last not in _PARTS and above:
        told |= {"part": _PARTS.get(above[-1], above[-1]), "entry": _fact(last, names)}
        if before is None:
            return say("%(part)s: %(entry)s is added.", **told)
        if after is None:
            return say("%(part)s: %(entry)s is taken away.", **told)
        return say("%(part)s: %(entry)s changed from %(before)s to %(after)s.", **told)
    told["part"] = _within(_PARTS.get(last, last), ".".join(above))
    if before is None:
        return say("%(part)s is now %(after)s.", **told)
    if after is None:
        return say("%(part)s, %(before)s so far, is gone.", **told)
    return say("%(part)s changed from %(before)s to %(after)s.", **told)


def _within(part: str, place: str) -> str:
    return say("%(part)s of %(place)s", part=part, place=place) if place else part


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


def _shown(value: Any) -> str | list[str]:
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, list):
        return [_name(one) for one in value] or say("nothing")
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
        told = {
            "kind": _WORDED.get(pieces[0], pieces[0].capitalize()),
            "name": _called(subject, subject.partition(".")[2], names),
            "part": _within(_SPOKEN.get(part, part), place),
            "language": language,
            "before": before,
            "after": after,
        }
        if before is None:
            kind = ChangeKind.ADDED
            says = say("%(kind)s %(name)s: %(part)s in %(language)s is now “%(after)s”.", **told)
        elif after is None:
            kind = ChangeKind.REMOVED
            says = say(
                "%(kind)s %(name)s: %(part)s in %(language)s is gone, “%(before)s” so far.", **told
            )
        else:
            kind = ChangeKind.REWORDED
            says = say(
                "%(kind)s %(name)s: %(part)s in %(language)s reworded from “%(before)s” to “%(after)s”.",
                **told,
            )
        yield Change(kind, subject, f"{locale}:{word}", before, after, says)
