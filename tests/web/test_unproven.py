"""Signed in again and not yet checked by name: nothing looks lost, and nothing tells what there is."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from portal.wiring import Portal
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import CHEN, LIN, known_family
from tests.inspector import Inspector
from tests.web.conftest import SignIn
from tests.web.sameness import told
from tests.web.staff_client import main_text
from tests.web.two_windows import Window

DOORS = (
    "/cases/{}",
    "/cases/{}/plan",
    "/cases/{}/form/baby",
    "/cases/{}/review",
    "/cases/{}/receipt",
    "/cases/{}/withdraw",
    "/confirmations/{}",
    "/my/benefits/{}",
)
WEIGHT = "baby.birth.weight_grams"
PAIR = {"name": CHEN.name, "id_number": CHEN.id_number}


@pytest.fixture
def case(portal: Portal) -> UUID:
    """A filed case of CHEN, who was checked when it was filed."""
    return make.released_case(portal.casework)


@pytest.mark.parametrize("door", DOORS)
def test_every_id_leads_to_the_check_alike(
    client: Inspector, portal: Portal, case: UUID, sign_in: SignIn, door: str
) -> None:
    sign_in(CHEN.phone)
    asked = see.confirmations_of(portal.casework, case)[0].id
    answers = []
    for each in (case, make.draft(portal.casework), asked, uuid4()):
        answer = client.get(door.format(each))
        answers.append([told(answer), told(client.get(answer.location))])
    assert answers[0][0][0] == 303
    assert all(answer == answers[0] for answer in answers)


def test_whoever_proves_their_name_is_led_back_to_their_case(
    client: Inspector, case: UUID, sign_in: SignIn
) -> None:
    sign_in(CHEN.phone)
    page = client.get(f"/cases/{case}").location
    client.get(page)
    fields = {
        field.get("name") or "": field.get("value") or ""
        for field in client.page.all("input")
        if field.get("type") == "hidden"
    }
    wrong = client.post("/my/identity", data={**fields, **PAIR, "name": "无此人"})
    assert "不会丢" in wrong.text
    proven = client.post("/my/identity", data={**fields, **PAIR})
    assert proven.location == f"/cases/{case}"
    assert client.get(proven.location).status_code == 200


def test_what_is_not_theirs_is_not_there_once_the_name_is_proven(
    client: Inspector, case: UUID, sign_in: SignIn
) -> None:
    sign_in(LIN.phone)
    doors = [f"/cases/{each}" for each in (case, uuid4())]
    assert [client.get(door).status_code for door in doors] == [303, 303]
    client.post("/my/identity", data={"name": LIN.name, "id_number": LIN.id_number})
    assert [client.get(door).status_code for door in doors] == [404, 404]


def test_going_without_the_check_leads_to_no_circle(
    client: Inspector, case: UUID, sign_in: SignIn
) -> None:
    sign_in(CHEN.phone)
    client.get(client.get(f"/cases/{case}").location)
    links = [link.get("href") for main in client.page.all("main") for link in main.iter("a")]
    assert "/my/cases" in links
    assert f"/cases/{case}" not in links


def test_what_was_typed_is_kept_and_every_id_is_answered_alike(
    client: Inspector, portal: Portal, case: UUID, sign_in: SignIn
) -> None:
    sign_in(CHEN.phone)
    here = {"Referer": "http://localhost/my/cases"}
    typed = {"item": "x", "remark": "不想办了"}
    answers = [
        told(client.post(f"/cases/{each}/withdraw", data=typed, headers=here))
        for each in (case, make.draft(portal.casework), uuid4())
    ]
    assert answers[0][0] == 403
    assert "不想办了" in answers[0][2]
    assert "/my/identity" in answers[0][2]
    assert answers[0] == answers[1] == answers[2]


def test_what_was_typed_is_sent_once_more_when_the_name_is_proven(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    family = known_family(portal.casework)
    case = make.draft(portal.casework, family)
    sign_in(CHEN.phone)
    typed = {"version": "1", "then": "later", f"was.{WEIGHT}": "3250", WEIGHT: "3456"}
    here = {"Referer": f"http://localhost/cases/{case}/form/baby"}
    assert client.post(f"/cases/{case}/form/baby", data=typed, headers=here).status_code == 403
    again = Window(client)
    client.post("/my/identity", data=PAIR)
    assert again.send().location == "/my/cases"
    assert see.facts_of(portal.casework, case)[WEIGHT] == "3456"


def test_programs_are_told_in_their_own_way(client: Inspector, case: UUID, sign_in: SignIn) -> None:
    sign_in(CHEN.phone)
    for method in ("GET", "POST"):
        answer = client.open(
            f"/cases/{case}/withdraw", method=method, headers={"Accept": "application/json"}
        )
        assert (answer.status_code, answer.json["error"]["kind"]) == (403, "not_proven")  # type: ignore[index]


CLAIMS = {
    "/": "没有办过",
    "/my/cases": "没有办过",
    "/my/benefits": "发给您的",
    "/my/account": "没有工作人员",
    "/my/askings": "没有部门",
}


@pytest.mark.parametrize("path", CLAIMS)
def test_nothing_is_said_to_be_nothing_before_the_name_is_checked(
    client: Inspector, sign_in: SignIn, path: str
) -> None:
    sign_in(CHEN.phone)
    for mode in ("standard", "elder"):
        client.post("/mode", data={"mode": mode})
        client.get(path)
        assert CLAIMS[path] not in main_text(client)
        assert "核对" in main_text(client)
    client.post("/my/identity", data=PAIR)
    client.get(path)
    assert CLAIMS[path] in main_text(client)
