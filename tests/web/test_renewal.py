"""A draft whose form has changed since it was begun is moved on at the next visit, with everything kept and told."""

from __future__ import annotations

from copy import deepcopy
from typing import Any
from uuid import UUID

import pytest

from portal.casework.shelf import publish
from portal.domain.states import CaseState
from portal.wiring import Portal
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.desk import services_to_change
from tests.factories.families import CHEN, Family, known_family
from tests.inspector import Inspector
from tests.web.conftest import SignIn
from tests.web.two_windows import Window

NAME = "baby.person.name"


@pytest.fixture
def family(client: Inspector, portal: Portal, sign_in: SignIn) -> Family:
    """The mother, signed in and checked."""
    sign_in(checked=CHEN)
    return known_family(portal.casework)


def change(portal: Portal, services: dict[str, Any]) -> None:
    """Publish other services, as a new start of the portal would."""
    work = portal.casework
    work.shelf.current_id = publish(work.db, services, work.clock)


def with_other_days() -> dict[str, Any]:
    """The services with a shorter promise, and a question that nobody needs to answer any more."""
    services = deepcopy(services_to_change())
    services["items"][make.CERTIFICATE]["promised_days"] = 3
    return services


def test_what_has_changed_is_told_and_one_press_goes_on_with_everything_kept(
    client: Inspector, portal: Portal, family: Family
) -> None:
    case = make.draft(portal.casework, family)
    before = see.facts_of(portal.casework, case)
    begun_on = see.case_of(portal.casework, case).release_id
    change(portal, with_other_days())
    answer = client.get(f"/cases/{case}/plan")
    assert answer.location == f"/cases/{case}/renewal"
    page = client.get(answer.location).text
    assert "5个工作日" in page
    assert "3个工作日" in page
    assert see.case_of(portal.casework, case).release_id == begun_on
    assert Window(client, f"/cases/{case}/renewal").send().location == f"/cases/{case}/plan"
    assert see.case_of(portal.casework, case).release_id == portal.casework.shelf.current_id
    assert see.facts_of(portal.casework, case) == before
    assert client.get(f"/cases/{case}/plan").status_code == 200


def test_what_is_typed_meanwhile_is_not_lost(
    client: Inspector, portal: Portal, family: Family
) -> None:
    case = make.empty_draft(portal.casework, family)
    page = Window(client, f"/cases/{case}/form/baby")
    change(portal, with_other_days())
    page.send(**{NAME: "林星晚", "then": "later"})
    assert see.facts_of(portal.casework, case)[NAME] == "林星晚"


def test_nothing_is_sent_on_a_form_that_is_offered_no_more(
    client: Inspector, portal: Portal, family: Family
) -> None:
    case = make.draft(portal.casework, family)
    review = Window(client, f"/cases/{case}/review")
    change(portal, with_other_days())
    assert review.send(truth="yes").location == f"/cases/{case}/renewal"
    assert see.case_of(portal.casework, case).state is CaseState.DRAFT


def test_a_question_that_is_new_at_the_beginning_is_asked_first(
    client: Inspector, portal: Portal, family: Family
) -> None:
    case = make.draft(portal.casework, family)
    services = deepcopy(services_to_change())
    question = deepcopy(services["bundles"]["newborn"]["situations"][0])
    services["bundles"]["newborn"]["situations"].append({**question, "id": "again"})
    change(portal, services)
    answer = client.post(f"/cases/{case}/renew")
    assert answer.location == f"/cases/{case}/situation/4"
    assert see.case_of(portal.casework, case).release_id == portal.casework.shelf.current_id


def test_a_case_that_was_sent_stays_on_its_release(
    client: Inspector, portal: Portal, family: Family
) -> None:
    case: UUID = make.filed_case(portal.casework, family)
    release = see.case_of(portal.casework, case).release_id
    change(portal, with_other_days())
    assert client.get(f"/cases/{case}").status_code == 200
    client.post(f"/cases/{case}/renew")
    assert see.case_of(portal.casework, case).release_id == release


def test_a_release_made_before_the_format_grew_still_builds(
    client: Inspector, portal: Portal, family: Family
) -> None:
    old = deepcopy(services_to_change())
    for kind in ("conditions", "regional"):
        old.pop(kind, None)
    newborn = old["bundles"]["newborn"]
    old["bundles"] = {"newborn": newborn}
    old["items"] = {item["item"]: old["items"][item["item"]] for item in newborn["items"]}
    change(portal, old)
    case = make.draft(portal.casework, family)
    assert client.get(f"/cases/{case}/review").status_code == 200
