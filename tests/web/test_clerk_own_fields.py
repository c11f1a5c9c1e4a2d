"""An item's own fields on the clerk's pages: asked, mended beside the field, shown to the office, printed for the person."""

from __future__ import annotations

from uuid import UUID

import pytest

from portal.documents.views import as_mapping
from portal.domain.states import TaskState
from portal.jobs.documents import desk_at
from portal.jobs.papers import write
from portal.persistence.queries.whole_case import whole_case
from portal.wiring import Portal
from tests.factories import cases
from tests.factories import looking as see
from tests.factories.desk import put_in_force
from tests.factories.families import CHEN
from tests.factories.own_fields import NAMES, PLACE, with_own_fields
from tests.inspector import Inspector
from tests.web.conftest import SignIn
from tests.web.staff_client import (
    address,
    carried,
    enter,
    field_value,
    looks,
    main_text,
    sit_at,
)

TYPED = {
    "operator.place": PLACE,
    "operator.seen_on-year": "2026",
    "operator.seen_on-month": "11",
    "operator.seen_on-day": "20",
    "operator.outcome": "late",
    "operator.aside": "只给同事看",
}


@pytest.fixture
def case(portal: Portal) -> UUID:
    """A case whose certificate is there, on services with own fields."""
    put_in_force(portal.casework, with_own_fields())
    made = cases.released_case(portal.casework, confirmed=True)
    cases.approve_item(portal.casework, made, cases.CERTIFICATE)
    return made


@pytest.fixture
def task(client: Inspector, portal: Portal, case: UUID) -> UUID:
    """What is decided here, in review, with its clerk at the desk."""
    cases.accept_item(portal.casework, case, cases.VACCINES)
    return sit_at(client, portal, case, cases.VACCINES)


def send(client: Inspector, task: UUID, page: str, **typed: str) -> int:
    client.get(address(task, page))
    return client.post(address(task, page), data={**carried(client), **typed}).status_code


def facts_of(portal: Portal, case: UUID, item: str, template: str) -> dict[str, str]:
    """What a document about an item lists."""
    work = portal.casework
    with work.db.reading() as session:
        whole = whole_case(session, case)
    assert whole is not None
    about = next(t.id for t in whole.tasks if t.item == item)
    paper = next(d for d in whole.documents if d.task_id == about and d.template == template)
    facts = as_mapping(write(desk_at(portal, whole, paper)))["facts"]
    assert isinstance(facts, tuple)
    return {fact["label"]: fact["value"] for fact in facts}


def test_the_fields_are_asked_on_the_page_of_the_decision_and_on_no_other(
    client: Inspector, task: UUID
) -> None:
    client.get(address(task, "steps/approve"))
    assert all(name in main_text(client) for name in NAMES.values())
    client.get(address(task, "steps/refuse"))
    assert not any(name in main_text(client) for name in NAMES.values())


def test_what_is_wrong_stands_beside_its_field_and_in_the_summary_and_nothing_is_lost(
    client: Inspector, portal: Portal, case: UUID, task: UUID
) -> None:
    wrong = TYPED | {"operator.place": "", "operator.seen_on-month": "13", "text": "同意"}
    assert send(client, task, "steps/approve", **wrong) == 422
    links = [a.get("href") for a in client.page.all("a")]
    assert {"#f-operator-place", "#f-operator-seen-on"} <= set(links)
    assert NAMES["place"] in main_text(client)
    assert field_value(client, "f-operator-aside") == "只给同事看"
    assert field_value(client, "f-operator-seen-on-month") == "13"
    assert field_value(client, "text") == "同意"
    assert see.task_of(portal.casework, case, cases.VACCINES).state is TaskState.IN_REVIEW


def test_what_was_filled_in_is_shown_to_the_office_noted_and_printed(
    client: Inspector, portal: Portal, case: UUID, task: UUID, sign_in: SignIn
) -> None:
    assert send(client, task, "steps/approve", **TYPED) == 302
    client.get(address(task))
    read = main_text(client)
    assert all(name in read for name in (*NAMES.values(), PLACE, "晚了", "2026年11月20日"))
    assert f"item.{cases.VACCINES}.operator_fields.place" in looks(portal)[-1].elements
    printed = {NAMES["place"]: PLACE, NAMES["seen_on"]: "2026年11月20日", NAMES["outcome"]: "晚了"}
    assert facts_of(portal, case, cases.VACCINES, "decision_approved") == printed
    assert printed.items() <= facts_of(portal, case, cases.VACCINES, "certificate").items()
    client.post("/sign-out")
    sign_in(CHEN.phone, checked=CHEN)
    assert NAMES["place"] in client.get("/my/account").text


def test_by_hand_they_stand_beside_what_the_other_system_gave(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    work = portal.casework
    cases.accept_item(work, case, cases.REGISTRATION)
    enter(client, portal, cases.to_last_stage(work, case, cases.REGISTRATION))
    task = see.task_of(work, case, cases.REGISTRATION).id
    output = {f"output-{cases.BABY_ID_KEY}": cases.BABY_ID}
    assert send(client, task, "by-hand", **output) == 422
    assert field_value(client, "output-1") == cases.BABY_ID
    assert "#f-operator-place" in [a.get("href") for a in client.page.all("a")]
    assert send(client, task, "by-hand", **output, **TYPED) == 302
    client.get(address(task))
    assert PLACE in main_text(client)


def test_sent_twice_it_is_decided_once_and_other_words_are_not_lost(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    work = portal.casework
    cases.accept_item(work, case, cases.REGISTRATION)
    enter(client, portal, cases.to_last_stage(work, case, cases.REGISTRATION))
    page = address(see.task_of(work, case, cases.REGISTRATION).id, "by-hand")
    client.get(page)
    form = carried(client) | TYPED | {f"output-{cases.BABY_ID_KEY}": cases.BABY_ID}
    assert client.post(page, data=form).status_code == 302
    assert client.post(page, data=form).status_code == 302
    assert client.post(page, data=form | {"operator.place": "别处"}).status_code == 409
    assert "别处" in main_text(client)
