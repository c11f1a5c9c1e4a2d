"""还可以加办: what was left out joins a sent application through the pages, in either mode, without a script."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

import pytest

from portal.casework.ask_correction import Mark, ask_correction
from portal.documents.views import as_mapping
from portal.domain.states import TaskState
from portal.jobs.documents import desk_at
from portal.jobs.papers import write
from portal.persistence.queries.whole_case import whole_case
from portal.wiring import Portal
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import CHEN, LIN, known_family
from tests.inspector import Inspector
from tests.web.conftest import SignIn
from tests.web.staff_client import address, main_text, sit_at
from tests.web.two_windows import Window

PAPERS = ("medical_invoice", "fee_list", "diagnosis")
WORDS = {
    "standard": ("暂不办的", "请先把要补正的交上去"),
    "elder": ("这次先不办的", "先把要改的改好"),
}
BANK = {"mother.bank.name": "云江银行", "mother.bank.account": "6217000010001234561"}


@pytest.fixture
def case(client: Inspector, portal: Portal, sign_in: SignIn) -> UUID:
    """A case that is with the departments, without the optional items; its owner is signed in."""
    made = make.released_case(portal.casework, known_family(portal.casework))
    sign_in(checked=CHEN)
    return made


def add(client: Inspector, case: UUID, item: str) -> str:
    """Press the button of an item, and give where that leads."""
    answer = client.post(f"/cases/{case}/add", data={"item": item})
    assert answer.status_code == 303
    return answer.location


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_the_status_page_leads_there_and_each_item_has_its_button(
    client: Inspector, case: UUID, mode: str
) -> None:
    client.post("/mode", data={"mode": mode})
    assert f"/cases/{case}/add" in client.get(f"/cases/{case}").text
    client.get(f"/cases/{case}/add")
    offered = {b.get("value") for b in client.page.all("button") if b.get("name") == "item"}
    assert offered == set(make.OPTIONAL)


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_what_it_needs_is_filled_in_on_the_next_page_and_sent(
    client: Inspector, portal: Portal, case: UUID, mode: str
) -> None:
    client.post("/mode", data={"mode": mode})
    mend = add(client, case, make.EXPENSE)
    assert mend == f"/cases/{case}/mend"
    page = client.get(mend).text
    assert all(name in page for name in BANK)
    for paper in PAPERS:
        sent = {"file": (BytesIO(make.photo()), "photo.png")}
        assert client.post(f"{mend}/materials/{paper}", data=sent).status_code == 302
    assert Window(client, mend).send(**BANK, do="send").location == f"/cases/{case}"
    facts = see.facts_of(portal.casework, case)
    assert facts.items() >= BANK.items()
    make.approve_item(portal.casework, case, make.CERTIFICATE)
    make.accept_item(portal.casework, case, make.EXPENSE)
    assert see.states_of(portal.casework, case)[make.EXPENSE] is TaskState.IN_REVIEW


def test_what_is_added_is_offered_no_more_and_pressed_again_it_stays_one(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    assert add(client, case, make.GUIDANCE) == add(client, case, make.GUIDANCE) == f"/cases/{case}"
    client.get(f"/cases/{case}/add")
    offered = [b.get("value") for b in client.page.all("button") if b.get("name") == "item"]
    assert offered == [make.EXPENSE]
    assert see.verbs_of(portal.casework, case).count("add_item") == 1


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_what_is_not_done_for_now_stands_on_the_status_page_with_the_reason_why_it_cannot_join(
    client: Inspector, case: UUID, mode: str
) -> None:
    client.post("/mode", data={"mode": mode})
    link, left_out, why_not = f"/cases/{case}/add", WORDS[mode][0], WORDS[mode][1]
    assert link in client.get(f"/cases/{case}").text
    assert left_out in main_text(client)
    assert why_not not in main_text(client)
    add(client, case, make.EXPENSE)
    assert link not in client.get(f"/cases/{case}").text
    assert left_out in main_text(client)
    assert why_not in main_text(client)
    client.get(link)
    assert why_not in main_text(client)
    assert not [b for b in client.page.all("button") if b.get("name") == "item"]


def test_what_was_withdrawn_is_added_again_from_the_page(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    client.post(f"/cases/{case}/withdraw", data={"item": make.INSURANCE})
    client.get(f"/cases/{case}/add")
    assert "这一项您撤回了" in main_text(client)
    assert add(client, case, make.INSURANCE) == f"/cases/{case}"
    assert see.states_of(portal.casework, case)[make.INSURANCE] is TaskState.WAITING


def test_what_was_added_can_be_withdrawn_again(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    add(client, case, make.EXPENSE)
    client.post(f"/cases/{case}/withdraw", data={"item": make.EXPENSE})
    assert see.states_of(portal.casework, case)[make.EXPENSE] is TaskState.WITHDRAWN
    assert client.get(f"/cases/{case}/mend").location == f"/cases/{case}"
    assert make.GUIDANCE in client.get(f"/cases/{case}/add").text


def test_nobody_else_finds_the_page(client: Inspector, case: UUID, sign_in: SignIn) -> None:
    client.post("/sign-out")
    sign_in(LIN.phone, checked=LIN)
    assert client.get(f"/cases/{case}/add").status_code == 404
    assert client.post(f"/cases/{case}/add", data={"item": make.GUIDANCE}).status_code == 404


def test_the_office_reads_in_words_who_added_it_and_why_it_waits(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    add(client, case, make.EXPENSE)
    make.approve_item(portal.casework, case, make.CERTIFICATE)
    task = sit_at(client, portal, case, make.EXPENSE)
    client.get(address(task))
    read = main_text(client)
    assert "add_item" not in read
    assert "申请人提交后加办" in read
    assert "这一项是提交后加办的，需要这个。" in read


def test_a_list_of_an_office_gives_its_reason_for_what_the_portal_asked(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    work = portal.casework
    clerk = make.clerk_for(work, case, make.CERTIFICATE)
    add(client, case, make.EXPENSE)
    task = see.task_of(work, case, make.CERTIFICATE)
    ask_correction(work, clerk, task.id, [Mark("fact", "baby.person.name", "请照原件写。")])
    with work.db.reading() as session:
        whole = whole_case(session, case)
    assert whole is not None
    paper = next(d for d in whole.documents if d.template == "correction_notice")
    view = as_mapping(write(desk_at(portal, whole, paper)))
    reasons = [mend["why"] for group in view["groups"] for mend in group["mends"]]  # type: ignore[attr-defined]
    assert reasons
    assert all(reasons)
