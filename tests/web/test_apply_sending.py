"""Materials, the review, and one receipt however often it is sent."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from werkzeug.test import TestResponse

from portal.casework.attach import MOST_FILES
from portal.domain.states import CaseState
from portal.persistence.models import Upload
from portal.persistence.queries import cases
from portal.wiring import Portal
from tests.factories.cases import answer_everything, draft, empty_draft, photo
from tests.factories.families import CHEN, known_family
from tests.factories.looking import case_of
from tests.inspector import Inspector

SignIn = Callable[..., None]
PAPER = "parents_id_cards"


@pytest.fixture
def answered(client: Inspector, portal: Portal, sign_in: SignIn) -> UUID:
    """A draft with every answer and no paper; its owner is signed in and checked."""
    family = known_family(portal.casework)
    case = empty_draft(portal.casework, family)
    answer_everything(portal.casework, family, case)
    _enter(client, sign_in)
    return case


@pytest.fixture
def ready(client: Inspector, portal: Portal, sign_in: SignIn) -> UUID:
    """A draft that can be sent."""
    case = draft(portal.casework)
    _enter(client, sign_in)
    return case


def _enter(client: Inspector, sign_in: SignIn) -> None:
    sign_in(checked=CHEN)


def uploads(portal: Portal, case: UUID) -> list[Upload]:
    """What was handed in so far."""
    with portal.casework.db.reading() as session:
        return list(cases.uploads(session, case))


def add(
    client: Inspector, case: UUID, data: bytes, name: str = "photo.png", **more: str
) -> TestResponse:
    """Send a file for the parents' ID cards."""
    accept = more.pop("accept", "text/html")
    return client.post(
        f"/cases/{case}/materials/{PAPER}/files",
        data={"file": (BytesIO(data), name), **more},
        headers={"Accept": accept},
    )


def send(client: Inspector, case: UUID, **fields: str) -> TestResponse:
    """Press the button under the review, as it was last shown."""
    shown = {f.get("name"): f.get("value") for f in client.page.all("input")}
    data = {"version": shown["version"], "key": shown["key"], "truth": "yes"} | fields
    return client.post(f"/cases/{case}/review", data=data)


def test_limits_are_said_before_anything_is_chosen(client: Inspector, answered: UUID) -> None:
    page = client.get(f"/cases/{answered}/materials").text
    for wanted in ("10 MB", "30页", "JPEG", "PDF", "去的时候带上原件"):
        assert wanted in page


def test_a_file_is_added_shown_replaced_and_removed(
    client: Inspector, portal: Portal, answered: UUID
) -> None:
    assert (
        add(client, answered, photo()).location == f"/cases/{answered}/materials#m-parents-id-cards"
    )
    (first,) = uploads(portal, answered)
    assert (
        f"/cases/{answered}/uploads/{first.id}" in client.get(f"/cases/{answered}/materials").text
    )
    add(client, answered, photo(200), replaces=str(first.id))
    (second,) = uploads(portal, answered)
    assert second.id != first.id
    client.post(f"/cases/{answered}/uploads/{second.id}/remove")
    assert uploads(portal, answered) == []


def test_a_file_sent_by_the_script_is_answered_with_where_to_go_on(
    client: Inspector, answered: UUID
) -> None:
    reply = add(client, answered, photo(), accept="application/json")
    assert reply.get_json()["next"].startswith(f"/cases/{answered}/materials?added=")


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"MZ not a picture", "打不开"), (b"\x89PNG\r\n\x1a\n broken", "坏了"), (b"", "空的")],
)
def test_a_refused_file_says_why_beside_its_field(
    client: Inspector, portal: Portal, answered: UUID, data: bytes, why: str
) -> None:
    reply = add(client, answered, data)
    assert reply.status_code == 422
    assert why in reply.text
    assert 'id="m-parents-id-cards-file-error"' in reply.text
    assert why in add(client, answered, data, accept="application/json").get_json()["error"]
    assert uploads(portal, answered) == []


