"""A release is named by its content, whole, and can be read back years later."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from portal.catalogue.release import canonical, load_release, read_release, release_id
from portal.domain.bundles import Catalogue


def turned_round(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: turned_round(node[key]) for key in reversed(node)}
    return [turned_round(entry) for entry in node] if isinstance(node, list) else node


def test_reading_twice_gives_the_same_id(
    published: dict[str, Any], services: Path, translations: Path
) -> None:
    assert release_id(read_release(services, translations)) == release_id(published)


def test_the_order_of_keys_does_not_matter(published: dict[str, Any]) -> None:
    turned = turned_round(published)
    assert list(turned["items"]) != list(published["items"])
    assert release_id(turned) == release_id(published)


def test_one_changed_word_in_any_language_makes_another_release(content: dict[str, Any]) -> None:
    ids = {release_id(content)}
    for locale in ("zh_Hans_CN", "zh_Hans_CN_plain", "en", "en_plain"):
        content["words"][locale]["item.birth_certificate.name"] += "!"
        ids.add(release_id(content))
    assert len(ids) == 5


def test_the_order_of_a_list_does_matter(content: dict[str, Any]) -> None:
    before = release_id(content)
    content["bundles"]["newborn"]["sections"].reverse()
    assert release_id(content) != before


def test_a_stored_release_reads_back_as_it_was(
    published: dict[str, Any], catalogue: Catalogue
) -> None:
    stored = json.loads(canonical(published))
    assert release_id(stored) == release_id(published)
    again = load_release(stored)
    assert (again.elements, again.items, again.bundles) == (
        catalogue.elements,
        catalogue.items,
        catalogue.bundles,
    )
    assert (again.materials, again.registries) == (catalogue.materials, catalogue.registries)


def test_addresses_and_staff_stay_out_of_releases(published: dict[str, Any]) -> None:
    kinds = {word.split(".")[0] for texts in published["words"].values() for word in texts}
    assert kinds == {"element", "material", "registry", "item", "bundle"} | (
        {"condition", "regional"} & kinds
    )
    assert set(published) == {
        "elements",
        "materials",
        "registries",
        "conditions",
        "regional",
        "items",
        "bundles",
        "templates",
        "words",
    }
