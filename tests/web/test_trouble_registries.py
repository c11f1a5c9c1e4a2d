"""Registries that are silent stop nobody: 核验中 is shown with what it means, the decision waits, and the mark goes by itself."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from portal.casework.compare import compare
from portal.registries.demo import DemoRegistries, Trouble
from portal.web import login
from portal.wiring import Portal
from tests.factories import cases as make
from tests.factories.families import Family, known_family
from tests.inspector import Inspector
from tests.web.staff_client import address, main_text, sit_at

MEANS = "核验中”是说"


@pytest.fixture
def registries(portal: Portal) -> DemoRegistries:
    found = portal.casework.registries
    assert isinstance(found, DemoRegistries)
    return found


@pytest.fixture
def family(portal: Portal) -> Family:
    return known_family(portal.casework)


@pytest.fixture
def case(portal: Portal, family: Family, registries: DemoRegistries) -> UUID:
    """A case that was filed and accepted while every registry was silent."""
    work = portal.casework
    names = list(work.shelf.current.registries)
    registries.troubles.update(dict.fromkeys(names, Trouble.DOWN))
    filed = make.released_case(work, family)
    assert not compare(work, filed)
    make.accept_item(work, filed, make.CERTIFICATE)
    return filed


@pytest.fixture
def mother(app: Flask, family: Family) -> Inspector:
    """The applicant's browser."""
    browser = Inspector(app, app.response_class)
    with browser.session_transaction() as session:
        session["_user_id"] = f"c:{family.filer.id}"
        session[login.PERSON] = str(family.filer.person)
        session[login.PERSONS] = [str(family.filer.person)]
    return browser


def test_the_mark_is_shown_to_both_sides_and_goes_when_the_registry_answers(
    client: Inspector, portal: Portal, registries: DemoRegistries, case: UUID, mother: Inspector
) -> None:
    task = sit_at(client, portal, case, make.CERTIFICATE)
    client.get(address(task))
    assert MEANS in main_text(client)
    mother.get(f"/cases/{case}")
    said = main_text(mother)
    assert "核验中" in said
    assert "您不用做什么" in said
    registries.troubles.clear()
    assert compare(portal.casework, case)
    client.get(address(task))
    assert MEANS not in main_text(client)
    mother.get(f"/cases/{case}")
    assert "核验中" not in main_text(mother)