def test_too_many_files_are_refused_kindly(
    client: Inspector, portal: Portal, answered: UUID
) -> None:
    for shade in range(MOST_FILES):
        add(client, answered, photo(shade))
    reply = add(client, answered, photo(99))
    assert reply.status_code == 422
    assert "文件够多了" in reply.text
    first = uploads(portal, answered)[0]
    assert add(client, answered, photo(99), replaces=str(first.id)).status_code == 302
    assert len(uploads(portal, answered)) == MOST_FILES


def test_a_file_for_nothing_asked_is_not_found(client: Inspector, answered: UUID) -> None:
    sent = {"file": (BytesIO(photo()), "photo.png")}
    reply = client.post(f"/cases/{answered}/materials/household_book/files", data=sent)
    assert reply.status_code == 404
    assert client.post(f"/cases/{answered}/uploads/{uuid4()}/remove").status_code == 404


def test_in_large_print_materials_come_one_by_one(client: Inspector, answered: UUID) -> None:
    client.post("/mode", data={"mode": "elder"})
    assert client.get(f"/cases/{answered}/materials").location == f"/cases/{answered}/materials/0"
    page = client.get(f"/cases/{answered}/materials/0").text
    assert f"/cases/{answered}/materials/1" in page
    assert client.get(f"/cases/{answered}/materials/99").location == f"/cases/{answered}/review"
    assert add(client, answered, b"x").status_code == 422


def test_the_review_lists_what_is_missing_first_and_where_to_mend_it(
    client: Inspector, portal: Portal, answered: UUID
) -> None:
    page = client.get(f"/cases/{answered}/review").text
    assert page.index("还差") < page.index("林小满")
    assert f"/cases/{answered}/materials#m-parents-id-cards" in page
    assert send(client, answered).location == f"/cases/{answered}/review"
    assert case_of(portal.casework, answered).state is CaseState.DRAFT


def test_the_review_says_where_each_answer_came_from_and_where_it_goes(
    client: Inspector, ready: UUID
) -> None:
    page = client.get(f"/cases/{ready}/review").text
    for wanted in (
        "您自己填的",
        "云江市卫生健康委员会提供",
        "由前面的答案得出",
        "望江派出所",
        "还差",
    ):
        assert (wanted in page) is (wanted != "还差")


def test_without_the_tick_nothing_is_sent(client: Inspector, portal: Portal, ready: UUID) -> None:
    client.get(f"/cases/{ready}/review")
    reply = send(client, ready, truth="")
    assert reply.status_code == 303
    assert 'href="#truth"' in client.get(reply.location).text
    assert case_of(portal.casework, ready).state is CaseState.DRAFT


def test_sent_twice_there_is_one_receipt(client: Inspector, portal: Portal, ready: UUID) -> None:
    client.get(f"/cases/{ready}/review")
    again = client.page
    first = send(client, ready)
    client.page = again
    second = send(client, ready, key=str(uuid4()))
    assert first.location == second.location == f"/cases/{ready}/receipt"
    number = case_of(portal.casework, ready).number
    assert number is not None
    assert number in client.get(first.location).text


def test_the_receipt_tells_what_happens_now_and_can_be_taken_back(
    client: Inspector, portal: Portal, ready: UUID
) -> None:
    client.get(f"/cases/{ready}/review")
    page = client.get(send(client, ready).location).text
    for wanted in (
        f"/cases/{ready}/take-back",
        f"/cases/{ready}/release",
        "/documents/",
        "09:10",
        "望江派出所",
    ):
        assert wanted in page
    client.post(f"/cases/{ready}/take-back")
    assert client.get(f"/cases/{ready}/receipt").location == f"/cases/{ready}/plan"
    page = client.get(f"/cases/{ready}/discard").text
    assert "已经有了编号" in page


def test_after_release_the_receipt_offers_no_taking_back(
    client: Inspector, portal: Portal, ready: UUID
) -> None:
    client.get(f"/cases/{ready}/review")
    send(client, ready)
    client.post(f"/cases/{ready}/release")
    assert "/take-back" not in client.get(f"/cases/{ready}/receipt").text


def test_a_form_without_its_key_is_not_understood(client: Inspector, ready: UUID) -> None:
    client.get(f"/cases/{ready}/review")
    assert send(client, ready, key="1").status_code == 400
