"""Catalogues hold every message of code and templates, translated and plainly worded, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from portal.cli import gettext_files
from portal.words import WordsShelf

CODE = """
from portal.words import _
TITLE = _("Your turn")
def count(ngettext, n):
    return ngettext("%(num)d day", "%(num)d days", n)
"""
PAGE = """
{% trans trimmed %}
Good morning
{% endtrans %}
<p>{{ _('Call %(phone)s', phone=phone) }}</p>
"""
MESSAGES = {"Your turn": "轮到您", "Good morning": "早上好", "Call %(phone)s": "请拨打%(phone)s"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "portal").mkdir()
    (tmp_path / "services" / "documents").mkdir(parents=True)
    (tmp_path / "portal" / "code.py").write_text(CODE)
    (tmp_path / "services" / "documents" / "page.html").write_text(PAGE)
    gettext_files.extract(tmp_path)
    gettext_files.update(tmp_path / "translations")
    return tmp_path


def path_of(root: Path, locale: str, domain: str) -> Path:
    return root / "translations" / locale / "LC_MESSAGES" / f"{domain}.po"


def fill(root: Path, *, leave: str = "") -> None:
    for locale, domain in gettext_files.CATALOGUES:
        path = path_of(root, locale, domain)
        catalogue = gettext_files.read(path, locale)
        for message in catalogue:
            if not message.id or message.id == leave:
                continue
            if domain == gettext_files.PLAIN:
                message.user_comments.append(gettext_files.SAME)
            elif isinstance(message.id, str):
                message.string = MESSAGES[message.id]
            else:
                message.string = ("%(num)d天",)
        gettext_files._write(path, catalogue)


def test_code_and_templates_are_gathered(root: Path) -> None:
    template = gettext_files.read(root / gettext_files.TEMPLATE)
    assert {message.id for message in template if message.id} == {
        "Your turn",
        "Good morning",
        "Call %(phone)s",
        ("%(num)d day", "%(num)d days"),
    }


def test_gathering_again_changes_no_byte(root: Path) -> None:
    before = (root / gettext_files.TEMPLATE).read_bytes()
    gettext_files.extract(root)
    assert (root / gettext_files.TEMPLATE).read_bytes() == before


def test_complete_catalogues_have_no_problem(root: Path) -> None:
    fill(root)
    assert gettext_files.problems(root) == []


def test_what_is_not_translated_or_plainly_worded_is_named(root: Path) -> None:
    fill(root, leave="Your turn")
    assert gettext_files.problems(root) == [
        "zh_Hans_CN/portal.po: no words for 'Your turn'",
        "zh_Hans_CN/portal_plain.po: no words for 'Your turn'",
        "en/portal_plain.po: no words for 'Your turn'",
    ]


def test_a_message_gone_from_the_code_is_named_until_updated(root: Path) -> None:
    fill(root)
    (root / "services" / "documents" / "page.html").unlink()
    told = gettext_files.problems(root)
    assert "zh_Hans_CN/portal.po: no longer in the code: 'Good morning'" in told
    gettext_files.extract(root)
    gettext_files.update(root / "translations")
    assert gettext_files.problems(root) == []


def test_a_translation_keeps_through_an_update(root: Path) -> None:
    fill(root)
    gettext_files.update(root / "translations")
    kept = gettext_files.read(path_of(root, "zh_Hans_CN", "portal")).get("Your turn")
    assert kept is not None
    assert kept.string == "轮到您"


def test_a_fuzzy_translation_is_none(root: Path) -> None:
    fill(root)
    path = path_of(root, "zh_Hans_CN", "portal")
    path.write_text(path.read_text().replace('msgid "Your turn"', '#, fuzzy\nmsgid "Your turn"'))
    assert gettext_files.problems(root) == ["zh_Hans_CN/portal.po: fuzzy: 'Your turn'"]


def test_a_translation_may_not_name_a_figure_that_is_not_given(root: Path) -> None:
    fill(root)
    path = path_of(root, "zh_Hans_CN", "portal")
    path.write_text(path.read_text().replace("请拨打%(phone)s", "请拨打%(number)s"))
    assert gettext_files.problems(root) == [
        "zh_Hans_CN/portal.po: names a figure that is not given: 'Call %(phone)s'"
    ]


def test_only_catalogues_that_changed_are_compiled(root: Path) -> None:
    fill(root)
    translations = root / "translations"
    assert len(gettext_files.compile_changed(translations)) == len(gettext_files.EVERY)
    assert gettext_files.compile_changed(translations) == []
    changed = path_of(root, "zh_Hans_CN", "portal")
    later = changed.with_suffix(".mo").stat().st_mtime + 5
    os.utime(changed, (later, later))
    assert gettext_files.compile_changed(translations) == [changed]


def test_compiled_words_reach_the_reader_and_plain_ones_lie_over_them(root: Path) -> None:
    fill(root)
    plain = path_of(root, "zh_Hans_CN", "portal_plain")
    catalogue = gettext_files.read(plain, "zh_Hans_CN")
    message = catalogue.get("Your turn")
    assert message is not None
    message.string = "该您了"
    gettext_files._write(plain, catalogue)
    gettext_files.compile_changed(root / "translations")
    shelf = WordsShelf(root / "translations")
    assert shelf.pick("zh_Hans_CN", "standard").gettext("Your turn") == "轮到您"
    assert shelf.pick("zh_Hans_CN", "elder").gettext("Your turn") == "该您了"
    assert shelf.pick("zh_Hans_CN", "elder").gettext("Good morning") == "早上好"
    assert shelf.pick("en", "elder").gettext("Your turn") == "Your turn"
