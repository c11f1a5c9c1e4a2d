"""What deserves an author's look is told with file and line, and nothing is told twice or in vain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from portal.catalogue.build import build
from portal.catalogue.checks import check
from portal.catalogue.city import check_city, read_city
from portal.catalogue.looking_over import look_over
from portal.catalogue.problems import CatalogueError, Kind, Problem, Severity
from portal.catalogue.promising import promising_warnings
from portal.catalogue.unread import unread_keys
from portal.catalogue.untranslated import missing_plain, missing_translations
from portal.catalogue.wording import read_words

Content = dict[str, Any]
ZH = "zh_Hans_CN"


def item(content: Content, name: str) -> dict[str, Any]:
    found: dict[str, Any] = content["items"][name]
    return found


def newborn(content: Content) -> dict[str, Any]:
    bundle: dict[str, Any] = content["bundles"]["newborn"]
    return bundle


def fee(content: Content, yuan: str) -> None:
    item(content, "birth_certificate")["fees"] = [{"id": "print", "yuan": yuan}]
    content["words"][ZH]["item.birth_certificate.fees.print.name"] = "工本费"


def benefit(content: Content, **benefit: Any) -> None:
    item(content, "maternity_expense")["benefit"] = {"every": "once", **benefit}
    content["words"][ZH]["item.maternity_expense.benefit.source"] = "云江市示例标准"


LOOKS: dict[str, tuple[Callable[[Content], object], Kind, str]] = {
    "a promise shorter than its chain": (
        lambda c: None,
        Kind.PROMISE,
        "the longest chain takes 45: birth_certificate 5 → birth_registration 10 → social_security_card 30",
    ),
    "a fee without its rule": (
        lambda c: fee(c, "10.00"),
        Kind.MONEY,
        "items/wjw/birth_certificate.yaml: fees.print: a fee without the rule it is taken by",
    ),
    "a fee of nothing": (lambda c: fee(c, "0.00"), Kind.MONEY, "a fee of nothing is no fee"),
    "a benefit without amounts": (
        lambda c: benefit(c, as_of="2026-01"),
        Kind.MONEY,
        "items/yb/maternity_expense.yaml: benefit: a benefit without amounts",
    ),
    "a benefit of no date": (
        benefit,
        Kind.MONEY,
        "does not say as of when its amounts hold",
    ),
    "an output that nobody needs": (
        lambda c: item(c, "maternity_expense")["result"].update(outputs=["baby.card.bank"]),
        Kind.UNUSED_OUTPUT,
        "baby.card.bank is made here, but no other item needs it",
    ),
    "an item of no bundle": (
        lambda c: c["items"].update(lonely=dict(item(c, "parenting_guidance"))),
        Kind.UNREACHABLE,
        "items/wjw/lonely.yaml: name: no bundle has this item",
    ),
}


@pytest.mark.parametrize("look", LOOKS)
def test_tells(look: str, content: Content) -> None:
    plant, kind, complaint = LOOKS[look]
    if look == "an output that nobody needs":
        newborn(content)["sections"] = [
            {**page, "asks": [key for key in page["asks"] if key != "baby.card.bank"]}
            for page in newborn(content)["sections"]
        ]
        needs = item(content, "social_security_card")["needs"]
        needs[:] = [need for need in needs if need != "holder.card.bank"]
    plant(content)
    found = [one for one in promising_warnings(build(content)) if one.kind is kind]
    assert any(complaint in str(one) for one in found), found
    assert all(one.severity is Severity.WARN for one in found)


def test_an_output_that_others_need_is_not_told(content: Content) -> None:
    found = [one for one in promising_warnings(build(content)) if one.kind is Kind.UNUSED_OUTPUT]
    assert not [one for one in found if one.file == "items/wjw/birth_certificate.yaml"]


REFUSED: dict[str, tuple[Callable[[Content], object], str]] = {
    "days that are text": (
        lambda c: item(c, "birth_certificate").update(promised_days="5天"),
        "promised_days must be a whole number or null, not '5天'",
    ),
    "half a day": (
        lambda c: item(c, "birth_certificate")["stages"][0].update(limit_days=0.5),
        "limit_days must be a whole number or null, not 0.5",
    ),
    "a window that opens on no day": (
        lambda c: newborn(c).update(window={"opens": "05-32", "closes": "07-31"}),
        "window.opens '05-32' is no day of every year",
    ),
    "a window that closes on a leap day": (
        lambda c: newborn(c).update(window={"opens": "02-01", "closes": "02-29"}),
        "window.closes '02-29' is no day of every year",
    ),
    "a window that never closes": (
        lambda c: newborn(c).update(window={"opens": "02-01"}),
        "'closes' is missing",
    ),
    "a window without a note": (
        lambda c: newborn(c).update(window={"opens": "02-01", "closes": "03-01"}),
        "bundle.newborn.window_note: these words are missing",
    ),
    "an amount that is no amount": (
        lambda c: benefit(c, amounts=[{"id": "all", "yuan": "一百"}]),
        "'一百' is no amount in yuan",
    ),
    "a check in the thirteenth month": (
        lambda c: benefit(c, check={"month": 13}),
        "month 13 of a check is no month",
    ),
    "a benefit that is not paid": (
        lambda c: (
            benefit(c, as_of="2026-01"),  # type: ignore[func-returns-value]
            item(c, "maternity_expense")["result"].update(kind="physical"),
        ),
        "a benefit is paid, but the result is physical",
    ),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_refuses(fault: str, content: Content) -> None:
    plant, complaint = REFUSED[fault]
    plant(content)
    with pytest.raises(CatalogueError) as refusal:
        check(build(content))
    assert complaint in str(refusal.value)


@pytest.mark.parametrize(
    ("plant", "complaint"),
    [
        (
            lambda c: item(c, "birth_certificate").update(promissed_days=3),
            "items/wjw/birth_certificate.yaml: promissed_days: 'promissed_days' is no key",
        ),
        (
            lambda c: item(c, "birth_certificate")["stages"][0].update(rolle="clerk"),
            "'rolle' is no key that the portal knows here",
        ),
        (
            lambda c: c["elements"]["person.name"].update(maxlength=3),
            "did you mean max_length?",
        ),
        (lambda c: newborn(c).update(one_off=[]), "did you mean one_of?"),
    ],
)
def test_a_key_that_nobody_reads_is_told(
    plant: Callable[[Content], object], complaint: str, content: Content
) -> None:
    before = {str(one) for one in unread_keys(content)}
    plant(content)
    (told,) = [one for one in unread_keys(content) if str(one) not in before]
    assert complaint in str(told)
    assert told.severity is Severity.WARN


def test_the_city_has_no_key_that_nobody_reads(published: Content) -> None:
    assert [str(one) for one in unread_keys(published)] == []


def test_missing_words_are_told_by_language_and_mode(content: Content) -> None:
    words = content["words"]
    words["en"].pop("item.birth_certificate.name")
    words[f"{ZH}_plain"].pop("bundle.newborn.situations.filer.answers.mother.label", None)
    words["en_plain"].pop("bundle.newborn.name")
    catalogue = build(content)
    english = list(missing_translations(catalogue, Severity.REFUSE))
    assert _word(english, "item.birth_certificate.name").severity is Severity.REFUSE
    assert _word(english, "item.birth_certificate.name").file == "items/wjw/birth_certificate.yaml"
    plain = list(missing_plain(catalogue))
    told = _word(plain, "bundle.newborn.situations.filer.answers.mother.label")
    assert told.what == "has no plain wording"
    assert _word(plain, "bundle.newborn.name").what == "has no plain English"


def _word(found: list[Problem], word: str) -> Problem:
    return next(one for one in found if one.where == word)


# ---- with file and line -------------------------------------------------------------------------


@pytest.fixture
def copy(services: Path, tmp_path: Path) -> Path:
    """A services folder to plant faults in."""
    return Path(copytree(services, tmp_path / "services"))


def replace(path: Path, before: str, after: str) -> int:
    """Plant a fault in a file, and say in which line."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return text[: text.index(before)].count("\n") + 1


