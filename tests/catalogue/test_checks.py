"""Each fault an author can plant is found, named and placed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.catalogue.build import build
from portal.catalogue.checks import check
from portal.catalogue.problems import CatalogueError

Content = dict[str, Any]
ZH = "zh_Hans_CN"


def newborn(content: Content) -> dict[str, Any]:
    bundle: dict[str, Any] = content["bundles"]["newborn"]
    return bundle


def item(content: Content, name: str) -> dict[str, Any]:
    found: dict[str, Any] = content["items"][name]
    return found


def place(content: Content, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(i for i in newborn(content)["items"] if i["item"] == name)
    return found


def page(content: Content, name: str) -> list[str]:
    asks: list[str] = next(s for s in newborn(content)["sections"] if s["id"] == name)["asks"]
    return asks


def source(content: Content, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(s for s in newborn(content)["sources"] if s["registry"] == name)
    return found


def option(content: Content, question: str, code: str) -> dict[str, Any]:
    asked = next(s for s in newborn(content)["situations"] if s["id"] == question)
    found: dict[str, Any] = next(a for a in asked["answers"] if a["code"] == code)
    return found


def situation_without_way_on(content: Content) -> None:
    for answer in newborn(content)["situations"][2]["answers"]:
        answer |= {"fast_path": False, "advice": [{"id": "ask_collective"}]}


def about_the_other(content: Content) -> dict[str, Any]:
    found: dict[str, Any] = next(s for s in newborn(content)["sources"] if "relation" in s)
    return found


FAULTS: dict[str, tuple[Callable[[Content], object], str]] = {
    "a check of what holds no date": (
        lambda c: newborn(c)["checks"][0].update(fact="baby.person.name"),
        "baby.person.name holds no date",
    ),
    "a check against what does not exist": (
        lambda c: newborn(c)["checks"][1]["at_least"].update(before="baby.birth.planet"),
        "baby.birth.planet: no such element",
    ),
    "two checks of one name": (
        lambda c: newborn(c)["checks"][1].update(id="father_older"),
        "two checks have the same id",
    ),
    "a check that has no bound": (
        lambda c: newborn(c)["checks"][0].pop("less_than"),
        "needs either less_than or at_least",
    ),
    "a check without words": (
        lambda c: c["words"][ZH].pop("bundle.newborn.checks.mother_older.wrong"),
        "bundle.newborn.checks.mother_older.wrong",
    ),
    "a source about somebody else without a relation": (
        lambda c: about_the_other(c).pop("relation"),
        "'father' may be somebody else than the applicant",
    ),
    "a source about the applicant only sometimes": (
        lambda c: source(c, "insured").pop("when"),
        "'mother' may be somebody else than the applicant",
    ),
    "a relation that no registry about the applicant confirms": (
        lambda c: about_the_other(c)["relation"].update(registry="insured_elsewhere"),
        "no registry 'insured_elsewhere' is asked about the applicant",
    ),
    "a relation in a field that is not given": (
        lambda c: about_the_other(c)["relation"].update(field="friend_id"),
        "marriages gives no 'friend_id' in this bundle",
    ),
    "a relation of the applicant to themselves": (
        lambda c: source(c, "births").update(
            relation={"registry": "marriages", "field": "spouse_id"}
        ),
        "the applicant needs no relation to be asked about",
    ),
    "somebody dead of whom no registry of the dead is asked": (
        lambda c: c["registries"]["deaths"].pop("only_the_dead"),
        "represented: deceased, but no source can show that they have died",
    ),
    "an element that does not exist": (
        lambda c: item(c, "birth_certificate")["needs"].append("baby.person.shoe_size"),
        "baby.person.shoe_size: no such element",
    ),
    "an unknown element that routes": (
        lambda c: item(c, "birth_certificate")["routing"].update({"from": "baby.birth.planet"}),
        "baby.birth.planet: no such element",
    ),
    "a material that does not exist": (
        lambda c: item(c, "birth_certificate")["materials"].append("passport"),
        "passport: no such material",
    ),
    "an item without stages": (
        lambda c: item(c, "birth_certificate")["stages"].clear(),
        "an item needs at least one stage",
    ),
    "a stage written twice": (
        lambda c: item(c, "birth_certificate")["stages"].append(
            item(c, "birth_certificate")["stages"][0]
        ),
        "two stages have the same id",
    ),
    "a template for what is made elsewhere": (
        lambda c: item(c, "birth_certificate")["result"].update(template="certificate"),
        "a template belongs to issued_here",
    ),
    "something issued here without a template": (
        lambda c: item(c, "vaccination_record")["result"].pop("template"),
        "a template belongs to issued_here",
    ),
    "a template that does not exist": (
        lambda c: item(c, "vaccination_record")["result"].update(template="poem"),
        "no template 'poem'",
    ),
    "a promise longer than the law allows": (
        lambda c: item(c, "birth_certificate").update(statutory_days=3),
        "a promise may not be longer than the statutory limit",
    ),
    "a confirmation that shows what the item may not see": (
        lambda c: item(c, "birth_certificate")["confirmations"][0]["shows"].append(
            "mother.bank.account"
        ),
        "mother.bank.account is shown but not among the needs",
    ),
    "a bundle with an item that does not exist": (
        lambda c: newborn(c)["items"].append({"item": "horoscope"}),
        "no item 'horoscope'",
    ),
    "waiting for an item outside the bundle": (
        lambda c: place(c, "vaccination_record").update(after=["horoscope"]),
        "'horoscope' is not in this bundle",
    ),
    "items that wait for each other": (
        lambda c: place(c, "birth_certificate").update(after=["social_security_card"]),
        "in a ring: birth_certificate → social_security_card → birth_registration → birth_certificate",
    ),
    "a registry that does not exist": (
        lambda c: source(c, "births").update(registry="gossip"),
        "no registry 'gossip'",
    ),
    "a field that the portal itself does not have": (
        lambda c: source(c, "identity")["gives"].update({"applicant.person.nation": "nation"}),
        "the portal has no 'nation' there (it has id_number, name)",
    ),
    "a source about nobody": (
        lambda c: source(c, "births").update(about="uncle"),
        "the bundle has no party 'uncle'",
    ),
    "a source that gives an unknown fact": (
        lambda c: source(c, "births")["gives"].update({"baby.person.mood": "mood"}),
        "baby.person.mood: no such element",
    ),
    "a source that proves an unknown material": (
        lambda c: source(c, "births").update(proves=["horoscope"]),
        "no material 'horoscope'",
    ),
    "a derivation to an unknown party": (
        lambda c: newborn(c)["derivations"].append(
            {"fact": "uncle.person.name", "from": "baby.person.name"}
        ),
        "uncle.person.name: the bundle has no party 'uncle'",
    ),
    "a fact asked on two pages": (
        lambda c: page(c, "contact").append("baby.person.name"),
        "baby.person.name is asked on two pages",
    ),
    "a fact that no page asks": (
        lambda c: page(c, "baby").remove("baby.person.name"),
        "item birth_certificate needs baby.person.name, but no page asks it",
    ),
    "a question that no item has": (
        lambda c: page(c, "contact").append("baby.contact.mobile"),
        "baby.contact.mobile is asked, but no item needs it",
    ),
    "an item about a party that is not there": (
        lambda c: newborn(c)["parties"].pop("father"),
        "item birth_certificate speaks of father.person.name, but the bundle has no such party",
    ),
    "a confirmation by nobody": (
        lambda c: item(c, "birth_certificate")["confirmations"][0].update(by="uncle"),
        "asks 'uncle' to confirm, but there is no such party",
    ),
    "a party that is the same as nobody": (
        lambda c: newborn(c)["parties"]["applicant"]["same_as"][0].update(party="uncle"),
        "the bundle has no party 'uncle'",
    ),
    "a question that leads nowhere": (situation_without_way_on, "no answer leads on"),
    "a way out where none leads out": (
        lambda c: option(c, "filer", "mother").update(way_out="later"),
        "way_out says what leaving the fast path means, but this answer leads on",
    ),
    "a way out for later that does not say when": (
        lambda c: option(c, "filer", "other").update(way_out="later"),
        "filer.answers.other.rule: these words are missing",
    ),
    "a way out without advice": (
        lambda c: option(c, "filer", "other").pop("advice"),
        "a way out of the fast path needs advice",
    ),
    "a promise of an item that is not offered": (
        lambda c: option(c, "filer", "other").update(still_possible=["horoscope"]),
        "'horoscope' is not in this bundle",
    ),
    "a condition on an unknown question": (
        lambda c: source(c, "insured").update(when="situation.weather == 'rain'"),
        "names situation.weather, which nobody asks",
    ),
    "a condition on an unknown fact": (
        lambda c: place(c, "parenting_guidance").update(when="baby.person.mood == 'happy'"),
        "names baby.person.mood, which nobody asks",
    ),
    "a condition on an answer that cannot be given": (
        lambda c: item(c, "birth_certificate")["confirmations"][0].update(
            when="situation.filer == 'fater'"
        ),
        "'fater' is no answer to situation.filer",
    ),
    "a condition on an option that does not exist": (
        lambda c: item(c, "social_security_card")["needs"].append(
            {"key": "baby.contact.mobile", "when": 'baby.card.delivery != "pigeon"'}
        ),
        "'pigeon' is no answer to baby.card.delivery",
    ),
    "words for a fact that is not there": (
        lambda c: c["words"][ZH].update({"bundle.newborn.fact.baby.person.mood.label": "心情"}),
        "facts.baby.person.mood: words for a fact that no item",
    ),
    "an element that nobody can name": (
        lambda c: c["words"][ZH].pop("element.person.name.label"),
        "element.person.name.label: these words are missing",
    ),
    "advice without words": (
        lambda c: c["words"][ZH].update(
            {
                "bundle.newborn.situations.filer.answers.other.advice.come_with_proxy.advice_text": " "
            }
        ),
        "come_with_proxy.advice_text: these words are missing",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_refuses(fault: str, content: Content) -> None:
    plant, complaint = FAULTS[fault]
    plant(content)
    with pytest.raises(CatalogueError) as refusal:
        check(build(content))
    assert complaint in str(refusal.value)


def test_tells_every_fault_at_once(content: Content) -> None:
    item(content, "birth_certificate")["materials"].append("passport")
    page(content, "contact").append("baby.contact.mobile")
    with pytest.raises(CatalogueError) as refusal:
        check(build(content))
    assert [problem.where for problem in refusal.value.problems] == ["passport", "sections"]


@pytest.mark.parametrize(
    ("break_it", "complaint"),
    [
        (
            lambda c: item(c, "birth_certificate").pop("level"),
            "items: birth_certificate: 'level' is missing",
        ),
        (lambda c: item(c, "birth_certificate").update(type="99"), "'99' is not a valid ItemType"),
        (
            lambda c: item(c, "birth_certificate").update(level="town"),
            "'town' is not a valid Level",
        ),
        (
            lambda c: newborn(c)["parties"]["mother"].update(kind="human"),
            "'human' is not a valid PartyKind",
        ),
        (
            lambda c: c["registries"]["births"].update(ground="curiosity"),
            "neither statutory_duty nor consent",
        ),
        (
            lambda c: source(c, "insured").update(when="situation.filer =="),
            "condition situation.filer ==",
        ),
        (lambda c: newborn(c).update(sections=None), "see services/README.md"),
    ],
)
def test_refuses_what_cannot_be_read(
    break_it: Callable[[Content], object], complaint: str, content: Content
) -> None:
    break_it(content)
    with pytest.raises(CatalogueError, match=r"services/README\.md") as refusal:
        build(content)
    assert complaint in str(refusal.value)
