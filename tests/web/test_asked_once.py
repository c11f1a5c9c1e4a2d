"""The form does not ask what follows from another of its own questions; where nothing followed, it comes up after all."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from portal.casework.opening import open_case
from portal.casework.save import asked_questions
from portal.casework.start import start
from portal.domain.actors import SYSTEM
from portal.domain.bundles import Bundle, Part
from portal.domain.derivations import following
from portal.wiring import Portal
from tests.factories.driver import fast_paths
from tests.factories.families import SUN, citizen
from tests.factories.looking import facts_of
from tests.inspector import Inspector, words

SignIn = Callable[..., None]


def of_number(bundle: Bundle) -> tuple[str, str] | None:
    """The sex and the ID number that one page asks, if the sex follows from the number."""
    for rule in bundle.derivations:
        pair = {rule.target, *rule.origins}
        if rule.part is Part.SEX and any(pair <= set(page.keys) for page in bundle.sections):
            return rule.target, rule.origins[0]
    return None


@pytest.fixture
def bundle(portal: Portal) -> Bundle:
    """A bundle that needs both."""
    return next(b for b in portal.casework.shelf.current.bundles.values() if of_number(b))


@pytest.fixture
def case(portal: Portal, bundle: Bundle, sign_in: SignIn) -> UUID:
    """A draft of it, of somebody whose name was not checked."""
    sign_in(SUN.phone)
    filer = citizen(portal.casework, SUN, checked=False)
    way = next(fast_paths(bundle))
    return start(portal.casework, filer, bundle.id, way, language="zh_Hans_CN", mode="standard")


def asked(client: Inspector) -> set[str]:
    """The questions of the last page."""
    fields = client.page.all("input")
    return {f.get("value") or "" for f in fields if f.get("name") == "shown"}


def page_with(bundle: Bundle, key: str) -> str:
    return next(section.id for section in bundle.sections if key in section.keys)


def test_the_sex_is_not_asked_beside_the_number_that_tells_it(
    client: Inspector, portal: Portal, bundle: Bundle, case: UUID
) -> None:
    sex, number = of_number(bundle) or ("", "")
    with open_case(portal.casework, SYSTEM, case, None) as opened:
        assert {sex, number} <= {question.key for question in asked_questions(opened)}
    address = f"/cases/{case}/form/{page_with(bundle, sex)}"
    client.get(address)
    assert number in asked(client)
    assert sex not in asked(client)
    version = next(f for f in client.page.all("input") if f.get("name") == "version")
    sent = {"version": version.get("value"), "shown": [number], number: SUN.id_number}
    assert client.post(address, data=sent).status_code in {302, 303}
    facts = facts_of(portal.casework, case)
    assert facts[sex] == following(bundle, facts, portal.casework.today)[sex]


def test_in_large_print_it_has_no_screen_of_its_own(
    client: Inspector, bundle: Bundle, case: UUID
) -> None:
    sex, number = of_number(bundle) or ("", "")
    client.post("/mode", data={"mode": "elder"})
    address, met = f"/cases/{case}/form/{bundle.sections[0].id}", set[str]()
    for _ in range(80):
        page = client.get(address, follow_redirects=True)
        if "/form/" not in page.request.path:
            break
        met |= asked(client)
        form = next(f for f in client.page.all("form") if f.get("data-autosave"))
        sent = [(f.get("name"), f.get("value")) for f in form.iter("input")]
        carried = {n: v for n, v in sent if n in {"version", "shown"}}
        address = client.post(page.request.path, data={**carried, "then": "skip"}).location or ""
    assert number in met
    assert sex not in met


def test_the_review_asks_for_the_number_only(
    client: Inspector, portal: Portal, bundle: Bundle, case: UUID
) -> None:
    sex, number = of_number(bundle) or ("", "")
    client.get(f"/cases/{case}/review")
    (missing,) = [s for s in client.page.all("section") if "missing" in (s.get("class") or "")]
    labels = portal.casework.shelf.current.words["zh_Hans_CN"]
    named = [words(link) for link in missing.iter("a")]
    label = labels.get(f"bundle.{bundle.id}.fact.{sex}.label") or labels["element.person.sex.label"]
    assert named
    assert not any(label in line for line in named), (number, named)
