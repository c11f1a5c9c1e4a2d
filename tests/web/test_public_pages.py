"""Home, search, guides, help: what everybody finds, in both languages and both modes."""

from __future__ import annotations

from itertools import product

import pytest

from portal.wiring import Portal
from portal.words import LOCALES, MODES
from tests.factories.cases import BUNDLE, REGISTRATION, empty_draft
from tests.factories.families import family_known_by_phone
from tests.inspector import Inspector, words
from tests.web.conftest import SignIn

PAGES = (
    "/",
    "/search",
    "/search?q=上户口",
    "/search?q=qqqq",
    "/search?q=关怀版",
    f"/guide/{BUNDLE}",
    f"/guide/items/{REGISTRATION}",
    "/browse",
    "/browse?for=firm&event=business",
    "/browse/departments",
    "/savings",
    "/help",
    "/privacy",
    "/accessibility",
    "/progress",
    "/verify",
    "/verify/ABCDEFGHJKLM",
)


@pytest.mark.parametrize("address", PAGES)
def test_every_public_page_is_whole_in_every_mode_and_language(
    client: Inspector, address: str
) -> None:
    for mode, language in product(MODES, LOCALES):
        client.post("/mode", data={"mode": mode})
        client.post("/language", data={"language": language})
        assert client.get(address).status_code == 200, (mode, language)
        html = next(client.page.all("html"))
        assert (html.get("data-mode"), html.get("lang")) == (
            mode,
            "en" if language == "en" else "zh-CN",
        )


def found(client: Inspector, question: str) -> list[str]:
    """Addresses of what a search found, in order."""
    client.get("/search", query_string={"q": question})
    if not any("cards--found" in (ul.get("class") or "") for ul in client.page.all("ul")):
        return []
    cards = (li for li in client.page.all("li") if li.get("class") == "card")
    return [a.get("href") or "" for card in cards for a in card.iter("a")]


@pytest.mark.parametrize(
    "question",
    [
        "上户口",
        "给娃儿上户口怎么办",
        "生娃",
        "新生儿",
        "newborn",
        "vacination",
        "Ｎｅｗｂｏｒｎ",
        "birth  certificate",
        "shenghaizi",
        "sheng hai zi",
        "xinshenger",
        "shz",
        "生孩字",
    ],
)
def test_people_find_the_newborn_thing_by_what_they_say(client: Inspector, question: str) -> None:
    assert f"/guide/{BUNDLE}" in found(client, question)


def test_an_item_is_found_by_its_own_name_first(client: Inspector) -> None:
    assert found(client, "生育医疗费用报销")[0] == "/guide/items/maternity_expense"


@pytest.mark.parametrize(
    ("question", "address"), [("电话", "/help"), ("验真", "/verify"), ("查进度", "/progress")]
)
def test_help_is_found_too(client: Inspector, question: str, address: str) -> None:
    assert address in found(client, question)


@pytest.mark.parametrize(
    "question", ["长辈版", "亲情版", "关爱版", "关怀版", "适老版", "large print"]
)
def test_any_name_of_the_elder_mode_finds_its_switch_first(
    client: Inspector, question: str
) -> None:
    client.get("/search", query_string={"q": question})
    offers = [s for s in client.page.all("section") if s.get("class") == "offer"]
    assert len(offers) == 1
    switch = next(button for button in offers[0].iter("button") if button.get("name") == "mode")
    assert switch.get("value") == "elder"


def test_a_search_without_a_hit_says_what_to_do_next(client: Inspector) -> None:
    assert found(client, "火箭发射") == []
    assert any((a.get("href") or "").startswith("tel:") for a in client.page.all("a"))
    assert any(a.get("href") == f"/guide/{BUNDLE}" for a in client.page.all("a"))


@pytest.mark.parametrize(
    "question", ["", " ", "<script>", "'; --", "x" * 5_000, "％", "🍼", "\x00"]
)
def test_no_question_breaks_the_search(client: Inspector, question: str) -> None:
    assert client.get("/search", query_string={"q": question}).status_code == 200


@pytest.mark.parametrize("address", ["/guide/no_such", "/guide/items/no_such"])
def test_a_guide_that_is_not_there_is_a_calm_404(client: Inspector, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_guide_says_all_that_matters_before_one_begins(client: Inspector, portal: Portal) -> None:
    page = client.get(f"/guide/{BUNDLE}").text
    catalogue, city = portal.casework.shelf.current, portal.casework.city
    zh = catalogue.words["zh_Hans_CN"]
    for item in catalogue.bundles[BUNDLE].items:
        assert zh[f"item.{item}.name"] in page
        assert zh[f"item.{item}.result_name"] in page
        for need in catalogue.items[item].materials:
            assert zh[f"material.{need.material}.name"] in page
    assert all(law in page for law in catalogue.bundles[BUNDLE].legal_basis)
    assert all(
        office.phone in page
        for office in city.offices.values()
        if office.department == "ga" and office.stands_on(portal.casework.today)
    )
    assert any(a.get("href") == f"/apply/{BUNDLE}" for a in client.page.all("a"))


def test_the_three_figures_stand_side_by_side_untrimmed(client: Inspector) -> None:
    client.post("/language", data={"language": "en"})
    client.get(f"/guide/{BUNDLE}")
    figures = next(dl for dl in client.page.all("dl") if dl.get("class") == "figures")
    told = [words(strong) for strong in figures.iter("strong")]
    assert told == ["5 working days", "45 working days", "the law names no number of days"]


def test_home_offers_large_print_once(client: Inspector) -> None:
    def offered() -> bool:
        client.get("/")
        return any(aside.get("class") == "offer" for aside in client.page.all("aside"))

    assert offered()
    client.post("/mode", data={"mode": "standard"})
    assert not offered()


def test_home_in_elder_mode_begins_with_the_phone(client: Inspector) -> None:
    client.post("/mode", data={"mode": "elder"})
    client.get("/")
    tiles = [li for li in client.page.all("li") if (li.get("class") or "").startswith("tile")]
    assert 4 <= len(tiles) <= 10
    first = next(tiles[0].iter("a"))
    assert (first.get("href") or "").startswith("tel:")


def test_home_shows_a_signed_in_person_what_is_most_urgent(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    sign_in()
    client.get("/")
    assert not any("desk-card--cases" in (d.get("class") or "") for d in client.page.all("div"))
    case = empty_draft(portal.casework, family_known_by_phone(portal.casework))
    client.get("/")
    card = next(d for d in client.page.all("div") if "desk-card--cases" in (d.get("class") or ""))
    assert card.get("data-kind") == "yours"
    assert any(a.get("href") == f"/cases/{case}" for a in card.iter("a"))


def test_staff_do_not_see_cases_on_the_public_home(
    client: Inspector, staff_sign_in: SignIn
) -> None:
    staff_sign_in()
    assert client.get("/").status_code == 200
