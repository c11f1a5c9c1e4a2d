"""Where the name of whom a case is about may stand is known before any answer is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from portal.domain.bundles import Bundle, Catalogue
from portal.domain.identity import subject_keys, subject_name
from tests.journeys.residents import catalogue


class Asked(Mapping[str, str]):
    """Answers that note which of them was asked for; none is given."""

    def __init__(self) -> None:
        self.keys_asked: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.keys_asked.add(key)
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("every answer would be read")

    def __len__(self) -> int:
        raise AssertionError("every answer would be read")


@pytest.mark.parametrize("name", sorted(catalogue().bundles))
def test_nothing_else_is_looked_at_for_the_name(name: str) -> None:
    bundle = catalogue().bundles[name]
    asked = Asked()
    assert subject_name(catalogue(), bundle, asked) == ""
    assert asked.keys_asked
    assert subject_keys(catalogue(), bundle) == frozenset(asked.keys_asked)


def test_where_answers_decide_who_it_is_about_nothing_is_promised() -> None:
    bundle = catalogue().bundles["newborn"]
    assert subject_keys(catalogue(), _about(bundle, other="mother")) is None
    nobody = replace(
        bundle, parties={k: replace(p, is_subject=False) for k, p in bundle.parties.items()}
    )
    assert subject_keys(catalogue(), nobody) == frozenset()


def _about(bundle: Bundle, *, other: str) -> Bundle:
    """The bundle with a subject who is the same as another party."""
    parties = {
        key: replace(party, same_as=((other, None),)) if party.is_subject else party
        for key, party in bundle.parties.items()
    }
    return replace(bundle, parties=parties)


def test_a_name_of_another_party_is_no_name_of_the_subject() -> None:
    known: Catalogue = catalogue()
    keys = subject_keys(known, known.bundles["newborn"])
    assert keys is not None
    assert all(key.startswith("baby.") for key in keys)
