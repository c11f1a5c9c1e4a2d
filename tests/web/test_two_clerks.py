"""Two at one task: whoever is second sees what the first did beside what was typed, and overwrites nothing."""

from __future__ import annotations

from uuid import UUID

import pytest

from portal.casework.accept import accept
from portal.casework.ask_correction import Mark, ask_correction
from portal.casework.correct import correct
from portal.casework.decline import decline
from portal.casework.outcome import record_step
from portal.casework.reopen import reopen
from portal.casework.save import save
from portal.domain.actors import Actor
from portal.domain.items import StaffRole
from portal.domain.results import ResultState
from portal.domain.states import TaskState
from portal.wiring import Portal
from tests.factories import cases, families
from tests.factories import looking as see
from tests.inspector import Inspector
from tests.web.staff_client import address, enter, main_text, sit_at
from tests.web.two_windows import Window

REASON = "您不在本辖区办理，请到春江区的医院。"
ITEM = cases.CERTIFICATE


@pytest.fixture
def case(portal: Portal) -> UUID:
    """A case that the hospital has just received."""
    return cases.released_case(portal.casework)


def colleague(portal: Portal, case: UUID, item: str = ITEM) -> Actor:
    """Somebody else of the same office."""
    return cases.clerk_for(portal.casework, case, item, name="b")


