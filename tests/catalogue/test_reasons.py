"""What a condition says to a citizen: its own words when it has a name, else the answers it names."""

from __future__ import annotations

import pytest

from portal.catalogue.labels import Labels
from portal.catalogue.reasons import reason
from portal.catalogue.rules import Rules
from portal.catalogue.wording import ServiceWords
from portal.domain.bundles import Catalogue
from portal.words import LOCALES


def labels(catalogue: Catalogue, bundle: str, locale: str = LOCALES[0]) -> Labels:
    """The words around a bundle."""
    words = ServiceWords(catalogue.words, locale, plain=False)
    return Labels(catalogue, catalogue.bundles[bundle], words, words, lambda text: text, locale)


def test_a_named_condition_keeps_its_name_and_says_its_words(catalogue: Catalogue) -> None:
    place = catalogue.bundles["retire"].items["illness_retirement"]
    assert reason(labels(catalogue, "retire"), place.when) == "因病不能再工作"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("situation.filer == 'father'", "我是爸爸"),
        ("situation.filer == 'mother' || situation.filer == 'father'", "我是妈妈 or 我是爸爸"),
        ("situation.filer == 'mother' && situation.family == 'local_family'", ""),
        ("mother.person.nation != father.person.nation", ""),
        ("nobody.person.sex == '1'", ""),
    ],
)
def test_an_unnamed_condition_says_the_answers_it_names_or_nothing(
    catalogue: Catalogue, when: str, said: str
) -> None:
    condition = Rules({}).of_entry({"when": when})
    assert reason(labels(catalogue, "newborn"), condition) == said


def test_without_a_condition_there_is_no_reason(catalogue: Catalogue) -> None:
    assert reason(labels(catalogue, "newborn"), None) == ""


def test_two_names_for_one_rule_keep_each_its_words(catalogue: Catalogue) -> None:
    rules = Rules({"one": "situation.filer == 'a'", "two": "situation.filer == 'a'"})
    found = [rules.of_entry({"when": name}) for name in ("one", "two", "situation.filer == 'a'")]
    assert [one.name if one else None for one in found] == ["one", "two", ""]
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_item_that_depends_on_an_answer_can_say_why(
    catalogue: Catalogue, locale: str
) -> None:
    for bundle in catalogue.bundles.values():
        said = labels(catalogue, bundle.id, locale)
        for place in bundle.items.values():
            assert place.when is None or reason(said, place.when), f"{bundle.id}: {place.item}"
