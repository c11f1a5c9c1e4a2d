"""Every word is there in both languages, and in plain words wherever a person must choose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from portal.catalogue.city import City
from portal.catalogue.wording import ServiceWords, read_catalogue
from portal.domain.bundles import Bundle, Catalogue

ZH, EN = "zh_Hans_CN", "en"
HAN = re.compile(r"[\u4e00-\u9fff]")
SAME_IN_BOTH = re.compile(r"\.example$|local_family\.hint$")
"""Examples are copied from Chinese papers, and a hint quotes what stands on them."""


def texts(published: dict[str, Any], locale: str) -> dict[str, str]:
    found: dict[str, str] = published["words"][locale]
    return found


def asked_words(bundle: Bundle) -> Iterator[tuple[str, str]]:
    for section in bundle.sections:
        yield from ((key, part) for key in section.keys for part in ("label", "hint", "purpose"))


def test_english_has_exactly_the_words_that_chinese_has(published: dict[str, Any]) -> None:
    assert texts(published, EN).keys() == texts(published, ZH).keys()


def test_plain_english_has_exactly_the_words_that_plain_chinese_has(
    published: dict[str, Any],
) -> None:
    assert texts(published, "en_plain").keys() == texts(published, "zh_Hans_CN_plain").keys()


def test_plain_words_stand_for_words_that_exist(published: dict[str, Any]) -> None:
    assert texts(published, "zh_Hans_CN_plain").keys() <= texts(published, ZH).keys()


def test_the_city_is_named_in_english_too(city: City) -> None:
    assert city.words[EN].keys() >= city.words[ZH].keys()


@pytest.mark.parametrize("name", ["services.po", "services_plain.po"])
def test_no_translation_is_left_of_what_is_gone(
    name: str, published: dict[str, Any], city: City, translations: Path
) -> None:
    written = read_catalogue(translations / EN / "LC_MESSAGES" / name)
    assert written.keys() <= texts(published, ZH).keys() | city.words[ZH].keys()


def test_no_chinese_is_left_in_english(published: dict[str, Any], city: City) -> None:
    for locale in (EN, "en_plain"):
        for message, text in {
            **texts(published, locale),
            **(city.words[EN] if locale == EN else {}),
        }.items():
            assert SAME_IN_BOTH.search(message) or not HAN.search(text), message


def test_every_asked_fact_says_how_and_why_in_every_language_and_mode(
    published: dict[str, Any], catalogue: Catalogue
) -> None:
    for locale in (ZH, EN):
        for plain in (False, True):
            words = ServiceWords(published["words"], locale, plain=plain)
            for bundle in catalogue.bundles.values():
                for key, part in asked_words(bundle):
                    assert words(f"bundle.{bundle.id}.fact.{key}.{part}").strip()


def test_what_a_person_answers_or_chooses_has_plain_words(
    published: dict[str, Any], catalogue: Catalogue
) -> None:
    plain = texts(published, "zh_Hans_CN_plain")
    for bundle in catalogue.bundles.values():
        own = f"bundle.{bundle.id}"
        wanted = {
            f"{own}.fact.{key}.{part}" for key, part in asked_words(bundle) if part != "purpose"
        }
        wanted |= {f"{own}.name", f"{own}.summary"}
        wanted |= {f"item.{item}.name" for item in bundle.items}
        wanted |= {
            f"material.{m}.name"
            for item in bundle.items
            for m in catalogue.items[item].material_ids
        }
        wanted |= {
            f"{own}.situations.{asked.id}.answers.{option.code}.advice.{advice.id}.advice_text"
            for asked in bundle.situations
            for option in asked.options
            for advice in option.advice
        }
        assert wanted <= plain.keys()


def test_plain_labels_are_short(published: dict[str, Any]) -> None:
    labels = {
        i: t
        for i, t in texts(published, "zh_Hans_CN_plain").items()
        if i.endswith((".label", ".name"))
    }
    assert {i: t for i, t in labels.items() if len(t) > 24} == {}


@pytest.mark.parametrize("mode", ["zh_Hans_CN", "zh_Hans_CN_plain", "en", "en_plain"])
def test_nobody_is_sent_away_without_a_phone(
    mode: str, published: dict[str, Any], catalogue: Catalogue
) -> None:
    words = texts(published, mode)
    for bundle in catalogue.bundles.values():
        for asked in bundle.situations:
            for option in asked.options:
                start = f"bundle.{bundle.id}.situations.{asked.id}.answers.{option.code}.advice."
                said = "".join(text for word, text in words.items() if word.startswith(start))
                called = "12345" in said or any(advice.phone for advice in option.advice)
                assert option.fast_path or called, f"{asked.id}: {option.code}"


class TestLayers:
    """Which wording a reader gets when several could serve."""

    words: ClassVar = {
        ZH: {"a": "甲", "b": "乙", "c": "丙"},
        "zh_Hans_CN_plain": {"a": "好懂的甲"},
        EN: {"a": "A", "b": "B"},
        "en_plain": {"a": "plain A"},
    }

    @pytest.mark.parametrize(
        ("locale", "plain", "read"),
        [
            (ZH, False, ["甲", "乙", "丙"]),
            (ZH, True, ["好懂的甲", "乙", "丙"]),
            (EN, False, ["A", "B", "丙"]),
            (EN, True, ["plain A", "B", "丙"]),
            ("de", False, ["甲", "乙", "丙"]),
        ],
    )
    def test_plain_lies_over_the_language_and_that_over_chinese(
        self, locale: str, plain: bool, read: list[str]
    ) -> None:
        words = ServiceWords(self.words, locale, plain=plain)
        assert [words(message) for message in "abc"] == read

    def test_an_unknown_id_is_an_error_unless_a_fallback_is_given(self) -> None:
        words = ServiceWords(self.words, EN, plain=True)
        assert words.get("d") == ""
        assert words.get("d", "none") == "none"
        with pytest.raises(KeyError):
            words("d")