def test_the_first_ones_step_stands_beside_the_seconds_with_name_and_role(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    task = sit_at(client, portal, case, ITEM)
    window = Window(client, address(task, "steps/decline"))
    accept(portal.casework, colleague(portal, case), task)
    assert window.send(text=REASON).status_code == 409
    said = main_text(client)
    for wanted in ("不予受理", REASON, "受理审查", "09:00", "现在的下一步"):
        assert wanted in said
    assert see.task_of(portal.casework, case, ITEM).state is TaskState.IN_REVIEW


def test_a_missing_reason_does_not_hide_that_somebody_was_faster(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    task = sit_at(client, portal, case, ITEM)
    window = Window(client, address(task, "steps/terminate"))
    accept(portal.casework, colleague(portal, case), task)
    assert window.send(choice="").status_code == 409
    assert "您打开本页以后" in main_text(client)


def test_a_press_sent_twice_is_no_conflict(client: Inspector, portal: Portal, case: UUID) -> None:
    task = sit_at(client, portal, case, ITEM)
    window = Window(client, address(task, "steps/accept"))
    assert window.send().location == window.send().location == address(task)
    assert see.verbs_of(portal.casework, case).count("accept") == 1


def test_an_approval_sent_twice_decides_once_and_makes_one_paper(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    task = sit_at(client, portal, case, ITEM)
    accept(portal.casework, cases.clerk_for(portal.casework, case, ITEM), task)
    window = Window(client, address(task, "steps/approve"))
    assert window.send().location == window.send().location == address(task)
    assert see.verbs_of(portal.casework, case).count("approve") == 1
    papers = [one.template for one in see.documents_of(portal.casework, case)]
    assert papers.count("decision_approved") == 1


def test_the_same_press_with_another_reason_is_a_conflict(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    task = sit_at(client, portal, case, ITEM)
    one, other = (Window(client, address(task, "steps/decline")) for _ in range(2))
    assert one.send(text=REASON).status_code == 302
    assert one.send(text=REASON).status_code == 302
    assert other.send(text="材料不属于本院。").status_code == 409
    assert "材料不属于本院。" in main_text(client)


def test_a_correction_in_two_windows_keeps_the_seconds_words(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    task = sit_at(client, portal, case, ITEM)
    name = "fact:mother.person.name"
    one, other = (Window(client, address(task, "correction")) for _ in range(2))
    first = {"mark": name, f"why-{name}": "少了一个字。"}
    assert one.send(**first).status_code == 302
    assert one.send(**first).status_code == 302
    assert other.send(**{"mark": name, f"why-{name}": "多了一个字。"}).status_code == 409
    assert "多了一个字。" in main_text(client)
    assert len(see.corrections_of(portal.casework, case)) == 1


def test_what_another_office_had_corrected_is_told_to_whoever_relies_on_it(
    client: Inspector, portal: Portal
) -> None:
    work = portal.casework
    family = families.known_family(work)
    case = cases.released_case(work, family, confirmed=True)
    cases.approve_item(work, case, ITEM)
    registration = sit_at(client, portal, case, cases.REGISTRATION)
    window = Window(client, address(registration, "steps/accept"))
    vaccines = see.task_of(work, case, cases.VACCINES).id
    marks = [Mark("fact", "baby.person.name", "和出生证不一样。")]
    ask_correction(work, cases.clerk_for(work, case, cases.VACCINES), vaccines, marks)
    cases.accept_item(work, case, cases.REGISTRATION)
    stale = Window(client, address(registration, "steps/terminate"))
    save(work, family.filer, case, {"baby.person.name": "林大满"})
    correct(work, family.filer, case)
    assert stale.send(choice="duplicate", text=REASON).status_code == 409
    assert "补正" in main_text(client)
    assert REASON in main_text(client)
    assert window.send().status_code == 409


def test_a_result_recorded_by_a_colleague_is_shown_and_not_taken_for_a_mistake(
    client: Inspector, portal: Portal
) -> None:
    work = portal.casework
    case = cases.released_case(work, confirmed=True)
    cases.approve_item(work, case, ITEM)
    cases.approve_item(work, case, cases.REGISTRATION)
    task = sit_at(client, portal, case, cases.REGISTRATION)
    one, other = (Window(client, address(task, "result")) for _ in range(2))
    record_step(work, colleague(portal, case, cases.REGISTRATION), task, ResultState.READY)
    posted = {"step": "posted", "carrier": "邮政", "tracking": "EM123456789CN"}
    assert one.send(**posted).status_code == 409
    assert "EM123456789CN" in main_text(client)
    after = one.again()
    assert after.send(step="handed_over").status_code == 302
    assert after.send(step="handed_over").status_code == 302
    assert other.send(step="ready").status_code == 409
    assert see.verbs_of(work, case).count("record_step") == 2


def test_what_came_out_elsewhere_is_kept_when_a_colleague_was_faster(
    client: Inspector, portal: Portal
) -> None:
    work = portal.casework
    case = cases.released_case(work, confirmed=True)
    cases.approve_item(work, case, ITEM)
    cases.accept_item(work, case, cases.REGISTRATION)
    reviewer = cases.to_last_stage(work, case, cases.REGISTRATION)
    task = see.task_of(work, case, cases.REGISTRATION).id
    enter(client, portal, reviewer)
    key = f"output-{cases.BABY_ID_KEY}"
    one, other = (Window(client, address(task, "by-hand")) for _ in range(2))
    entered = {key: cases.BABY_ID, "number": "A1"}
    assert one.send(**entered).status_code == 302
    assert one.send(**entered).status_code == 302
    reply = other.send(**{key: cases.BABY_ID, "number": "B2"})
    assert reply.status_code == 409
    assert "B2" in main_text(client)
    assert see.verbs_of(work, case).count("approve") == 2


def test_two_supervisors_set_a_decision_aside_once(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    work = portal.casework
    task = see.task_of(work, case, ITEM).id
    decline(work, cases.clerk_for(work, case, ITEM), task, REASON)
    one, two = (families.staff_of(work, "zwfw_city", StaffRole.SUPERVISOR, name) for name in "ab")
    enter(client, portal, one)
    page = f"/supervisor/tasks/{task}/reopen"
    window = Window(client, page)
    reopen(work, two, task, "own_error", "认定有误。")
    typed = {"ground": "court_judgment", "remark": "（2026）行初18号"}
    assert window.send(**typed).status_code == 409
    said = main_text(client)
    for wanted in ("（2026）行初18号", "督办", "您正要办的"):
        assert wanted in said
    assert see.verbs_of(work, case).count("reopen") == 1
    assert see.task_of(work, case, ITEM).state is TaskState.IN_REVIEW


def test_a_press_of_the_supervisor_sent_twice_is_no_conflict(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    work = portal.casework
    task = see.task_of(work, case, ITEM).id
    decline(work, cases.clerk_for(work, case, ITEM), task, REASON)
    enter(client, portal, families.supervisor(work))
    window = Window(client, f"/supervisor/tasks/{task}/reopen")
    typed = {"ground": "own_error", "remark": "认定有误。"}
    assert window.send(**typed).location == window.send(**typed).location == "/supervisor/ended"
