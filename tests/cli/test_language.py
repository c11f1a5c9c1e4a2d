"""The commands for authors speak the reader's language: Chinese, unless somebody wants English."""

from __future__ import annotations

import gettext
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from portal.catalogue.saying import say
from portal.cli.author_commands import columns, folded
from portal.cli.language import asked, spoken
from portal.settings import ROOT

from .conftest import Portal

ENGLISH_WORDS = re.compile(r"\b(?!JSON|CSV|NAME|OLD|NEW|FILE|UTF)[A-Z][a-z]+ [a-z]+")


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ((), {}, "en"),
        ((), {"LANG": "zh_CN.UTF-8"}, "zh"),
        ((), {"LANG": "C.UTF-8"}, "en"),
        ((), {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ((), {"LANG": "POSIX"}, "en"),
        ((), {"LANG": "en_GB.UTF-8"}, "en"),
        ((), {"LANG": "de_DE.UTF-8"}, "en"),
        ((), {"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        ((), {"LANG": "zh_CN.UTF-8", "PORTAL_LANGUAGE": "en"}, "en"),
        ((), {"LANG": "en_GB.UTF-8", "PORTAL_LANGUAGE": "klingon"}, "en"),
        (("catalogue", "--language", "zh", "check"), {"PORTAL_LANGUAGE": "en"}, "zh"),
        (("catalogue", "check", "--language=en"), {"LANG": "zh_CN.UTF-8"}, "en"),
        (("catalogue", "check", "--language"), {"LANG": "zh_CN.UTF-8"}, "zh"),
    ],
)
def test_the_language_is_the_one_asked_for(
    arguments: tuple[str, ...], environment: dict[str, str], language: str
) -> None:
    assert asked(arguments, environment) == language


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A city's own services, to be broken."""
    copytree(ROOT / "services", tmp_path / "services")
    monkeypatch.setenv("PORTAL_SERVICES", str(tmp_path / "services"))
    return tmp_path / "services"


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def _item(services: Path) -> Path:
    return services / "items" / "ga" / "birth_registration.yaml"


BROKEN: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "a file that is no YAML": (
        lambda s: change(_item(s), "type:", "  type:"),
        "birth_registration.yaml: line ",
        "：这里不能再写“名称: 内容”；多半是上一行缩进不对",
    ),
    "a key left out": (
        lambda s: change(_item(s), "type:", "tipe:"),
        "'type' is missing (see services/README.md)",
        "：缺少“type”，请补上。写法见 services/README.md。",
    ),
    "a code that is none": (
        lambda s: change(_item(s), "decided_at: ", "decided_at: moon # "),
        "'moon' is not a valid DecidedAt (write one of portal, department_system, by_hand;",
        "：不能写 'moon'（DecidedAt 里没有这个编号）。可以写：portal、department_system、by_hand；",
    ),
    "an item that is not there": (
        lambda s: change(s / "bundles" / "newborn.yaml", "item: birth_registration", "item: brith"),
        "no item 'brith' (add its file under items/<department>/)",
        "：没有单项事“brith”。请检查编号有没有写错；真的没有，就在 items/<部门>/ 下新建它的文件。",
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_fault_is_said_in_the_language_of_the_reader(
    fault: str, portal: Portal, services: Path
) -> None:
    plant, english, chinese = BROKEN[fault]
    plant(services)
    told = portal("catalogue", "check", "--language", "en")
    assert (told.exit_code, english in told.output) == (1, True), told.output
    told = portal("catalogue", "check", "--language", "zh")
    assert (told.exit_code, chinese in told.output) == (1, True), told.output
    assert told.output.startswith("错误：")
    assert " 第 " in told.output


def test_json_carries_the_sentence_its_template_and_its_figures(
    portal: Portal, services: Path
) -> None:
    plant, _, _ = BROKEN["an item that is not there"]
    plant(services)
    told = json.loads(portal("catalogue", "check", "--json", "--language", "zh").output)
    first = next(one for one in told["refused"] if "brith" in one["what"])
    assert first["what"] == "没有单项事“brith”"
    assert first["made_of"] == {"template": "no item %(item)r", "params": {"item": "brith"}}


COMMANDS = [
    (),
    *((name,) for name in ("check", "diff", "publish", "import", "report", "new")),
    *(("new", name) for name in ("bundle", "item")),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_is_chinese_to_the_last_word_and_fits_the_terminal(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PORTAL_LANGUAGE", "zh")
    told = portal("catalogue", *command, "--help")
    assert told.exit_code == 0
    assert "显示这段说明" in told.output
    assert ENGLISH_WORDS.findall(told.output) == []
    assert max(map(columns, told.output.splitlines())) <= 82
    assert (
        "Show this message and exit."
        in portal("catalogue", *command, "--language", "en", "--help").output
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("impotr",), "错误：没有命令“impotr”。"),
        (("check", "--al"), "错误：没有选项“--al”。"),
        (("import", "nofile", "--department", "rs"), "找不到“nofile”，请检查路径。"),
        (("new", "bundle"), "错误：少写了参数 'NAME'"),
        (("new", "bundle", "a", "b"), "错误：多写了参数（b）"),
        (("check", "--language", "de"), "'--language' 写得不对：“de”不行"),
        (("new", "item", "--department"), "错误：选项“--department”后面要写内容。"),
        (("publish", "--ground", "x"), "错误：--supersedes 和 --ground 要一起写"),
        (("new", "item", "Bad"), "错误：“Bad”不能当编号"),
        (("new", "item", "good", "--department", "x"), "错误：没有部门 x；有这些："),
    ],
)
def test_a_command_called_wrongly_is_answered_in_chinese(
    portal: Portal, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], told: str
) -> None:
    monkeypatch.setenv("PORTAL_LANGUAGE", "zh")
    result = portal("catalogue", *arguments)
    assert result.exit_code in {1, 2}
    assert told in result.output


def test_speaking_chinese_leaves_nothing_behind(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LANGUAGE", raising=False)
    before = gettext.textdomain()
    portal("catalogue", "--language", "zh", "--help")
    assert (gettext.textdomain(), os.environ.get("LANGUAGE")) == (before, None)
    assert spoken(say("no such department")) == "no such department"


def test_other_commands_stay_english(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_LANGUAGE", "zh")
    assert "Usage:" in portal("audit", "--help").output


def test_what_changed_is_said_in_chinese(portal: Portal, services: Path) -> None:
    change(_item(services), "promised_days: 10", "promised_days: 3")
    old = str(ROOT / "services")
    told = portal("catalogue", "diff", old, str(services), "--language", "zh").output
    assert "承诺期限（工作日）从“10”改成“3”。" in told
    assert told.endswith("共 1 处改动。\n")


def test_a_drafted_file_has_its_comments_in_the_language_of_its_author(
    portal: Portal, services: Path, tmp_path: Path
) -> None:
    record = tmp_path / "aged.json"
    record.write_text(json.dumps({"itemName": "高龄津贴", "power": "有"}), encoding="utf-8")
    made = portal("catalogue", "import", str(record), "--department", "rs", "--language", "zh")
    assert "没有读进来：aged 的 power：没有地方放" in made.output
    drafted = (services / "items" / "rs" / "aged.yaml").read_text(encoding="utf-8")
    assert '# power: "有" (没有地方放)' in drafted


def test_a_language_that_is_not_spoken_is_refused(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_LANGUAGE", "klingon")
    assert "PORTAL_LANGUAGE: must be one of zh, en" in portal("catalogue", "check").output


def test_lines_are_folded_by_columns_and_never_begin_with_a_mark() -> None:
    assert folded("一二三四，五六 word 七", 8) == ["一二三四，", "五六", "word 七"]
    assert folded("", 8) == [""]
