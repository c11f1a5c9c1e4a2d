"""The ways through a bundle's questions: each once, without what is not asked and without what leads away."""

from __future__ import annotations

from typing import Any

import pytest

from portal.catalogue.build import build
from portal.catalogue.paths import MOST_PATHS, TooManyPaths, paths, situation_facts
from portal.domain.bundles import Bundle, Catalogue


def asking(content: dict[str, Any], situations: list[dict[str, Any]]) -> Bundle:
    content["bundles"]["newborn"]["situations"] = situations
    return build(content).bundles["newborn"]


def answers(*codes: str) -> list[dict[str, Any]]:
    return [{"code": code} for code in codes]


def test_every_answer_that_leads_on_is_walked_in_order(catalogue: Catalogue) -> None:
    found = paths(catalogue.bundles["newborn"])
    assert [path["filer"] for path in found] == ["mother", "father"]
    assert situation_facts(found[0])["situation.filer"] == "mother"


def test_a_question_asked_only_if_stands_only_where_it_is_asked(content: dict[str, Any]) -> None:
    bundle = asking(
        content,
        [
            {"id": "kind", "answers": answers("new", "old")},
            {"id": "age", "when": "situation.kind == 'old'", "answers": answers("a", "b")},
        ],
    )
    assert paths(bundle) == (
        {"kind": "new"},
        {"kind": "old", "age": "a"},
        {"kind": "old", "age": "b"},
    )


def test_what_leads_away_is_no_path(content: dict[str, Any]) -> None:
    away = {"code": "no", "fast_path": False, "advice": [{"id": "elsewhere"}]}
    bundle = asking(content, [{"id": "here", "answers": [*answers("yes"), away]}])
    assert paths(bundle) == ({"here": "yes"},)


def test_a_bundle_without_questions_has_one_path(content: dict[str, Any]) -> None:
    assert paths(asking(content, [])) == ({},)


def test_more_ways_than_can_be_walked_are_said(content: dict[str, Any]) -> None:
    many = [{"id": f"q{i}", "answers": answers("a", "b")} for i in range(60)]
    with pytest.raises(TooManyPaths, match=f"newborn has more than {MOST_PATHS}"):
        paths(asking(content, many))
