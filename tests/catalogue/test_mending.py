"""English that is not today's is emptied or taken out where a pattern brought it; what somebody wrote is never lost."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from portal.catalogue.looking_over import look_over
from portal.catalogue.mending import Mended, mend
from portal.catalogue.patterns import draft_bundle, write
from portal.catalogue.wording import read_catalogue

House = tuple[Path, Path]


@pytest.fixture
def house(services: Path, translations: Path, tmp_path: Path) -> House:
    """A city with a bundle as its pattern brings it."""
    copies = tmp_path / "services", tmp_path / "translations"
    copytree(services, copies[0])
    copytree(translations, copies[1])
    draft = draft_bundle(
        services / "patterns", "canteen", "老年食堂", "Senior canteen", "zwfw", "home"
    )
    write([draft], *copies)
    return copies


def english(house: House, name: str = "services.po") -> Path:
    return house[1] / "en" / "LC_MESSAGES" / name


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def write_own(house: House, word: str, text: str) -> None:
    """Somebody's own English of a word."""
    was = read_catalogue(english(house))[word]
    change(
        english(house),
        f'msgid "{word}"\nmsgstr "{was}"',
        f'msgid "{word}"\nmsgstr ""\n"{text[:5]}"\n"{text[5:]}"',
    )


def mended(house: House) -> Mended:
    """What is done in the usual catalogue."""
    looked = look_over(*house)
    assert looked.catalogue is not None
    found = mend(looked.warnings, looked.catalogue.words, house[1], house[0] / "patterns")
    return found[english(house)]


def test_only_the_patterns_english_of_another_chinese_is_emptied(house: House) -> None:
    bundle = house[0] / "bundles" / "canteen.yaml"
    change(bundle, "登记和凭证，填一次表，一起办。", "换了一句")
    change(bundle, "对外承诺8个工作日", "说好8个工作日")
    write_own(house, "bundle.canteen.promise_note", "Eight days.")
    done = mended(house)
    assert (done.emptied, done.kept) == (
        ["bundle.canteen.summary"],
        ["bundle.canteen.promise_note"],
    )
    text = english(house).read_text(encoding="utf-8")
    assert '\n\n#. 换了一句\nmsgid "bundle.canteen.summary"\nmsgstr ""\n\n' in text
    assert read_catalogue(english(house))["bundle.canteen.promise_note"] == "Eight days."


def test_the_title_its_author_gave_stays_and_its_copies_go(house: House) -> None:
    bundle = house[0] / "bundles" / "canteen.yaml"
    change(bundle, "name: 老年食堂“一件事”", "name: 社区食堂")
    change(bundle, "keywords: [老年食堂]", "keywords: [社区食堂, 吃饭]")
    item = next(house[0].glob("items/*/canteen_certificate.yaml"))
    change(item, "name: 老年食堂凭证", "name: 饭卡")
    done = mended(house)
    assert done.kept == ["bundle.canteen.name"]
    assert sorted(done.emptied) == ["bundle.canteen.keywords", "item.canteen_certificate.name"]


def test_english_of_what_is_gone_is_taken_out_or_set_aside(house: House) -> None:
    bundle = house[0] / "bundles" / "canteen.yaml"
    write_own(house, "bundle.canteen.fact.applicant.contact.address.label", "Our own words")
    bundle.write_text(bundle.read_text(encoding="utf-8").partition("facts:")[0], encoding="utf-8")
    before = read_catalogue(english(house))
    done = mended(house)
    own = "bundle.canteen.fact.applicant.contact.address"
    assert sorted(done.removed) == [f"{own}.hint", f"{own}.purpose"]
    assert done.aside == [f"{own}.label"]
    text = english(house).read_text(encoding="utf-8")
    assert f'#~ msgid "{own}.label"\n#~ msgstr ""\n#~ "Our o"\n#~ "wn words"\n' in text
    # Everything else reads as it did, and nothing is old any more.
    gone = {f"{own}.{part}" for part in ("label", "hint", "purpose")}
    kept = {word: said for word, said in before.items() if word not in gone}
    assert read_catalogue(english(house)) == kept
    assert not [one for one in look_over(*house).warnings if one.file.endswith("/services.po")]


def test_what_is_empty_takes_todays_chinese(house: House) -> None:
    bundle = house[0] / "bundles" / "canteen.yaml"
    change(bundle, "登记和凭证，填一次表，一起办。", "第一次改")
    mended(house)
    change(bundle, "第一次改", "第二次改")
    assert mended(house).emptied == ["bundle.canteen.summary"]
    assert '#. 第二次改\nmsgid "bundle.canteen.summary"' in english(house).read_text("utf-8")
