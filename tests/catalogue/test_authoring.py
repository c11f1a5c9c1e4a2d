"""What a newcomer gets wrong is told by name, with what to write instead; what is right is not told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from portal.catalogue.build import build
from portal.catalogue.checks import check
from portal.catalogue.city import City
from portal.catalogue.concerning import concerning
from portal.catalogue.demo_data import demo_warnings
from portal.catalogue.demo_people import people_warnings
from portal.catalogue.files import read_yaml
from portal.catalogue.filling import fill
from portal.catalogue.formula_trials import formula_faults
from portal.catalogue.handing_on import handing_on_faults
from portal.catalogue.problems import CatalogueError, Kind, Problem
from portal.catalogue.promising import promising_warnings
from portal.catalogue.shown import LIFE_EVENTS, icon_faults
from portal.catalogue.stale_english import stale_english
from portal.catalogue.untranslated import missing_plain
from portal.cli.fitting import icons
from portal.domain.bundles import Catalogue
from portal.web.public.wording import LIFE_EVENTS as WORDED

Content = dict[str, Any]


def place(content: Content, item: str) -> Content:
    """An item's place in the newborn bundle."""
    found: Content = next(
        one for one in content["bundles"]["newborn"]["items"] if one["item"] == item
    )
    return found


# ---- what another item brings -------------------------------------------------------------------


def test_whoever_takes_an_output_must_come_after_it(content: Content) -> None:
    place(content, "vaccination_record").pop("after")
    with pytest.raises(CatalogueError) as refusal:
        check(build(content))
    (told,) = refusal.value.problems
    assert told.kind is Kind.NOT_AFTER
    assert str(told) == (
        "bundles/newborn.yaml: items.vaccination_record: vaccination_record takes "
        "baby.birth.certificate_number from birth_certificate, but does not come after it "
        "(write after: [birth_certificate] beside item: vaccination_record)"
    )


def test_coming_after_through_a_third_item_is_enough(content: Content) -> None:
    place(content, "vaccination_record")["after"] = ["birth_registration"]
    assert list(handing_on_faults(build(content))) == []


def test_what_is_worked_out_of_an_output_is_taken_too(content: Content) -> None:
    content["items"]["parenting_guidance"]["needs"].append("baby.person.birth_date")
    place(content, "parenting_guidance").pop("after", None)
    rule = {"fact": "baby.person.birth_date", "from": "baby.person.id_number"}
    content["bundles"]["newborn"].setdefault("derivations", []).append(rule)
    (told,) = handing_on_faults(build(content))
    assert "parenting_guidance takes baby.person.id_number from birth_registration" in told.what


def test_a_fact_that_nobody_brings_any_more_is_told_with_who_may_have(content: Content) -> None:
    content["items"]["birth_certificate"]["result"].pop("outputs")
    with pytest.raises(CatalogueError) as refusal:
        check(build(content))
    told = str(refusal.value)
    assert "vaccination_record needs baby.birth.certificate_number, but no page asks it" in told
    assert "result.outputs of birth_certificate)" in told


def test_a_result_made_here_without_its_document_is_told_the_documents(content: Content) -> None:
    content["items"]["birth_certificate"]["result"] = {"kind": "issued_here"}
    with pytest.raises(
        CatalogueError, match=r"write template: and one of documents/: .*certificate"
    ):
        check(build(content))


# ---- formulas -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "formula", "complaint"),
    [
        ("baby.person.name", "baby.person.nation + 1", "gives nothing when baby.person.nation is"),
        ("baby.person.name", "int(baby.person.name)", "gives nothing when baby.person.name is 'x'"),
        ("baby.birth.moment", "baby.person.name", "which birth.moment cannot hold"),
        ("baby.person.nation", "baby.person.id_number", "which person.nation cannot hold"),
        ("baby.person.name", "baby.person.name + '!'", ""),
        ("baby.person.name", "int(baby.person.id_number) * 2", ""),
        ("baby.person.name", "1 / int(baby.birth.weight_grams)", ""),
    ],
)
def test_a_formula_that_can_give_nothing_useful_is_told(
    target: str, formula: str, complaint: str, content: Content
) -> None:
    rules = content["bundles"]["newborn"].setdefault("derivations", [])
    rules.append({"fact": target, "formula": formula})
    made = build(content)
    told = [str(one) for one in formula_faults(made, made.bundles["newborn"])]
    assert len(told) == bool(complaint), told
    assert all(complaint in one for one in told)


# ---- names of registries, events and icons ------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "complaint"),
    [
        ("gives", "no demo record of households has 'nattion' (did you mean nation?)"),
        ("relation", "no demo record of marriages has 'spouse_idd' (did you mean spouse_id?)"),
    ],
)
def test_a_misspelt_field_of_a_registry_is_told(
    part: str, complaint: str, content: Content, services: Path
) -> None:
    sources = content["bundles"]["newborn"]["sources"]
    if part == "gives":
        for source in sources:
            for key, name in source["gives"].items():
                if name == "nation":
                    source["gives"][key] = "nattion"
    else:
        for source in sources:
            if source.get("relation", {}).get("field") == "spouse_id":
                source["relation"]["field"] = "spouse_idd"
    found = [str(one) for one in demo_warnings(build(content), services)]
    assert any(complaint in one for one in found), found


