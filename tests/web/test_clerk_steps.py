"""Steps of a task in the browser's eyes: each says what follows, carries the version it saw, and keeps what was typed."""

from __future__ import annotations

from uuid import UUID

import pytest

from portal.casework import accept, ask_correction, claim, nudge
from portal.domain.items import StaffRole
from portal.domain.states import Guard, TaskState
from portal.web import desk_words
from portal.wiring import Portal
from tests.factories import cases, families
from tests.factories import looking as see
from tests.inspector import Inspector
from tests.web.staff_client import address, carried, field_value, main_text, sit_at

REASON = "您不在本辖区办理，请到春江区的医院。"


def begun(client: Inspector, portal: Portal) -> tuple[UUID, UUID]:
    """A case whose certificate has been received, with its clerk at the desk."""
    case = cases.released_case(portal.casework)
    return case, sit_at(client, portal, case, cases.CERTIFICATE)


def send(client: Inspector, task: UUID, page: str, **typed: str) -> int:
    """Open the page of a step and send its form."""
    client.get(address(task, page))
    return client.post(address(task, page), data={**carried(client), **typed}).status_code


def state(portal: Portal, case: UUID, item: str) -> TaskState:
    return see.task_of(portal.casework, case, item).state


def test_accepting_says_what_follows_and_then_that_it_was_done(
    client: Inspector, portal: Portal
) -> None:
    case, task = begun(client, portal)
    client.get(address(task, "steps/accept"))
    assert "2026年11月30日" in main_text(client)
    assert send(client, task, "steps/accept") == 302
    assert state(portal, case, cases.CERTIFICATE) is TaskState.IN_REVIEW
    client.get(address(task))
    said = [box for box in client.page.all("div") if box.get("role") == "alert"]
    assert len(said) == 1


def test_declining_without_a_reason_is_refused(client: Inspector, portal: Portal) -> None:
    case, task = begun(client, portal)
    assert send(client, task, "steps/decline", text="  ") == 422
    assert state(portal, case, cases.CERTIFICATE) is TaskState.SUBMITTED
    assert send(client, task, "steps/decline", text=REASON) == 302
    assert state(portal, case, cases.CERTIFICATE) is TaskState.NOT_ACCEPTED


def test_a_stale_version_changes_nothing_and_keeps_what_was_typed(
    client: Inspector, portal: Portal
) -> None:
    case, task = begun(client, portal)
    client.get(address(task, "steps/terminate"))
    form = carried(client)
    colleague = cases.clerk_for(portal.casework, case, cases.CERTIFICATE, name="b")
    accept.accept(portal.casework, colleague, task)
    answer = client.post(
        address(task, "steps/terminate"), data={**form, "choice": "duplicate", "text": REASON}
    )
    assert answer.status_code == 409
    assert field_value(client, "text") == REASON
    assert colleague_name(portal, colleague.id) in main_text(client)
    assert state(portal, case, cases.CERTIFICATE) is TaskState.IN_REVIEW
    again = client.post(
        address(task, "steps/terminate"),
        data={**carried(client), "choice": "duplicate", "text": REASON},
    )
    assert again.status_code == 302
    assert state(portal, case, cases.CERTIFICATE) is TaskState.TERMINATED


def colleague_name(portal: Portal, staff_id: UUID | None) -> str:
    from portal.persistence.queries import staff

    assert staff_id is not None
    with portal.casework.db.reading() as session:
        member = staff.member(session, staff_id)
    assert member is not None
    return member.display_name


def test_a_stale_step_that_is_no_longer_possible_still_shows_what_was_typed(
    client: Inspector, portal: Portal
) -> None:
    case, task = begun(client, portal)
    client.get(address(task, "steps/decline"))
    form = carried(client)
    accept.accept(
        portal.casework, cases.clerk_for(portal.casework, case, cases.CERTIFICATE, name="b"), task
    )
    answer = client.post(address(task, "steps/decline"), data={**form, "text": REASON})
    assert answer.status_code == 409
    assert REASON in main_text(client)
    assert state(portal, case, cases.CERTIFICATE) is TaskState.IN_REVIEW


