"""The office's pool: tabs with figures, lamps in words, and finding a case by its number."""

from __future__ import annotations

from datetime import timedelta

from portal.wiring import Portal
from tests.factories import cases, families
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.inspector import Inspector, words
from tests.web.staff_client import enter, main_text, rows, sit_at


def tab_figures(client: Inspector) -> list[str]:
    """What the tabs of the last page say."""
    lists = [ul for ul in client.page.all("ul") if ul.get("class") == "desk-tabs"]
    return [words(a) for ul in lists for a in ul.iter("a")]


def test_an_office_sees_its_own_tasks_only(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework)
    sit_at(client, portal, case, cases.CERTIFICATE)
    client.get("/staff")
    number = str(see.case_of(portal.casework, case).number)
    assert [number in row for row in rows(client)] == [True]
    enter(client, portal, families.staff_of(portal.casework, "hospital_yunlu"))
    client.get("/staff")
    assert rows(client) == []


def test_the_tabs_count_what_is_in_them(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework, chosen=cases.OPTIONAL)
    sit_at(client, portal, case, cases.EXPENSE)
    client.get("/staff?tab=waiting")
    assert [figure[-1] for figure in tab_figures(client)] == ["0", "0", "2", "0", "0"]
    assert len(rows(client)) == 2


def test_an_approved_thing_waits_for_its_handing_over_among_the_results(
    client: Inspector, portal: Portal
) -> None:
    case = cases.released_case(portal.casework, confirmed=True)
    cases.approve_item(portal.casework, case, cases.CERTIFICATE)
    cases.approve_item(portal.casework, case, cases.REGISTRATION)
    sit_at(client, portal, case, cases.REGISTRATION)
    client.get("/staff?tab=results")
    assert [figure[-1] for figure in tab_figures(client)] == ["0", "0", "0", "1", "0"]
    assert len(rows(client)) == 1


def test_a_lamp_is_said_in_words(client: Inspector, portal: Portal, clock: Clock) -> None:
    case = cases.released_case(portal.casework)
    clock.pass_time(timedelta(days=14))
    sit_at(client, portal, case, cases.CERTIFICATE)
    client.get("/staff")
    tags = [words(tag) for tag in client.page.all("strong") if tag.get("data-kind") == "stopped"]
    assert tags
    assert any(character.isdigit() for character in tags[0])


def test_a_whole_number_leads_to_the_task_by_an_opaque_address(
    client: Inspector, portal: Portal
) -> None:
    case = cases.released_case(portal.casework)
    task = sit_at(client, portal, case, cases.CERTIFICATE)
    number = str(see.case_of(portal.casework, case).number)
    answer = client.post("/staff/search", data={"number": f" {number} "})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/staff/tasks/{task}"


def test_an_office_with_two_tasks_of_a_case_is_shown_both(
    client: Inspector, portal: Portal
) -> None:
    case = cases.released_case(portal.casework, chosen=cases.OPTIONAL)
    sit_at(client, portal, case, cases.EXPENSE)
    number = str(see.case_of(portal.casework, case).number)
    answer = client.post("/staff/search", data={"number": number})
    assert answer.headers["Location"] == f"/staff/cases/{case}"
    client.get(answer.headers["Location"])
    assert len(rows(client)) == 2


def test_a_number_of_another_office_finds_nothing(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework)
    enter(client, portal, families.staff_of(portal.casework, "hospital_yunlu"))
    number = str(see.case_of(portal.casework, case).number)
    assert client.post("/staff/search", data={"number": number}).status_code == 422
    assert client.get(f"/staff/cases/{case}").status_code == 404


def test_a_mistyped_number_stays_in_the_field(client: Inspector, portal: Portal) -> None:
    enter(client, portal, families.staff_of(portal.casework, "hospital_yunlu"))
    assert client.post("/staff/search", data={"number": "5099X"}).status_code == 422
    assert [f.get("value") for f in client.page.all("input") if f.get("id") == "number"] == [
        "5099X"
    ]


def test_an_empty_list_says_so(client: Inspector, portal: Portal) -> None:
    enter(client, portal, families.staff_of(portal.casework, "hospital_yunlu"))
    for tab in ("submitted", "in-review", "waiting", "results", "ended", "nonsense"):
        assert client.get(f"/staff?tab={tab}").status_code == 200
        assert main_text(client)
