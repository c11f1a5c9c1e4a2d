"""The supervisor sees limits and lamps of the whole city, urges offices and sets decisions aside: without personal data."""

from __future__ import annotations

from datetime import timedelta

from portal.casework.decline import decline
from portal.domain.states import TaskState
from portal.persistence.models import Task
from portal.wiring import Portal
from tests.factories import cases, families
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.inspector import Inspector
from tests.web.staff_client import carried, enter, looks, main_text, rows

REMARK = "云府复决〔2026〕18号：原决定认定事实不清。"


def test_the_board_holds_no_personal_data(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework, chosen=cases.OPTIONAL)
    enter(client, portal, families.supervisor(portal.casework))
    page = client.get("/supervisor").text
    facts = see.facts_of(portal.casework, case)
    assert str(see.case_of(portal.casework, case).number) in page
    personal = ("person.name", "person.id_number", "contact.mobile", "address", "account")
    for key, value in facts.items():
        if key.endswith(personal):
            assert value not in page, key
    assert looks(portal) == []


def test_a_clerk_does_not_find_the_board(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework)
    enter(client, portal, cases.clerk_for(portal.casework, case, cases.CERTIFICATE))
    task = see.task_of(portal.casework, case, cases.CERTIFICATE).id
    assert client.get("/supervisor").status_code == 404
    assert client.get("/supervisor/ended").status_code == 404
    assert client.post(f"/supervisor/tasks/{task}/nudge").status_code == 404
    assert client.get(f"/supervisor/tasks/{task}/reopen").status_code == 404


def test_tasks_that_could_not_be_routed_stand_on_top(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework, chosen=cases.OPTIONAL)
    lost = see.task_of(portal.casework, case, cases.GUIDANCE).id
    with portal.casework.db.writing() as session:
        found = session.get(Task, lost)
        assert found is not None
        found.unrouted = True
    enter(client, portal, families.supervisor(portal.casework))
    client.get("/supervisor")
    name = portal.casework.shelf.current.words["zh_Hans_CN"][f"item.{cases.GUIDANCE}.name"]
    listed = [row for row in rows(client) if str(see.case_of(portal.casework, case).number) in row]
    assert listed[0].startswith(name)


def test_figures_and_filters_go_by_lamp_and_department(
    client: Inspector, portal: Portal, clock: Clock
) -> None:
    case = cases.released_case(portal.casework)
    number = str(see.case_of(portal.casework, case).number)
    clock.pass_time(timedelta(days=20))
    enter(client, portal, families.supervisor(portal.casework))

    def listed(query: str) -> int:
        client.get(f"/supervisor{query}")
        return sum(number in row for row in rows(client))

    everything = listed("")
    assert everything == len(see.tasks_of(portal.casework, case))
    assert listed("?lamp=red") == 1
    assert listed("?lamp=none") == everything - 1
    assert listed("?lamp=green") == 0
    department = see.task_of(portal.casework, case, cases.REGISTRATION).department
    assert listed(f"?department={department}") == 1
    assert listed("?department=nonsense&lamp=nonsense") == 0


def test_a_nudge_is_put_on_the_record(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework)
    task = see.task_of(portal.casework, case, cases.CERTIFICATE).id
    enter(client, portal, families.supervisor(portal.casework))
    answer = client.post(f"/supervisor/tasks/{task}/nudge", data={"lamp": "red"})
    assert answer.headers["Location"] == "/supervisor?lamp=red"
    assert see.verbs_of(portal.casework, case)[-1] == "nudge"


def test_a_decision_is_set_aside_only_with_ground_and_remark(
    client: Inspector, portal: Portal
) -> None:
    case = cases.released_case(portal.casework)
    task = see.task_of(portal.casework, case, cases.CERTIFICATE).id
    clerk = cases.clerk_for(portal.casework, case, cases.CERTIFICATE)
    decline(portal.casework, clerk, task, "不在本辖区。")
    enter(client, portal, families.supervisor(portal.casework))
    client.get("/supervisor/ended")
    assert len(rows(client)) == 1
    page = f"/supervisor/tasks/{task}/reopen"
    client.get(page)
    form = carried(client)
    assert client.post(page, data={**form, "remark": REMARK}).status_code == 422
    assert REMARK in main_text(client)
    assert client.post(page, data={**form, "ground": "own_error"}).status_code == 422
    sent = client.post(page, data={**form, "ground": "administrative_review", "remark": REMARK})
    assert sent.status_code == 302
    now = see.task_of(portal.casework, case, cases.CERTIFICATE)
    assert now.state is TaskState.IN_REVIEW
    assert client.get(page).status_code == 404


def test_a_task_that_is_open_cannot_be_set_aside(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework)
    task = see.task_of(portal.casework, case, cases.CERTIFICATE).id
    enter(client, portal, families.supervisor(portal.casework))
    assert client.get(f"/supervisor/tasks/{task}/reopen").status_code == 404