def test_a_field_of_a_demo_record_that_no_bundle_takes_is_told(
    catalogue: Catalogue, services: Path, tmp_path: Path
) -> None:
    copytree(services / "demo", tmp_path / "demo")
    more = tmp_path / "demo" / "registries" / "zz.yaml"
    more.write_text('insured:\n  "1":\n    knid: x\n', encoding="utf-8")
    (told,) = demo_warnings(catalogue, tmp_path)
    assert (told.file, told.where) == ("demo/registries/zz.yaml", "insured.knid")
    assert told.what == "no bundle takes 'knid' from insured"


def test_every_field_of_the_demo_is_taken_and_every_field_that_is_taken_is_there(
    catalogue: Catalogue, services: Path
) -> None:
    assert [str(one) for one in demo_warnings(catalogue, services)] == []


PERSON = "people:\n  new:\n    name: 新来的\n    id_number: '{number}'\n    phone: '{phone}'\n"


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("people", PERSON.format(number="509901195506121283", phone="1"), "last sign must be 6"),
        ("people", PERSON.format(number="509901195513121283", phone="1"), "are no birth date"),
        ("people", PERSON.format(number="5099", phone="1"), "18 digits; the last may be X"),
        (
            "people",
            PERSON.format(number="509901195506121286", phone="19900000001"),
            "people.new.phone: phone is the one of chen_xiaoyu too (invent another)",
        ),
        ("registries", 'insured:\n  "509901195506121283": {}\n', "last sign must be 6"),
    ],
)
def test_an_invented_person_who_could_not_be_is_told(
    file: str, text: str, complaint: str, services: Path, tmp_path: Path
) -> None:
    copytree(services / "demo", tmp_path / "demo")
    assert [str(one) for one in people_warnings(tmp_path)] == []
    (tmp_path / "demo" / file / "zz.yaml").write_text(text, encoding="utf-8")
    (told,) = people_warnings(tmp_path)
    assert complaint in str(told)


def test_a_city_without_demo_records_is_told_nothing(catalogue: Catalogue, tmp_path: Path) -> None:
    assert [*demo_warnings(catalogue, tmp_path), *people_warnings(tmp_path)] == []


def test_an_unknown_life_event_is_refused_with_those_there_are(content: Content) -> None:
    content["bundles"]["newborn"]["life_event"] = "brith"
    with pytest.raises(CatalogueError) as refusal:
        check(build(content))
    told = str(refusal.value)
    assert "bundles/newborn.yaml: life_event: there is no life_event 'brith'" in told
    assert "did you mean birth? there are birth, school, work," in told


def test_every_life_event_that_may_be_written_has_words() -> None:
    assert tuple(WORDED) == LIFE_EVENTS


def test_an_unknown_icon_is_told_with_those_there_are(content: Content) -> None:
    assert list(icon_faults(build(content), icons())) == []
    content["bundles"]["newborn"]["icon"] = "babi"
    (told,) = icon_faults(build(content), icons())
    assert told.what == "there is no icon 'babi'"
    assert told.advice.startswith("did you mean baby? there are a-large-small, arrow-left")


# ---- English ------------------------------------------------------------------------------------


@pytest.fixture
def english(translations: Path, tmp_path: Path) -> Path:
    """Translations to be changed."""
    return Path(copytree(translations, tmp_path / "translations"))


def stale(content: Content, city: City, translations: Path) -> list[Problem]:
    return list(stale_english(content["words"], city.words, translations))


def test_no_english_is_older_than_its_chinese(
    published: Content, city: City, translations: Path
) -> None:
    assert [str(one) for one in stale(published, city, translations)] == []


@pytest.mark.parametrize("mode", ["zh_Hans_CN", "zh_Hans_CN_plain"])
def test_english_of_another_chinese_is_told(
    mode: str, content: Content, city: City, translations: Path
) -> None:
    content["words"][mode]["bundle.newborn.summary"] = "换了一句"
    (told,) = stale(content, city, translations)
    assert (told.kind, told.where) == (Kind.STALE_TRANSLATION, "bundle.newborn.summary")
    assert told.what == "the Chinese is now '换了一句'"
    po = translations.parent / told.file
    lines = po.read_text(encoding="utf-8").splitlines()
    assert lines[told.line - 1] == 'msgid "bundle.newborn.summary"'


def test_english_of_what_is_gone_is_told(content: Content, city: City, translations: Path) -> None:
    content["words"]["zh_Hans_CN"].pop("item.birth_certificate.result_note")
    (told,) = [
        one for one in stale(content, city, translations) if one.file.endswith("services.po")
    ]
    assert (told.kind, told.where) == (
        Kind.LEFTOVER_TRANSLATION,
        "item.birth_certificate.result_note",
    )


