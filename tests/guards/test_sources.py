"""What must not stand in the code: Chinese words, ids of services, untyped silence of linters without a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from portal.catalogue.release import read_release
from tests.guards.sources import (
    PORTAL,
    ROOT,
    SERVICES,
    TRANSLATIONS,
    Module,
    modules,
    strings,
    template_strings,
    templates,
)

_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")

MAY_HOLD_CHINESE: Mapping[str, str] = {
    "documents/marks.py": "draws the demo's seal, whose face is Chinese in every language",
    "documents/seal.py": "names the issuer of the demo's seal, which a PDF reader shows as it is",
    "documents/verify.py": "tells the demo's seal from real ones by that name",
    "domain/masking.py": "masks the parts of a Chinese name and address, so it must know them",
    "domain/plaintext.py": "tells characters of names from others, so it must name some",
    "web/formats.py": "date patterns of Babel hold the characters 年月日",
}
"""Modules whose strings hold Chinese on purpose, each with its reason."""


def test_chinese_stands_in_services_and_translations_only() -> None:
    assert list(chinese(PORTAL, MAY_HOLD_CHINESE)) == []


def test_every_module_that_may_hold_chinese_holds_some() -> None:
    found = {fault.partition(":")[0] for fault in chinese(PORTAL, {})}
    assert set(MAY_HOLD_CHINESE) - found == set()


def test_no_id_of_the_services_stands_in_the_portal() -> None:
    assert list(ids_in(PORTAL, service_ids())) == []


def test_a_silenced_check_says_why() -> None:
    assert list(unexplained(PORTAL)) == []


def chinese(folder: Path, allowed: Mapping[str, str]) -> Iterator[str]:
    """Chinese characters in strings of modules (docstrings and comments may use the nouns) and anywhere in templates."""
    for module in modules(folder):
        name = module.path.relative_to(folder).as_posix()
        for line, text in strings(module):
            if _CHINESE.search(text) and name not in allowed:
                yield f"{name}:{line}: {text[:40]!r}"
    for path in templates(folder):
        bare = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for found in _CHINESE.findall(bare):
            yield f"{path.relative_to(folder).as_posix()}: {found!r}"


def service_ids() -> frozenset[str]:
    """Every id that somebody who adds a service could choose: things, items, facts, departments, registries, offices."""
    content: dict[str, Any] = read_release(SERVICES, TRANSLATIONS)
    ids = {
        str(i)
        for kind in ("bundles", "items", "elements", "materials", "registries")
        for i in content[kind]
    }
    for bundle in content["bundles"].values():
        ids |= {f"situation.{option['id']}" for option in bundle.get("situations", ())}
    words = content["words"]["zh_Hans_CN"]
    ids |= {word.split(".")[1] for word in words if word.startswith("department.")}
    return frozenset(ids) - OWN_WORDS.keys()


OWN_WORDS = {
    "elder": "the mode of 长辈版",
    "school": "a moment of life",
    "credit": "a moment of life",
}
"""Ids of the services that are also words of the portal's own, each with what it means there."""


def ids_in(folder: Path, ids: frozenset[str]) -> Iterator[str]:
    """Strings of modules and templates that are, as a whole, an id of the services."""
    for module in modules(folder):
        for line, text in strings(module):
            if text in ids:
                yield f"{module.name}:{line}: {text!r}"
    for path in templates(folder):
        for line, text in template_strings(path.read_text(encoding="utf-8")):
            if text in ids:
                yield f"{path.relative_to(folder).as_posix()}:{line}: {text!r}"


_SILENCED = re.compile(r"#\s*(?:type:\s*ignore|noqa)(?P<codes>[:\[][^#]*)?")


def unexplained(folder: Path) -> Iterator[str]:
    """A ``noqa`` or ``type: ignore`` that silences everything instead of one named check."""
    for module in modules(folder):
        for number, line in enumerate(module.text.splitlines(), 1):
            found = _SILENCED.search(line)
            if found and not found.group("codes"):
                yield f"{module.name}:{number}"


# ---- the eye itself -----------------------------------------------------------------------------


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house with one module and one template."""
    folder = tmp_path / "portal"
    folder.mkdir()
    (folder / "said.py").write_text('"""补正."""\nx = "ready"  # 办理\n', encoding="utf-8")
    (folder / "page.html").write_text("{# 说明 #}{{ _('Ready') }}", encoding="utf-8")
    assert list(chinese(folder, {})) == []
    return folder


def test_chinese_in_a_string_is_found(house: Path) -> None:
    (house / "said.py").write_text('x = f"第{1}天"\n', encoding="utf-8")
    assert len(list(chinese(house, {}))) == 2
    assert list(chinese(house, {"said.py": "because"})) == []


def test_chinese_in_a_template_is_found(house: Path) -> None:
    (house / "page.html").write_text("<p>好</p>", encoding="utf-8")
    assert list(chinese(house, {})) == ["page.html: '好'"]


def test_an_id_is_found(house: Path) -> None:
    (house / "said.py").write_text('"""newborn"""\nx = "newborn"\ny = "a newborn child"\n')
    (house / "page.html").write_text('{% if b == "newborn" %}{% endif %}<p class="newborn">')
    assert len(list(ids_in(house, frozenset({"newborn"})))) == 2


def test_a_check_silenced_whole_is_found(house: Path) -> None:
    (house / "said.py").write_text("x = 1  # noqa\ny = 1  # noqa: S105\nz = 1  # type: ignore\n")
    assert list(unexplained(house)) == ["portal.said:1", "portal.said:3"]


def test_a_string_of_documentation_is_no_string() -> None:
    module = Module(
        ROOT / "x.py", "x", '"""Docs."""\nclass A:\n    X = "code"\n    """Member."""\n'
    )
    assert list(strings(module)) == [(3, "code")]
