"""Whoever writes what the government offers is a Chinese clerk: everything the catalogue tells them has Chinese."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.cli import gettext_files
from portal.cli.catalogue import catalogue
from tests.guards.sources import PORTAL, ROOT, TRANSLATIONS, Module, modules, strings

_SENTENCE = re.compile(r"[a-z]{2,}[,:;]? [a-z]{2,}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_TO_BE_TYPED = re.compile("“[^”]*”")
_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;?!]|[\u4e00-\u9fff]: ")
_SAID_BY = frozenset({"say", "many"})
_NO_WORDS = frozenset({"cast", "compile", "gettext", "option"})
"""Calls whose texts are types, patterns, words of pages, or help that is gathered from where it stands."""
NOT_FOR_AUTHORS = {"patterns.py": 'msgid ""'}
"""Texts that look like sentences: how each begins, by module."""
COMMANDS = ("catalogue", "catalogue_words", "drafting", "releases", "report")
PO = TRANSLATIONS / "zh_Hans_CN" / "LC_MESSAGES" / "authors.po"


def test_every_sentence_of_the_catalogue_is_made_to_be_worded() -> None:
    assert list(unsaid(PORTAL)) == []


def test_every_sentence_for_authors_has_chinese() -> None:
    gathered = {m.id for m in gettext_files.gather(ROOT, gettext_files.FOR_AUTHORS) if m.id}
    assert len(gathered) > 200
    assert gathered - worded(PO) == set()


def test_the_chinese_for_authors_is_chinese_with_full_width_marks() -> None:
    assert list(half_chinese(PO)) == []


def test_every_command_and_option_for_authors_has_help_that_is_gathered() -> None:
    gathered = {m.id for m in gettext_files.gather(ROOT, gettext_files.FOR_AUTHORS) if m.id}
    assert [text for text in helps() if text not in gathered] == []


def helps() -> Iterator[str]:
    """The help of every command for authors and of its options, as click has it."""
    import inspect

    commands = [catalogue]
    for command in commands:
        yield inspect.cleandoc(command.help or "")
        yield from (
            getattr(param, "help", None) or ""
            for param in command.params
            if param.opts[0][0] == "-"
        )
        commands += getattr(command, "commands", {}).values()


def unsaid(package: Path) -> Iterator[str]:
    """Sentences in the catalogue and in the commands for authors that are not said with ``say``, so nobody can translate them."""
    for module in modules(package):
        part = module.path.relative_to(package).parts
        if part[0] == "catalogue" or (part[0] == "cli" and module.path.stem in COMMANDS):
            said = _said(module)
            allowed = NOT_FOR_AUTHORS.get(module.path.name)
            for line, text in strings(module):
                plain = allowed is not None and text.startswith(allowed)
                if _SENTENCE.search(text) and not plain and (line, text) not in said:
                    yield f"{'/'.join(part)}:{line}: {text[:60]!r}"


def _said(module: Module) -> set[tuple[int, str]]:
    return {
        (node.lineno, node.value)
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and _called(call) in _SAID_BY | _NO_WORDS
        for node in ast.walk(call)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def worded(path: Path) -> set[object]:
    """The messages of a catalogue that have words."""
    return {m.id for m in gettext_files.read(path) if m.id and gettext_files._texts(m)}


def half_chinese(path: Path) -> Iterator[str]:
    """Words without a Chinese sign where the message has a sentence, or with a half-width mark after one."""
    for message in gettext_files.read(path):
        for text in gettext_files._texts(message) if message.id else ():
            bare = re.sub(r"%\(\w+\)\w|\{\w+\}", "", text)
            if _HALF_WIDTH.search(_TO_BE_TYPED.sub("", text)) or (
                re.search("[a-z]{2}", bare) and not _CHINESE.search(text)
            ):
                yield text


# ---- the eye itself -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        'yield Problem(file, where, "no such thing here")',
        'yield Problem(file, where, f"{key} is not there")',
        'advice = "write it again"',
    ],
)
def test_a_sentence_nobody_can_translate_is_found(tmp_path: Path, line: str) -> None:
    folder = tmp_path / "portal" / "catalogue"
    folder.mkdir(parents=True)
    (folder / "newer.py").write_text(
        f'"""Only a docstring."""\nsay("is known as %(name)s")\n{line}\n'
    )
    found = list(unsaid(tmp_path / "portal"))
    assert len(found) == 1
    assert found[0].startswith("catalogue/newer.py:3: ")


def test_a_check_without_chinese_is_found(tmp_path: Path) -> None:
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal" / "newer.py").write_text('say("no such %(thing)s", thing=thing)\n')
    gathered = {m.id for m in gettext_files.gather(tmp_path, gettext_files.FOR_AUTHORS) if m.id}
    assert gathered - worded(PO) == {"no such %(thing)s"}


@pytest.mark.parametrize("bad", ["没有单项事,请添上", "no item", "错误: 没有"])
def test_chinese_that_is_half_english_is_found(tmp_path: Path, bad: str) -> None:
    path = tmp_path / "authors.po"
    path.write_text(
        f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "a b"\nmsgstr "{bad}"\n'
    )
    assert list(half_chinese(path)) == [bad]