def test_filling_adds_each_missing_entry_once_and_empty(content: Content, english: Path) -> None:
    words = content["words"]
    words["zh_Hans_CN"] |= {"item.new.name": "新\n的", "item.other.name": "别的"}
    words["zh_Hans_CN_plain"]["item.new.name"] = "好懂的"
    folder = english / "en" / "LC_MESSAGES"
    only = "item.new.name".__eq__
    done = fill(words, english, only)
    assert done == {folder / "services.po": 1, folder / "services_plain.po": 1}
    text = (folder / "services.po").read_text(encoding="utf-8")
    assert text.endswith('\n\n#. 新 的\nmsgid "item.new.name"\nmsgstr ""\n')
    assert fill(words, english, only) == {}


# ---- one bundle's own ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "where", "mine"),
    [
        ("bundles/newborn.yaml", "name", True),
        ("bundles/retire.yaml", "name", False),
        ("items/wjw/birth_certificate.yaml", "stages", True),
        ("items/rs/pension_claim.yaml", "stages", False),
        ("elements.yaml", "element.birth.moment.hint", True),
        ("elements/retire.yaml", "retire.approval_number.lable", False),
        ("materials.yaml", "marriage_certificate", True),
        ("materials.yaml", "material.pension_form.name", False),
        ("registries.yaml", "births.grund", True),
        ("demo/registries.yaml", "births.children", True),
        ("demo/registries/retire.yaml", "pension.x", False),
        ("translations/en/LC_MESSAGES/services.po", "item.birth_certificate.name", True),
        ("translations/en/LC_MESSAGES/services.po", "item.newborn_gone.name", True),
        ("translations/en/LC_MESSAGES/services.po", "item.pension_claim.name", False),
        ("regional.yaml", "509901.birth_registration", True),
        ("calendar.yaml", "2026", False),
        ("departments.yaml", "departments.wjw", True),
        ("departments.yaml", "departments.gjj", False),
        ("regions.yaml", "offices.wjw_city", True),
        ("regions.yaml", "offices.gjj_city.name", False),
        ("elements.yaml", "ga", True),
    ],
)
def test_an_author_is_told_what_concerns_the_bundle(
    file: str, where: str, mine: bool, catalogue: Catalogue
) -> None:
    concerns = concerning(catalogue, catalogue.bundles["newborn"])
    assert concerns(Problem(file, where, "")) is mine


# ---- words that are printed, and words that nobody sees -----------------------------------------


def test_a_certificate_without_a_sentence_of_its_own_is_told(content: Content) -> None:
    assert unsaid(content) == []
    content["words"]["zh_Hans_CN"].pop("item.senior_card.statement")
    assert unsaid(content) == [("items/mz/senior_card.yaml", "result")]


def unsaid(content: Content) -> list[tuple[str, str]]:
    found = promising_warnings(build(content))
    return [(one.file, one.where) for one in found if one.kind is Kind.MISSING_WORDS]


def test_a_plain_hint_is_asked_for_only_where_it_would_be_read(content: Content) -> None:
    hint = "element.marriage.certificate_number.hint"
    words = content["words"]
    del words["zh_Hans_CN_plain"][hint]
    asked = [one.where for one in missing_plain(build(content))]
    assert hint not in asked
    # The label is read in the list of who looked, whatever a bundle calls it.
    words["zh_Hans_CN_plain"].pop("element.marriage.certificate_number.label", None)
    own = [w for w in words["zh_Hans_CN"] if w.endswith(".marriage.certificate_number.hint")]
    words["zh_Hans_CN"].pop(next(word for word in own if word.startswith("bundle.")))
    asked = [one.where for one in missing_plain(build(content))]
    assert {hint, "element.marriage.certificate_number.label"} <= set(asked)


# ---- slips of the hand --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ("answers:\n  - {code: no, label: 不}\n", 2, "'no' means true or false here"),
        ("answers:\n  - code: 01\n", 2, "'01' would lose its 0, so put it in quotes"),
        ("a: 1\nname：老年食堂\n", 2, "the colon is the full-width one"),
        ("a:\n  - name：老年食堂\n", 2, "the colon is the full-width one"),
        ("a:\n  - {name：老年食堂}\n", 2, "the colon is the full-width one"),
        ("a:\n\tb: 1\n", 2, "the line begins with a tab"),
    ],
)
def test_a_slip_of_the_hand_is_said_as_what_it_is(
    text: str, line: int, complaint: str, tmp_path: Path
) -> None:
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as refusal:
        read_yaml(tmp_path / "x.yaml")
    (told,) = refusal.value.problems
    assert complaint in told.what
    assert told.line == line


@pytest.mark.parametrize(
    "text",
    ['code: "no"\n', "# 写：\na: 甲：乙\n", "code: 1\n", "must: no\n", "a: 1 \t# tab\n"],
)
def test_what_only_looks_like_a_slip_is_read(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    read: Callable[[Path], Content] = read_yaml
    assert read(tmp_path / "x.yaml") is not None
