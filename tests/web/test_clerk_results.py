"""Results on their way to the person: collected, posted, paid."""

from __future__ import annotations

from uuid import UUID

from portal.domain.results import ResultState
from portal.wiring import Portal
from tests.factories import cases
from tests.factories import looking as see
from tests.inspector import Inspector
from tests.web.staff_client import address, carried, field_value, sit_at


def approved(client: Inspector, portal: Portal, item: str) -> tuple[UUID, UUID]:
    """A case in which an item was approved, with its clerk at the desk."""
    case = cases.released_case(portal.casework, chosen=cases.OPTIONAL, confirmed=True)
    cases.approve_item(portal.casework, case, cases.CERTIFICATE)
    cases.approve_item(portal.casework, case, item)
    return case, sit_at(client, portal, case, item)


def record(client: Inspector, task: UUID, **typed: str) -> int:
    client.get(address(task, "result"))
    return client.post(address(task, "result"), data={**carried(client), **typed}).status_code


def reached(portal: Portal, case: UUID, item: str) -> ResultState:
    result = see.result_of(portal.casework, case, item)
    assert result is not None
    return result.state


def test_a_page_is_made_collected_and_handed_over(client: Inspector, portal: Portal) -> None:
    case, task = approved(client, portal, cases.REGISTRATION)
    assert record(client, task, step="ready") == 302
    assert reached(portal, case, cases.REGISTRATION) is ResultState.READY
    assert record(client, task, step="handed_over") == 302
    assert reached(portal, case, cases.REGISTRATION) is ResultState.HANDED_OVER


def test_a_parcel_needs_carrier_and_number(client: Inspector, portal: Portal) -> None:
    case, task = approved(client, portal, cases.REGISTRATION)
    assert record(client, task, step="posted", carrier="邮政") == 422
    assert field_value(client, "carrier") == "邮政"
    assert record(client, task, step="posted", carrier="邮政", tracking="EM123456789CN") == 302
    result = see.result_of(portal.casework, case, cases.REGISTRATION)
    assert result is not None
    assert result.details == {"carrier": "邮政", "tracking": "EM123456789CN"}


def test_a_payment_is_kept_in_fen(client: Inspector, portal: Portal) -> None:
    case, task = approved(client, portal, cases.EXPENSE)
    typed = {"month": "2026-11", "amount": "1280.5", "account_tail": "4561"}
    assert record(client, task, step="paid", **{**typed, "amount": "1,280"}) == 422
    assert record(client, task, step="paid", **typed) == 302
    result = see.result_of(portal.casework, case, cases.EXPENSE)
    assert result is not None
    assert result.state is ResultState.PAID
    assert result.details == {"month": "2026-11", "amount": 128050, "account_tail": "4561"}


def test_a_step_that_does_not_follow_is_not_offered(client: Inspector, portal: Portal) -> None:
    case, task = approved(client, portal, cases.REGISTRATION)
    assert record(client, task, step="handed_over") == 422
    assert record(client, task, step="paid", month="2026-11") == 422
    assert reached(portal, case, cases.REGISTRATION) is ResultState.BEING_MADE


def test_nothing_is_recorded_for_what_becomes_ready_by_itself(
    client: Inspector, portal: Portal
) -> None:
    case, _ = approved(client, portal, cases.VACCINES)
    task = sit_at(client, portal, case, cases.VACCINES)
    assert client.get(address(task, "result")).status_code == 404
