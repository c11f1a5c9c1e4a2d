"""Outputs that could never come are refused, with advice."""

from __future__ import annotations

from typing import Any

import pytest

from portal.catalogue.build import build
from portal.catalogue.checks import check
from portal.catalogue.problems import CatalogueError

Content = dict[str, Any]


def problems_with(content: Content, item: str, **result: Any) -> list[str]:
    """What the catalogue says of an item whose result is changed."""
    content["items"][item]["result"].update(result)
    with pytest.raises(CatalogueError) as refusal:
        check(build(content))
    return [str(problem) for problem in refusal.value.problems if "outputs" in problem.where]


def test_what_is_issued_here_and_not_decided_by_hand_brings_nothing(content: Content) -> None:
    (said,) = problems_with(content, "vaccination_record", outputs=["baby.person.id_number"])
    assert said.startswith(
        "items/jk/vaccination_record.yaml: result.outputs: baby.person.id_number never comes"
    )
    assert "decided_at: by_hand" in said


@pytest.mark.parametrize("decided_at", ["portal", "department_system"])
def test_what_is_made_of_paper_brings_nothing_by_itself(content: Content, decided_at: str) -> None:
    content["items"]["birth_registration"]["decided_at"] = decided_at
    (said,) = problems_with(content, "birth_registration")
    assert f"what a result physical decided at {decided_at} brings" in said


def test_only_one_number_comes_back_by_itself(content: Content) -> None:
    both = ["baby.birth.certificate_number", "baby.person.id_number"]
    (said,) = problems_with(content, "birth_certificate", outputs=both)
    assert "only one number comes back by itself" in said


def test_whoever_decides_by_hand_enters_whatever_it_brings(content: Content) -> None:
    content["items"]["birth_certificate"]["decided_at"] = "by_hand"
    check(build(content))
