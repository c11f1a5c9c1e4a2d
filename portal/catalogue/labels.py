"""Names things of a release for the reader: facts, options, items, offices, materials."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date, format_skeleton, format_time

from portal.catalogue.wording import ServiceWords
from portal.domain.bundles import Bundle, Catalogue
from portal.domain.elements import DataElement, ValueType, split_key
from portal.domain.items import OperatorField
from portal.domain.masking import mask

SITUATION = "situation."
"""How the key of an answer to a situation question begins."""


@dataclass(frozen=True, slots=True)
class Labels:
    """The words around one bundle of one release, in one language and mode.

    Rendering in a worker makes its own with the language and mode that were queued; nothing here reads a request.
    """

    catalogue: Catalogue
    bundle: Bundle
    words: ServiceWords
    city: ServiceWords
    gettext: Callable[..., str]
    locale: str
    _of_items: dict[tuple[str, str], str] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What was said of items before: a page names each several times."""

    def fact(self, key: str, part: str = "label") -> str:
        """A part of a fact's words: the bundle's own wording first, then the element's. Empty when there is none."""
        if key.startswith(SITUATION):
            return self._situation(key, "question") if part == "label" else ""
        element = split_key(key)[1]
        own = self.words.get(f"bundle.{self.bundle.id}.fact.{key}.{part}")
        return own or self.words.get(f"element.{element}.{part}")

    def options(self, key: str) -> list[tuple[str, str]]:
        """Codes and words of a choice."""
        element = self.catalogue.elements[split_key(key)[1]]
        return [
            (code, self.words.get(f"element.{element.id}.option.{code}", code))
            for code in element.options
        ]

    def value(self, key: str, raw: str, *, masked: bool = False) -> str:
        """A value as people read it; an unreadable one as it is."""
        if not raw:
            return ""
        if key.startswith(SITUATION):
            return self._situation(key, f"answers.{raw}.label") or raw
        element = self.catalogue.elements.get(split_key(key)[1])
        if element is None:
            return raw
        if masked and element.mask != "none":
            return mask(element.mask, raw)
        return self._of_type(element, key, raw)

    def _of_type(self, element: DataElement, key: str, raw: str) -> str:
        match element.type:
            case ValueType.CHOICE:
                return self.words.get(f"element.{element.id}.option.{raw}", raw)
            case ValueType.CHOICES:
                words = dict(self.options(key))
                return self.listed(words.get(code, code) for code in raw.split(","))
            case ValueType.MONTH:
                return self._month(raw)
            case ValueType.REGION:
                return self.place(raw)
            case ValueType.DATE:
                return self._date(raw)
            case ValueType.MOMENT:
                return self._moment(raw)
        return raw

    def _situation(self, key: str, part: str) -> str:
        return self.own(f"situations.{key.removeprefix(SITUATION)}.{part}")

    def _date(self, raw: str) -> str:
        try:
            return _day(date.fromisoformat(raw), self.locale)
        except ValueError:
            return raw

    def _month(self, raw: str) -> str:
        try:
            first = date.fromisoformat(f"{raw}-01")
        except ValueError:
            return raw
        return format_skeleton("yMMMM", first, locale=self.locale)

    def _moment(self, raw: str) -> str:
        try:
            moment = datetime.fromisoformat(raw)
        except ValueError:
            return raw
        return f"{format_date(moment, 'long', locale=self.locale)} {format_time(moment, 'HH:mm', locale=self.locale)}"

    def day(self, value: date) -> str:
        """A day in the reader's language."""
        return _day(value, self.locale)

    def listed(self, names: Iterable[str]) -> str:
        """Names in a row, with the commas of the language."""
        return self.gettext(", ").join(dict.fromkeys(names))

    def either(self, names: Iterable[str]) -> str:
        """Names of which any will do, in a row."""
        between = self.gettext("or")
        return f" {between} ".join(dict.fromkeys(names))

    def place(self, code: str) -> str:
        """A region or an institution by its code."""
        return self.city.get(f"region.{code}.name") or self.city.get(f"office.{code}.name") or code

    def item(self, item: str, part: str = "name") -> str:
        """A part of an item's words: as the bundle says it, else as the item says it of itself."""
        said = self._of_items.get((item, part))
        if said is None:
            own = self.words.get(f"bundle.{self.bundle.id}.items.{item}.{part}")
            said = own or self.words.get(f"item.{item}.{part}", item if part == "name" else "")
            self._of_items[item, part] = said
        return said

    def own_field(self, item: str, field: OperatorField, part: str = "name") -> str:
        """A part of the words of what a clerk fills in beside the decision."""
        return self.words.get(f"item.{item}.operator_fields.{field.id}.{part}")

    def own_options(self, item: str, field: OperatorField) -> list[tuple[str, str]]:
        """Codes and words of a choice that a clerk makes beside the decision."""
        return [
            (code, self.own_field(item, field, f"option.{code}") or code)
            for code in field.element.options
        ]

    def own_value(self, item: str, field: OperatorField, raw: str) -> str:
        """What a clerk filled in, as people read it."""
        words = dict(self.own_options(item, field))
        if words:
            return self.listed(words.get(code, code) for code in raw.split(",")) if raw else ""
        return self._of_type(field.element, field.key, raw) if raw else ""

    def material(self, material: str, part: str = "name") -> str:
        """A part of a material's words."""
        return self.words.get(f"material.{material}.{part}", material if part == "name" else "")

    def department(self, department: str) -> str:
        """A department's name."""
        return self.city.get(f"department.{department}.name", department)

    def office(self, office: str, part: str = "name") -> str:
        """A part of an office's words: name, address, hours."""
        return self.city.get(f"office.{office}.{part}", office if part == "name" else "")

    def own(self, part: str) -> str:
        """A part of the bundle's own words, such as ``name`` or ``summary``."""
        return self.words.get(f"bundle.{self.bundle.id}.{part}")

    def party(self, party: str) -> str:
        """What a party is called: 妈妈, 宝宝 …"""
        return self.words.get(f"bundle.{self.bundle.id}.parties.{party}.name", party)

    def section(self, section: str) -> str:
        """The title of a form page."""
        return self.words.get(
            f"bundle.{self.bundle.id}.sections.{section}.name", self.gettext("A few more questions")
        )


@lru_cache(maxsize=4096)
def _day(value: date, locale: str) -> str:
    return format_date(value, "long", locale=locale)
