"""What the status page says of an event beyond that it happened: the step of a result, and what an item waited for in vain."""

from __future__ import annotations

from uuid import UUID

import pytest

from portal.casework.outcome import record_step
from portal.domain.results import ResultState
from portal.wiring import Portal
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import Family, family_whose_father_files, known_family
from tests.inspector import Inspector
from tests.web.test_benefits import sit


@pytest.fixture
def family(portal: Portal) -> Family:
    """A mother and a father whom registries know."""
    return known_family(portal.casework)


def said(client: Inspector, portal: Portal, family: Family, case: UUID) -> str:
    """The status page as its owner reads it in English."""
    sit(client, portal, family.filer)
    return client.get(f"/cases/{case}").text


def test_each_step_of_a_result_is_said(client: Inspector, portal: Portal, family: Family) -> None:
    work = portal.casework
    case = make.released_case(work, family, chosen=make.OPTIONAL, confirmed=True)
    for item in (make.CERTIFICATE, make.REGISTRATION, make.CARD):
        make.approve_item(work, case, item)
    clerk, card = make.clerk_for(work, case, make.CARD), see.task_of(work, case, make.CARD).id
    for state, sentence in (
        (ResultState.READY, "It is ready."),
        (ResultState.HANDED_OVER, "You received it."),
    ):
        assert sentence not in said(client, portal, family, case)
        record_step(work, clerk, card, state)
        assert sentence in said(client, portal, family, case)


def test_what_an_item_waited_for_in_vain_is_named(client: Inspector, portal: Portal) -> None:
    work = portal.casework
    father = family_whose_father_files(work)
    case = make.released_case(work, father)
    make.answer_confirmations(work, father.other, case, agrees=False, item=make.CERTIFICATE)
    page = said(client, portal, father, case)
    assert "This cannot go on because it needed the result of: " in page
    assert "This cannot go on because the person who was asked to confirm said no." in page
