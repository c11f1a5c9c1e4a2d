"""Asking for a correction: tick what is wrong and say why; nothing typed is ever lost."""

from __future__ import annotations

from uuid import UUID

from portal.casework.accept import accept
from portal.domain.mending import CorrectionState
from portal.wiring import Portal
from tests.factories import cases
from tests.factories import looking as see
from tests.inspector import Inspector
from tests.web.staff_client import address, carried, main_text, sit_at

NAME, PAPER = "fact:mother.person.name", "material:parents_id_cards"
WHY = "请照身份证填写，少了一个字。"


def opened(client: Inspector, portal: Portal) -> tuple[UUID, UUID, dict[str, str]]:
    """The page of a received task, and the hidden fields of its form."""
    case = cases.released_case(portal.casework, chosen=cases.OPTIONAL)
    task = sit_at(client, portal, case, cases.CERTIFICATE)
    assert client.get(address(task, "correction")).status_code == 200
    return case, task, carried(client)


def marks(client: Inspector) -> set[str]:
    """What can be ticked on the last page."""
    return {
        field.get("value", "") for field in client.page.all("input") if field.get("name") == "mark"
    }


def test_only_what_the_item_needs_and_a_person_gave_can_be_marked(
    client: Inspector, portal: Portal
) -> None:
    opened(client, portal)
    assert {NAME, PAPER} <= marks(client)
    assert "fact:mother.bank.account" not in marks(client)
    assert "fact:baby.birth.certificate_number" not in marks(client)


def test_nothing_ticked_is_an_error_and_the_words_stay(client: Inspector, portal: Portal) -> None:
    case, task, form = opened(client, portal)
    answer = client.post(address(task, "correction"), data={**form, f"why-{NAME}": WHY})
    assert answer.status_code == 422
    assert WHY in main_text(client)
    assert see.corrections_of(portal.casework, case) == []


def test_a_mark_without_a_reason_is_an_error_beside_it(client: Inspector, portal: Portal) -> None:
    case, task, form = opened(client, portal)
    typed = {**form, "mark": [NAME, PAPER], f"why-{NAME}": WHY}
    assert client.post(address(task, "correction"), data=typed).status_code == 422
    assert WHY in main_text(client)
    ticked = [f.get("value") for f in client.page.all("input") if f.get("checked") is not None]
    assert ticked == [NAME, PAPER]
    assert see.corrections_of(portal.casework, case) == []


def test_what_was_marked_is_written_with_its_reasons(client: Inspector, portal: Portal) -> None:
    case, task, form = opened(client, portal)
    typed = {**form, "mark": [NAME, PAPER], f"why-{NAME}": WHY, f"why-{PAPER}": "反面没有拍。"}
    assert client.post(address(task, "correction"), data=typed).status_code == 302
    (written,) = see.corrections_of(portal.casework, case)
    assert written.task_id == task
    assert written.state is CorrectionState.SENT
    client.get(address(task))
    assert WHY in main_text(client)


def test_a_mark_on_something_of_another_department_is_not_taken(
    client: Inspector, portal: Portal
) -> None:
    case, task, form = opened(client, portal)
    strange = "fact:mother.bank.account"
    typed = {**form, "mark": [strange], f"why-{strange}": WHY}
    answer = client.post(address(task, "correction"), data=typed)
    assert answer.status_code in {404, 409, 422}
    assert see.corrections_of(portal.casework, case) == []


def test_a_stale_correction_keeps_ticks_and_words(client: Inspector, portal: Portal) -> None:
    case, task, form = opened(client, portal)
    accept(
        portal.casework, cases.clerk_for(portal.casework, case, cases.CERTIFICATE, name="b"), task
    )
    typed = {**form, "mark": [NAME], f"why-{NAME}": WHY}
    answer = client.post(address(task, "correction"), data=typed)
    assert answer.status_code == 409
    assert WHY in main_text(client)
    assert see.corrections_of(portal.casework, case) == []
    again = client.post(address(task, "correction"), data={**typed, **carried(client)})
    assert again.status_code == 302


def test_waiting_tasks_can_be_checked_already(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework, chosen=cases.OPTIONAL)
    task = sit_at(client, portal, case, cases.EXPENSE)
    client.get(address(task, "correction"))
    typed = {"mark": "material:fee_list", "why-material:fee_list": "清单缺第二页。"}
    sent = client.post(address(task, "correction"), data={**carried(client), **typed})
    assert sent.status_code == 302
    assert see.corrections_of(portal.casework, case)[0].task_id == task