def test_a_step_that_is_not_in_the_table_is_a_conflict(client: Inspector, portal: Portal) -> None:
    case, task = begun(client, portal)
    client.get(address(task, "steps/accept"))
    answer = client.post(address(task, "steps/refuse"), data={**carried(client), "text": REASON})
    assert answer.status_code == 409
    assert state(portal, case, cases.CERTIFICATE) is TaskState.SUBMITTED


def test_a_form_without_the_version_it_saw_is_not_taken(client: Inspector, portal: Portal) -> None:
    _, task = begun(client, portal)
    assert client.post(address(task, "steps/accept"), data={}).status_code == 400


def test_what_stands_in_the_way_is_named(client: Inspector, portal: Portal) -> None:
    case, task = begun(client, portal)
    marks = [ask_correction.Mark("fact", "mother.person.name", "请照身份证填写。")]
    clerk = cases.clerk_for(portal.casework, case, cases.CERTIFICATE)
    ask_correction.ask_correction(portal.casework, clerk, task, marks)
    client.get(address(task, "steps/accept"))
    with client.application.test_request_context():
        from portal.web.house import gettext

        sentence = gettext(desk_words.GUARDS[Guard.NO_OPEN_CORRECTION])
    assert sentence in main_text(client)
    assert not carried(client)


@pytest.mark.parametrize("guard", Guard)
def test_every_guard_has_words(guard: Guard) -> None:
    assert desk_words.GUARDS[guard]


def test_a_reviewer_approves_after_the_clerk_passed_it_on(
    client: Inspector, portal: Portal
) -> None:
    case = cases.released_case(portal.casework, confirmed=True)
    cases.approve_item(portal.casework, case, cases.CERTIFICATE)
    task = sit_at(client, portal, case, cases.REGISTRATION)
    assert send(client, task, "steps/accept") == 302
    assert send(client, task, "steps/pass-stage", text="已核对户口簿。") == 302
    sit_at(client, portal, case, cases.REGISTRATION, role=StaffRole.REVIEWER)
    client.get(address(task, "by-hand"))
    key = f"output-{cases.BABY_ID_KEY}"
    wrong = client.post(address(task, "by-hand"), data={**carried(client), key: "123"})
    assert wrong.status_code == 422
    assert field_value(client, "output-1") == "123"
    typed = {key: cases.BABY_ID, "number": "户2026-118", "issued_on-year": "2026"}
    typed |= {"issued_on-month": "11", "issued_on-day": "23"}
    right = client.post(address(task, "by-hand"), data={**carried(client), **typed})
    assert right.status_code == 302
    assert state(portal, case, cases.REGISTRATION) is TaskState.APPROVED
    assert see.facts_of(portal.casework, case)[cases.BABY_ID_KEY] == cases.BABY_ID


def test_an_impossible_date_is_said_beside_the_field(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework, confirmed=True)
    cases.approve_item(portal.casework, case, cases.CERTIFICATE)
    cases.accept_item(portal.casework, case, cases.REGISTRATION)
    cases.to_last_stage(portal.casework, case, cases.REGISTRATION)
    task = sit_at(client, portal, case, cases.REGISTRATION, role=StaffRole.REVIEWER)
    typed = {f"output-{cases.BABY_ID_KEY}": cases.BABY_ID, "issued_on-year": "2026"}
    assert send(client, task, "by-hand", **typed, **{"issued_on-month": "13"}) == 422
    assert field_value(client, "output-1") == cases.BABY_ID


def test_taking_a_task_is_seen_by_colleagues(client: Inspector, portal: Portal) -> None:
    case, task = begun(client, portal)
    colleague = cases.clerk_for(portal.casework, case, cases.CERTIFICATE, name="b")
    claim.claim(portal.casework, colleague, task)
    client.get(address(task))
    assert colleague_name(portal, colleague.id) in main_text(client)
    assert client.post(address(task, "claim")).status_code == 302
    assert see.task_of(portal.casework, case, cases.CERTIFICATE).claimed_by == colleague.id


def test_a_nudge_is_seen_on_the_task(client: Inspector, portal: Portal) -> None:
    _, task = begun(client, portal)
    client.get(address(task))
    before = main_text(client)
    nudge.nudge(portal.casework, families.supervisor(portal.casework), task)
    client.get(address(task))
    assert len(main_text(client)) > len(before)
    client.get("/staff")
    with client.application.test_request_context():
        from portal.web.house import gettext

        assert gettext("Urged") in main_text(client)
