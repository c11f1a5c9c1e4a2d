"""What a bundle spares people is counted by the functions that build the form, and never flattered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from statistics import median

import pytest

from portal.catalogue.build import build
from portal.catalogue.paths import paths, situation_facts
from portal.catalogue.release import read_release
from portal.domain.bundles import Bundle
from portal.domain.questions import questions
from portal.insight.savings import bundle_figures, path_figures, report
from tests.guards.sources import SERVICES, TRANSLATIONS

CATALOGUE = build(read_release(SERVICES, TRANSLATIONS))
BUNDLES = sorted(CATALOGUE.bundles)
GOAL_MEDIAN, GOAL_EACH = 0.84, 0.60


def test_a_known_resident_is_spared_most_of_the_fields_in_the_median_bundle() -> None:
    figures = report(CATALOGUE)
    assert len(figures) == 12
    assert median(one.median.saving for one in figures) >= GOAL_MEDIAN
    assert {one.id for one in figures if one.median.saving < GOAL_EACH} == set()


@pytest.mark.parametrize("name", BUNDLES)
def test_the_figures_of_a_path_fit_together(name: str) -> None:
    bundle = CATALOGUE.bundles[name]
    for path in paths(bundle):
        one = path_figures(CATALOGUE, bundle, path)
        assert len(path) <= one.data_items_asked_known <= one.data_items_asked_unknown
        assert one.data_items_asked_unknown <= one.data_items_separate + len(path)
        assert one.materials_asked_known <= one.materials_asked_unknown <= one.materials_separate
        assert one.computed_days >= max(
            CATALOGUE.items[i].promised_days or 0 for i in _active(bundle, path)
        )


def test_situation_questions_count_as_asked() -> None:
    bundle = CATALOGUE.bundles["newborn"]
    for path in paths(bundle):
        one = path_figures(CATALOGUE, bundle, path)
        assert one.data_items_asked_known > len(path)
        assert len(path) == 3


def test_a_registry_spares_nothing_that_its_authority_does_not_hold() -> None:
    bundle = CATALOGUE.bundles["newborn"]
    honest = bundle_figures(CATALOGUE, bundle).median
    elsewhere = {
        name: replace(element, authority="jt") for name, element in CATALOGUE.elements.items()
    }
    claimed = bundle_figures(replace(CATALOGUE, elements=elsewhere), bundle).median
    assert claimed.data_items_asked_known > honest.data_items_asked_known


def test_another_adults_facts_are_still_asked() -> None:
    bundle = CATALOGUE.bundles["newborn"]
    path = next(p for p in paths(bundle) if p["filer"] == "mother")
    without = replace(bundle, sources=tuple(s for s in bundle.sources if s.about != "father"))
    assert path_figures(CATALOGUE, bundle, path) == path_figures(CATALOGUE, without, path)


def test_what_the_form_asks_with_no_source_at_all_is_the_unknown_count_and_the_phone() -> None:
    bundle = replace(CATALOGUE.bundles["newborn"], sources=(), derivations=())
    for path in paths(bundle):
        one = path_figures(CATALOGUE, bundle, path)
        facts = situation_facts(path)
        asked = questions(CATALOGUE, bundle, facts, _active(bundle, path))
        assert one.data_items_asked_known == one.data_items_asked_unknown >= len(path) + len(asked)
        assert one.data_items_confirmed == 0


def _active(bundle: Bundle, path: Mapping[str, str]) -> tuple[str, ...]:
    ticked = [p.item for p in bundle.items.values() if p.optional and p.chosen_at_first]
    return bundle.active_items(situation_facts(path), ticked)
