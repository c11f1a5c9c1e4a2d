"""Need to know: a clerk's page carries what the item needs and nothing else, and every look is on record."""

from __future__ import annotations

import pytest

from portal.domain.items import StaffRole
from portal.persistence.queries import access
from portal.wiring import Portal
from tests.factories import cases, families
from tests.factories import looking as see
from tests.inspector import Inspector
from tests.web.staff_client import address, enter, looks, main_text, sit_at

ACCOUNT = "6217000010001234561"


def first_file(client: Inspector) -> str:
    """The address of the first file on the last page."""
    links = (a.get("href") or "" for a in client.page.all("a"))
    return next(link for link in links if "/materials/" in link)


def test_a_clerk_sees_the_facts_of_the_item_unmasked(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework, chosen=cases.OPTIONAL)
    task = sit_at(client, portal, case, cases.CERTIFICATE)
    answer = client.get(address(task))
    assert answer.status_code == 200
    assert families.CHEN.name in main_text(client)
    assert families.CHEN.id_number in main_text(client)


def test_a_page_does_not_hold_the_facts_of_other_departments(
    client: Inspector, portal: Portal
) -> None:
    case = cases.released_case(portal.casework, chosen=cases.OPTIONAL)
    facts = see.facts_of(portal.casework, case)
    task = sit_at(client, portal, case, cases.CERTIFICATE)
    page = client.get(address(task)).text
    assert families.CHEN.id_number in page
    assert ACCOUNT in facts.values()
    assert ACCOUNT not in page
    assert facts["mother.marriage.certificate_number"] not in page
    assert facts["baby.household.address"] not in page


def test_every_item_shows_only_keys_it_needs(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework, chosen=cases.OPTIONAL)
    for item in cases.EVERYTHING:
        task = sit_at(client, portal, case, item)
        client.get(address(task))
        rule = portal.casework.shelf.current.items[item]
        bundle = portal.casework.shelf.current.bundles[cases.BUNDLE]
        facts = see.facts_of(portal.casework, case)
        needed = {str(bundle.resolve(key, facts)) for key in rule.element_keys}
        needed |= {f"material.{material}" for material in rule.material_ids}
        assert set(looks(portal)[-1].elements) <= needed


def test_the_look_is_written_with_who_whose_what_and_why(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework)
    task = sit_at(client, portal, case, cases.CERTIFICATE)
    client.get(address(task))
    written = looks(portal)[-1]
    assert (written.case_id, written.task_id) == (case, task)
    assert written.office == see.task_of(portal.casework, case, cases.CERTIFICATE).office
    assert written.purpose == "handle"
    assert "mother.person.id_number" in written.elements


def test_a_look_that_cannot_be_written_shows_nothing(
    client: Inspector, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = cases.released_case(portal.casework)
    task = sit_at(client, portal, case, cases.CERTIFICATE)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr(access, "add_look", fail)
    answer = client.get(address(task))
    assert answer.status_code == 500
    assert families.CHEN.id_number not in answer.text


def test_another_office_does_not_find_the_task(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework)
    task = see.task_of(portal.casework, case, cases.CERTIFICATE).id
    enter(client, portal, families.staff_of(portal.casework, "hospital_yunlu"))
    for page in ("", "correction", "steps/accept", "by-hand", "result"):
        assert client.get(address(task, page)).status_code == 404
    assert client.post(address(task, "claim")).status_code == 404
    sent = client.post(address(task, "steps/accept"), data={"version": "1", "seen": "0"})
    assert sent.status_code == 404
    assert looks(portal) == []


def test_a_supervisor_does_not_find_the_task(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework)
    task = see.task_of(portal.casework, case, cases.CERTIFICATE).id
    enter(client, portal, families.supervisor(portal.casework))
    assert client.get(address(task)).status_code == 404


def test_a_case_that_can_still_be_taken_back_is_not_there_yet(
    client: Inspector, portal: Portal
) -> None:
    case = cases.filed_case(portal.casework)
    task = sit_at(client, portal, case, cases.CERTIFICATE)
    assert client.get(address(task)).status_code == 404
    client.get("/staff?tab=waiting")
    assert str(see.case_of(portal.casework, case).number) not in main_text(client)


def test_a_file_is_shown_to_the_office_that_needs_it(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework, chosen=cases.OPTIONAL)
    task = sit_at(client, portal, case, cases.CERTIFICATE)
    client.get(address(task))
    link = first_file(client)
    answer = client.get(link)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("inline; filename=")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert looks(portal)[-1].purpose == "material"
    assert looks(portal)[-1].elements == ["material.parents_id_cards"]


def test_a_file_of_another_department_does_not_exist_here(
    client: Inspector, portal: Portal
) -> None:
    case = cases.released_case(portal.casework, chosen=cases.OPTIONAL)
    other = sit_at(client, portal, case, cases.EXPENSE)
    client.get(address(other))
    link = first_file(client)
    upload = link.rsplit("/", 1)[1]
    task = sit_at(client, portal, case, cases.CERTIFICATE)
    assert client.get(address(task, f"materials/{upload}")).status_code == 404


def test_the_history_holds_nothing_of_other_tasks(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework, confirmed=True)
    cases.accept_item(portal.casework, case, cases.CERTIFICATE)
    cases.approve_item(portal.casework, case, cases.CERTIFICATE)
    task = sit_at(client, portal, case, cases.VACCINES)
    assert client.get(address(task)).status_code == 200
    assert "hospital_mch.clerk.a" not in main_text(client)


def test_the_by_hand_screen_and_its_file_are_looks_too(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework, confirmed=True)
    cases.approve_item(portal.casework, case, cases.CERTIFICATE)
    cases.accept_item(portal.casework, case, cases.REGISTRATION)
    task = sit_at(client, portal, case, cases.REGISTRATION, role=StaffRole.REVIEWER)
    client.get(address(task, "by-hand"))
    answer = client.get(address(task, "by-hand-file"))
    assert answer.mimetype == "text/csv"
    assert answer.data.decode("utf-8-sig").count("林小满") == 1
    assert [look.purpose for look in looks(portal)] == ["enter_by_hand", "enter_by_hand"]
