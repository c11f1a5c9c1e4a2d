"""Files that cannot be meant as they stand are refused, with the line; words leave the structure."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import pytest

from portal.catalogue.files import read_content, read_yaml
from portal.catalogue.problems import CatalogueError


def written(folder: Path, text: str) -> Path:
    path = folder / "elements.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: 1\nb: 2\na: 3\n", "elements.yaml: line 3: 'a' is written twice"),
        ("options:\n  yes: 是\n", "elements.yaml: line 2: 'yes' means true or false here"),
        ("a: [1\n", "elements.yaml: line 2"),
        ("# nothing yet\n", "elements.yaml: file: holds no entries"),
        ("- a\n- b\n", "elements.yaml: file: holds no entries"),
    ],
)
def test_refuses_with_the_line(text: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as refusal:
        read_yaml(written(tmp_path, text))
    assert str(refusal.value).startswith(complaint)


def test_says_which_file_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"materials\.yaml: file: is not there"):
        read_yaml(tmp_path / "materials.yaml")


def test_refuses_an_item_id_in_two_departments(services: Path, tmp_path: Path) -> None:
    folder = Path(copytree(services, tmp_path / "services"))
    twin = folder / "items" / "yb" / "birth_certificate.yaml"
    twin.write_bytes((folder / "items" / "wjw" / "birth_certificate.yaml").read_bytes())
    with pytest.raises(CatalogueError, match="item 'birth_certificate' exists twice"):
        read_content(folder)


def read_with(element: str, services: Path, tmp_path: Path) -> dict[str, Any]:
    folder = Path(copytree(services, tmp_path / "services"))
    (folder / "elements.yaml").write_text(element, encoding="utf-8")
    rmtree(folder / "elements")
    return read_content(folder)


def test_words_leave_the_structure_under_their_ids(services: Path, tmp_path: Path) -> None:
    content = read_with(
        'a.b: {type: choice, label: 甲, plain: 乙, since: 2026-01-02, options: {"01": 丙, x: 丁}}',
        services,
        tmp_path,
    )
    assert content["elements"] == {
        "a.b": {"type": "choice", "since": "2026-01-02", "options": ["01", "x"]}
    }
    words = {i: t for i, t in content["words"]["zh_Hans_CN"].items() if i.startswith("element.")}
    assert words == {
        "element.a.b.label": "甲",
        "element.a.b.option.01": "丙",
        "element.a.b.option.x": "丁",
    }
    assert content["words"]["zh_Hans_CN_plain"]["element.a.b.label"] == "乙"


def test_plain_words_may_stand_for_several_parts(services: Path, tmp_path: Path) -> None:
    content = read_with(
        "a.b: {type: text, label: 甲, plain: {label: 乙, hint: 丙}}", services, tmp_path
    )
    plain = content["words"]["zh_Hans_CN_plain"]
    assert (plain["element.a.b.label"], plain["element.a.b.hint"]) == ("乙", "丙")


def test_refuses_plain_words_that_replace_nothing(services: Path, tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="stands beside no words"):
        read_with("a.b: {type: text, plain: 乙}", services, tmp_path)


def test_keywords_become_one_searchable_text(published: dict[str, Any]) -> None:
    assert "上户口" in published["words"]["zh_Hans_CN"]["bundle.newborn.keywords"].split()
