"""还有一个宝宝？ One more draft from the review, both sent by one press, each with its number, seen to belong together."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from portal.domain.states import CaseState
from portal.persistence.queries.case_list import case_list
from portal.wiring import Portal
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import CHEN, Family, known_family
from tests.inspector import Inspector
from tests.web.staff_client import main_text
from tests.web.two_windows import Window, form_to

SignIn = Callable[..., None]
TWIN = {"baby.person.name": "林小圆"}


@pytest.fixture
def family(client: Inspector, portal: Portal, sign_in: SignIn) -> Family:
    """The mother, signed in and checked."""
    found = known_family(portal.casework)
    sign_in(checked=CHEN)
    return found


@pytest.fixture
def first(portal: Portal, family: Family) -> UUID:
    """A draft for the first of twins, ready to be sent."""
    return make.draft(portal.casework, family, answers={"baby.birth.order": "first"})


def copy(client: Inspector, case: UUID, page: str = "review") -> UUID:
    """Press 再抄一份 under a page, twice; the new draft."""
    client.get(f"/cases/{case}/{page}")
    form = form_to(client, "/another")
    pressed = [client.post(form.action, data=form.fields()).location for _ in range(2)]
    assert pressed[0] == pressed[1]
    assert pressed[0].endswith("/sources")
    return UUID(pressed[0].split("/")[2])


def fill(portal: Portal, family: Family, case: UUID) -> None:
    """Say what is different of the second."""
    make.answer_everything(portal.casework, family, case, TWIN)
    make.attach_everything(portal.casework, family, case)


def drafts(portal: Portal, family: Family) -> int:
    assert family.filer.id is not None
    with portal.casework.db.reading() as session:
        return len(case_list(session, family.filer.id, family.filer.person))


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_one_more_is_begun_from_the_review_once(
    client: Inspector, portal: Portal, family: Family, first: UUID, mode: str
) -> None:
    client.post("/mode", data={"mode": mode})
    assert "还有一个宝宝？" in client.get(f"/cases/{first}/review").text
    second = copy(client, first)
    assert drafts(portal, family) == 2
    assert "抄好了" in client.get(f"/cases/{second}/sources").text
    page = client.get(f"/cases/{first}/review").text
    assert f"/cases/{second}/resume" in page
    assert f'value="{second}"' not in page


def test_one_press_sends_both_and_each_gets_its_number(
    client: Inspector, portal: Portal, family: Family, first: UUID
) -> None:
    second = copy(client, first)
    fill(portal, family, second)
    review = Window(client, f"/cases/{first}/review")
    assert "林小圆" in main_text(client)
    sent = {"truth": "yes", "with": str(second)}
    assert review.send(**sent).location == f"/cases/{first}/receipt"
    assert review.send(**sent).location == f"/cases/{first}/receipt"
    numbers = [str(see.case_of(portal.casework, case).number) for case in (first, second)]
    assert len(set(numbers)) == 2
    page = client.get(f"/cases/{first}/receipt").text
    assert all(number in page for number in numbers)
    assert numbers[0] in client.get(f"/cases/{second}/receipt").text
    assert see.verbs_of(portal.casework, second) == ["submit"]


def test_without_the_tick_only_the_one_is_sent(
    client: Inspector, portal: Portal, family: Family, first: UUID
) -> None:
    second = copy(client, first)
    fill(portal, family, second)
    Window(client, f"/cases/{first}/review").send(truth="yes")
    assert see.case_of(portal.casework, second).state is CaseState.DRAFT
    assert "还没有提交" in client.get(f"/cases/{first}/receipt").text


def test_a_sibling_that_changed_meanwhile_is_not_sent_unseen(
    client: Inspector, portal: Portal, family: Family, first: UUID
) -> None:
    second = copy(client, first)
    fill(portal, family, second)
    review = Window(client, f"/cases/{first}/review")
    Window(client, f"/cases/{second}/form/baby/0").send(**{"baby.person.name": "林大圆"})
    reply = review.send(truth="yes", **{"with": str(second)})
    assert "还没有提交" in client.get(reply.location).text
    assert see.case_of(portal.casework, first).state is CaseState.FILED
    assert see.case_of(portal.casework, second).state is CaseState.DRAFT


def test_the_tick_for_the_sibling_stays_when_the_page_comes_back(
    client: Inspector, portal: Portal, family: Family, first: UUID
) -> None:
    second = copy(client, first)
    fill(portal, family, second)
    review = Window(client, f"/cases/{first}/review")
    client.get(review.send(**{"with": [str(second), "林小圆"]}).location)
    assert review.again().fields()["with"] == [str(second)]


def test_the_list_says_that_they_belong_together(
    client: Inspector, portal: Portal, family: Family, first: UUID
) -> None:
    fill(portal, family, copy(client, first))
    client.get("/my/cases")
    assert "和这一份一起办的：林小圆" in main_text(client)
    assert "和这一份一起办的：林小满" in main_text(client)


def test_one_more_can_be_begun_from_the_receipt(
    client: Inspector, portal: Portal, family: Family, first: UUID
) -> None:
    Window(client, f"/cases/{first}/review").send(truth="yes")
    copy(client, first, "receipt")
    assert drafts(portal, family) == 2


def test_a_press_without_a_key_begins_nothing(
    client: Inspector, portal: Portal, family: Family, first: UUID
) -> None:
    assert client.post(f"/cases/{first}/another", data={"key": "1"}).status_code == 400
    assert drafts(portal, family) == 1