@pytest.mark.parametrize(
    ("file", "before", "after", "complaint"),
    [
        (
            "items/wjw/parenting_guidance.yaml",
            "promised_days: 15",
            "promised_days: soon",
            "promised_days must be",
        ),
        ("bundles/newborn.yaml", "after: [birth_certificate]", "after: [horoscope]", "'horoscope'"),
        ("items/wjw/parenting_guidance.yaml", "- baby.person.name", "- baby.a.b", "baby.a.b"),
        ("bundles/newborn.yaml", "mother.insurance.kind: kind", "mother.a.b: kind", "mother.a.b"),
        ("elements.yaml", "authority: ga", "authority: gossip", "gossip: no such department"),
        (
            "departments.yaml",
            'code: "103"\n    review_body: ',
            'code: "103"\n    reviewer: ',
            "names nobody who reviews",
        ),
        ("bundles/newborn.yaml", "name: 户口随谁", "nome: 户口随谁", "sections.follow.name"),
    ],
)
def test_the_line_is_told(
    file: str, before: str, after: str, complaint: str, copy: Path, translations: Path
) -> None:
    line = replace(copy / file, before, after)
    looked = look_over(copy, translations)
    told = [one for one in looked.refused if complaint in str(one) and one.file == file]
    assert told, [str(one) for one in looked.refused]
    # A whole entry is named by its first line, and what stands in it by its own.
    assert min(abs(one.line - line) for one in told) <= 3
    assert f"{file}: line {told[0].line}: " in str(told[0])
    assert not looked.warnings


def test_a_split_folder_is_searched_for_the_line(copy: Path, translations: Path) -> None:
    (copy / "elements").mkdir(exist_ok=True)
    entry = "\n\nodd.one:\n  type: text\n  label: 一\n  purpose: 二\n  lable: 三\n"
    (copy / "elements" / "odd.yaml").write_text(entry, encoding="utf-8")
    looked = look_over(copy, translations)
    (told,) = [one for one in looked.warnings if one.kind is Kind.UNKNOWN_KEY]
    assert (told.file, told.line) == ("elements/odd.yaml", 7)
    assert told.as_json()["kind"] == "unknown_key"


def test_a_department_without_a_review_body_is_refused(copy: Path, translations: Path) -> None:
    text = (copy / "departments.yaml").read_text(encoding="utf-8")
    (copy / "departments.yaml").write_text(text.replace("review_body", "x"), encoding="utf-8")
    looked = look_over(copy, translations)
    with pytest.raises(CatalogueError, match="names nobody who reviews its decisions"):
        check_city(_built(looked.catalogue), read_city(copy, read_words(translations)))
    assert {one.kind for one in looked.refused} == {Kind.REMEDY}


def _built(catalogue: Any) -> Any:
    assert catalogue is not None
    return catalogue
