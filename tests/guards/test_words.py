"""Every message has its words: translated, plain where 长辈版 needs it, with the same places for figures."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import cast

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from portal.catalogue.release import read_release
from portal.cli import gettext_files
from portal.words import MODES, WordsShelf
from tests.guards.sources import ROOT, SERVICES, TRANSLATIONS

PORTAL_CATALOGUES = [
    f"{locale}/LC_MESSAGES/{domain}.po" for locale, domain in gettext_files.CATALOGUES
]


def test_every_message_of_the_portal_has_its_words() -> None:
    assert gettext_files.problems(ROOT) == []


def test_translations_fill_exactly_the_places_of_the_message() -> None:
    assert uneven_places(TRANSLATIONS / "zh_Hans_CN" / "LC_MESSAGES" / "portal.po") == []


def test_nothing_is_left_fuzzy() -> None:
    assert [str(p) for p in sorted(TRANSLATIONS.rglob("*.po")) if fuzzy(p)] == []


def test_every_text_of_the_services_is_there_in_english() -> None:
    words = read_release(SERVICES, TRANSLATIONS)["words"]
    for given, wanted in (("en", "zh_Hans_CN"), ("en_plain", "zh_Hans_CN_plain")):
        assert sorted(words[wanted].keys() - words[given].keys()) == []


def test_translations_are_for_languages_the_portal_speaks() -> None:
    from portal.words import LOCALES

    assert {path.name for path in TRANSLATIONS.iterdir() if path.is_dir()} == set(LOCALES)


@pytest.mark.parametrize("mode", MODES)
def test_what_depends_on_a_number_is_said_in_chinese(mode: str) -> None:
    assert english_plurals(TRANSLATIONS, mode) == []


def english_plurals(translations: Path, mode: str) -> list[str]:
    """Messages about a number that a Chinese reader would get in English, read as the portal reads them."""
    said = WordsShelf(translations).pick("zh_Hans_CN", mode)._translations
    counted = (m for m in gettext_files.read(TRANSLATIONS / "portal.pot") if m.pluralizable)
    pairs = (cast("tuple[str, str]", m.id) for m in counted)
    return [
        plural
        for singular, plural in pairs
        if re.search("[a-z]{2}", re.sub(r"%\(\w+\)\w", "", said.ngettext(singular, plural, 2)))
    ]


def uneven_places(path: Path) -> list[str]:
    """Messages whose words leave out a figure, or name one that is not given."""
    catalogue = gettext_files.read(path)
    return [
        str(message.id)
        for message in catalogue
        if message.id
        and (texts := gettext_files._texts(message))
        and gettext_files._places(texts) != gettext_files._places(gettext_files._ids(message))
    ]


def fuzzy(path: Path) -> list[str]:
    """Messages that a translator still has to look at."""
    with path.open("rb") as file:
        return [str(message.id) for message in read_po(file) if message.id and message.fuzzy]


# ---- the eye itself -----------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A tiny house: one module with two messages, and complete catalogues."""
    (tmp_path / "portal").mkdir()
    (tmp_path / "services" / "documents").mkdir(parents=True)
    source = 'print(_("Day %(day)s"), _("Done."))\n'
    (tmp_path / "portal" / "said.py").write_text(source)
    gettext_files.extract(tmp_path)
    gettext_files.update(tmp_path / "translations")
    for name in PORTAL_CATALOGUES:
        path = tmp_path / "translations" / name
        text = path.read_text().replace(
            'msgid "Day %(day)s"\nmsgstr ""', 'msgid "Day %(day)s"\nmsgstr "第%(day)s天"'
        )
        path.write_text(
            text.replace('msgid "Done."\nmsgstr ""', 'msgid "Done."\nmsgstr "办好了。"')
        )
    assert gettext_files.problems(tmp_path) == []
    return tmp_path


CHINESE = Path("translations/zh_Hans_CN/LC_MESSAGES/portal.po")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("第%(day)s天", ""),
        ("第%(day)s天", "第%(date)s天"),
        ('msgid "Done."', '#, fuzzy\nmsgid "Done."'),
        ('msgid "Done."\nmsgstr "办好了。"', ""),
    ],
)
def test_a_message_without_right_words_is_found(copy: Path, before: str, after: str) -> None:
    path = copy / CHINESE
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))
    assert len(gettext_files.problems(copy)) == 1


def test_a_message_that_nobody_extracted_is_found(copy: Path) -> None:
    (copy / "portal" / "more.py").write_text('print(_("New."))\n')
    found = gettext_files.problems(copy)
    assert len(found) == 1 + len(gettext_files.CATALOGUES)


def test_a_figure_left_out_is_found(copy: Path) -> None:
    path = copy / CHINESE
    path.write_text(path.read_text().replace("第%(day)s天", "某天"))
    assert uneven_places(path) == ["Day %(day)s"]


def test_a_fuzzy_message_is_found(copy: Path) -> None:
    path = copy / CHINESE
    shutil.copy(path, copy / "kept.po")
    path.write_text(path.read_text().replace('msgid "Done."', '#, fuzzy\nmsgid "Done."'))
    assert fuzzy(path) == ["Done."]
    assert fuzzy(copy / "kept.po") == []


def test_a_catalogue_compiled_without_care_is_found(tmp_path: Path) -> None:
    shutil.copytree(TRANSLATIONS, tmp_path, dirs_exist_ok=True)
    path = tmp_path / PORTAL_CATALOGUES[1]
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, gettext_files.read(path, "zh_Hans_CN"))
    assert english_plurals(tmp_path, "elder")
    assert english_plurals(tmp_path, "standard") == []
