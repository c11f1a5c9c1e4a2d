"""What services/README.md tells authors is so: its commands and options exist, its samples are read, no value is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import copytree

import click
import pytest

from portal.catalogue.looking_over import look_over
from portal.catalogue.shown import LIFE_EVENTS
from portal.cli import main
from portal.cli.fitting import icons
from portal.domain.elements import Sensitivity, ValueType
from portal.domain.items import DecidedAt, ItemType, Provision, ResultKind, Routing
from portal.domain.masking import Mask
from portal.domain.situations import WayOut
from tests.guards.sources import ROOT
from tests.guards.test_docs import missing_targets

PAGE = (ROOT / "services" / "README.md").read_text(encoding="utf-8")
_COMMAND = re.compile(r"(?:`|^ {7})portal ([^`\n]+)", re.MULTILINE)
_SAMPLE = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
_QUOTED = re.compile(r"`\"?([a-z0-9_]+)\"?`|by: ([a-z_]+)")
LISTS = (
    ValueType,
    Sensitivity,
    Mask,
    ItemType,
    Provision,
    ResultKind,
    Routing,
    DecidedAt,
    WayOut,
    LIFE_EVENTS,
)
"""Everything of which an author must choose one."""


def test_every_command_and_option_for_authors_exists() -> None:
    assert len(_COMMAND.findall(PAGE)) > 10
    assert list(wrong_commands(PAGE)) == []


@pytest.mark.parametrize(
    "line", ["`portal catalogue chek`", "`portal catalogue check x --fil`", "`portal item new`"]
)
def test_a_command_that_is_not_there_is_seen(line: str) -> None:
    assert list(wrong_commands(line)) != []


def test_every_make_target_for_authors_exists() -> None:
    assert missing_targets(PAGE, (ROOT / "Makefile").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("values", LISTS, ids=lambda one: getattr(one, "__name__", "life events"))
def test_every_value_an_author_may_write_is_explained(values: Iterable[str]) -> None:
    assert unexplained(PAGE, values) == []


def test_a_value_that_is_left_out_is_seen() -> None:
    assert unexplained("`upload` 上传", ["upload", "bring"]) == ["bring"]


def test_the_samples_of_materials_and_registries_are_read_as_they_stand(tmp_path: Path) -> None:
    services = Path(copytree(ROOT / "services", tmp_path / "services"))
    translations = Path(copytree(ROOT / "translations", tmp_path / "translations"))
    material, registry, record = [one for one in _SAMPLE.findall(PAGE) if one.startswith("meal_")]
    for folder, text in (
        ("materials", material),
        ("registries", registry),
        ("demo/registries", record),
    ):
        (services / folder / "meal.yaml").write_text(text, encoding="utf-8")
    looked = look_over(services, translations, icons=icons())
    assert looked.refused == ()
    # English is missing, since nobody wrote it, and no bundle of these pages takes the sample's field.
    told = [str(one) for one in looked.warnings if "meal_" in str(one) or "meal." in one.file]
    assert [one for one in told if "English" not in one and "no bundle takes" not in one] == []


def wrong_commands(text: str) -> Iterator[str]:
    """Commands of ``portal`` in a text that are not there, and their options that are not."""
    for line in _COMMAND.findall(text):
        command: click.Command = main
        for word in line.split():
            if word.startswith("--"):
                if not any(word in option.opts for option in command.params):
                    yield line
            elif isinstance(command, click.Group):
                if word not in command.commands:
                    yield line
                    break
                command = command.commands[word]


def unexplained(text: str, values: Iterable[str]) -> list[str]:
    """Those of some values that a text does not name."""
    named = {one or other for one, other in _QUOTED.findall(text)}
    return [str(value) for value in values if value not in named]
