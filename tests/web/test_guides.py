"""Guides of every thing and every item: what one may count on before one begins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from portal.catalogue.labels import Labels
from portal.catalogue.wording import ServiceWords
from portal.domain.items import Item
from portal.web.public.papers import papers, papers_of_item
from portal.web.public.terms import figures, money, plain_yuan, remedies, season
from portal.wiring import Portal
from portal.words import LOCALES
from tests.inspector import Inspector, words


def labels_of(portal: Portal, bundle: str, locale: str = LOCALES[0]) -> Labels:
    """The words around a bundle, without a request."""
    catalogue, city = portal.casework.shelf.current, portal.casework.city
    said = portal.words.pick(locale, "standard")
    return Labels(
        catalogue,
        catalogue.bundles[bundle],
        ServiceWords(catalogue.words, locale, plain=False),
        city.words_in(locale),
        said.gettext,
        locale,
    )


def every(portal: Portal) -> Iterator[Labels]:
    """The words around each bundle."""
    for bundle in portal.casework.shelf.current.bundles:
        yield labels_of(portal, bundle)


def test_each_guide_says_all_that_matters(client: Inspector, portal: Portal) -> None:
    for labels in every(portal):
        page = client.get(f"/guide/{labels.bundle.id}").text
        for situation in labels.bundle.situations:
            own = f"situations.{situation.id}"
            assert labels.own(f"{own}.question") in page
            for option in situation.options:
                assert labels.own(f"{own}.answers.{option.code}.label") in page
        for item in labels.bundle.items:
            assert labels.item(item) in page
            assert labels.item(item, "result_name") in page
            for need in labels.catalogue.items[item].materials:
                assert labels.material(need.material) in page
        assert all(law in page for law in labels.bundle.legal_basis)
        assert portal.casework.city.phone in page


def test_no_guide_shows_a_bare_code(client: Inspector, portal: Portal) -> None:
    catalogue = portal.casework.shelf.current
    codes = {"identity", "account", *catalogue.registries, *catalogue.conditions}
    for bundle in catalogue.bundles:
        client.get(f"/guide/{bundle}")
        said = set(words(next(client.page.all("main"))).split())
        assert not said & {code for code in codes if "_" in code or code in {"identity", "account"}}


def test_every_way_has_its_figures_and_none_is_trimmed(portal: Portal) -> None:
    for labels in every(portal):
        found = figures(labels)
        assert found.promised == labels.bundle.promised_days
        assert found.promise_source
        if found.shortest is not None and found.computed is not None:
            assert 0 < found.shortest <= found.computed
    retire = figures(labels_of(portal, "retire"))
    assert retire.partly
    assert figures(labels_of(portal, "newborn")).computed == 45


def test_a_season_is_told_with_whether_it_is_open(client: Inspector, portal: Portal) -> None:
    labels = labels_of(portal, "school")
    open_now, closed = season(labels, date(2026, 6, 1)), season(labels, date(2026, 9, 1))
    assert open_now is not None
    assert closed is not None
    assert (open_now.is_open, closed.is_open) == (True, False)
    assert (closed.opens, closed.closes) == ("5月10日", "7月31日")
    assert "5月10日" in client.get("/guide/school").text
    assert season(labels_of(portal, "newborn"), date(2026, 6, 1)) is None


def test_an_amount_is_told_with_its_source_its_date_and_who_sets_another(
    client: Inspector, portal: Portal
) -> None:
    labels = labels_of(portal, "elder")
    paid = money(labels, labels.catalogue.items["advanced_age_allowance"])
    assert paid is not None
    assert [rate.yuan for rate in paid.rates] == ["100", "200", "500"]
    assert [[one.yuan for one in rate.places] for rate in paid.rates] == [["120"], ["240"], []]
    assert (paid.since, paid.check_month) == ("2026年1月", "3月")
    for address in ("/guide/elder", "/guide/items/advanced_age_allowance"):
        page = client.get(address).text
        assert "云麓区" in page
        assert paid.source in page
        assert "每月120元" in page


@pytest.mark.parametrize(("yuan", "said"), [("100.00", "100"), ("12.50", "12.50"), ("0.00", "0")])
def test_no_cents_are_told_where_there_are_none(yuan: str, said: str) -> None:
    assert plain_yuan(yuan) == said


def test_one_complains_about_companies_and_has_decisions_reviewed(
    client: Inspector, portal: Portal
) -> None:
    found = remedies(labels_of(portal, "utilities"), portal.casework.city, ["gd", "zj", "gs"])
    assert [remedy.reviews for remedy in found] == [True, False, False]
    client.get("/guide/items/power_connection")
    rights = words(
        next(s for s in client.page.all("section") if s.get("aria-labelledby") == "rights")
    )
    assert "投诉" in rights
    assert "复议" not in rights
    assert "法院" not in rights


def test_an_item_of_several_things_leads_to_all_of_them(client: Inspector, portal: Portal) -> None:
    catalogue = portal.casework.shelf.current
    for item in catalogue.items:
        having = [b.id for b in catalogue.bundles.values() if item in b.items]
        client.get(f"/guide/items/{item}")
        led = {a.get("href") for a in client.page.all("a")}
        assert {f"/apply/{bundle}" for bundle in having} <= led
        assert {f"/guide/{bundle}" for bundle in having} <= led


def test_an_assumed_number_of_visits_is_marked(client: Inspector, portal: Portal) -> None:
    for item in portal.casework.shelf.current.items.values():
        page = client.get(f"/guide/items/{item.id}").text
        assert ("没有公开依据" in page) is item.visits_assumed


def test_a_paper_says_which_answer_asks_for_it(portal: Portal) -> None:
    labels = labels_of(portal, "retire")
    items = [labels.catalogue.items[item] for item in labels.bundle.items]
    found = {paper.id: paper for paper in papers(labels, items)}
    conditional = [p for p in found.values() if p.necessity == "sometimes"]
    assert conditional
    assert all(paper.only_if for paper in conditional)
    assert not any(p.only_if for p in found.values() if p.necessity == "required")


def test_an_item_alone_knows_every_register_that_spares_a_paper(portal: Portal) -> None:
    catalogue = portal.casework.shelf.current
    for item in catalogue.items.values():
        having = [one for one in every(portal) if item.id in one.bundle.items]
        for paper in papers_of_item(having, item):
            assert bool(paper.proved_by) is proved(having, item, paper.id)


def proved(having: list[Labels], item: Item, material: str) -> bool:
    """Whether any source of the things that have an item proves a material of it."""
    assert material in item.material_ids
    return any(material in source.proves for one in having for source in one.bundle.sources)
