"""From 立即办理 to the plan: the questions, the other way, the draft that is made once, and the one that is taken up again."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from portal.domain.states import CaseState
from portal.persistence.queries import accounts, cases
from portal.wiring import Portal
from tests.factories.cases import draft, empty_draft, filed_case
from tests.factories.families import CHEN, SUN, known_family
from tests.inspector import Inspector

BEGIN = "/apply/newborn"
FAST = {"filer": "mother", "birth_place": "hospital", "family": "local_family"}
SignIn = Callable[..., None]


def answer_all(client: Inspector) -> str:
    """Answer the three questions and give where the last one leads."""
    leads = ""
    for step, (question, answer) in enumerate(FAST.items(), 1):
        reply = client.post(f"{BEGIN}/situation/{step}", data={question: answer})
        assert reply.status_code == 302
        leads = reply.location
    return leads


def drafts_of(portal: Portal, phone: str = CHEN.phone) -> list[UUID]:
    """The drafts that an account has, whoever of its people they belong to."""
    with portal.casework.db.writing() as session:
        account = accounts.account_of_phone(session, phone, portal.casework.clock())
        found = cases.of_account(session, account.id)
        return [case.id for case in found if case.state is CaseState.DRAFT]


def test_without_a_draft_one_begins_with_the_first_question(client: Inspector) -> None:
    assert client.get(BEGIN).location == f"{BEGIN}/situation/1"


def test_an_unknown_thing_to_apply_for_is_not_found(client: Inspector) -> None:
    assert client.get("/apply/nothing").status_code == 404
    assert client.get(f"{BEGIN}/situation/9").status_code == 404


def test_a_question_left_open_is_asked_again_with_a_word_on_it(client: Inspector) -> None:
    reply = client.post(f"{BEGIN}/situation/1")
    assert reply.status_code == 422
    assert "请选一个" in reply.text


def test_nobody_jumps_over_a_question(client: Inspector) -> None:
    assert client.get(f"{BEGIN}/situation/3").location == f"{BEGIN}/situation/1"


def test_answers_given_before_signing_in_are_kept_until_the_draft_is_made(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    assert answer_all(client) == f"{BEGIN}/ready"
    assert "/sign-in" in client.get(f"{BEGIN}/ready").location
    sign_in()
    page = client.get(f"{BEGIN}/ready")
    assert "我是妈妈" in page.text
    assert drafts_of(portal) == []
    made = client.post(f"{BEGIN}/start").location
    assert [made] == [f"/cases/{case}/plan" for case in drafts_of(portal)]
    assert client.get(made).status_code == 200


def test_starting_twice_makes_one_draft(client: Inspector, portal: Portal, sign_in: SignIn) -> None:
    sign_in()
    answer_all(client)
    assert client.post(f"{BEGIN}/start").location == BEGIN
    assert len(drafts_of(portal)) == 1


@pytest.mark.parametrize(
    ("question", "answer", "still"),
    [
        ("filer", "other", "出生登记"),
        ("birth_place", "over_six_months", "出生医学证明首次签发"),
        ("birth_place", "elsewhere", "预防接种证办理"),
        ("birth_place", "at_home", "社会保障卡申领"),
        ("family", "collective", "出生登记"),
        ("family", "unmarried", "城乡居民医保参保登记"),
        ("family", "other", "预防接种证办理"),
    ],
)
def test_whoever_does_not_fit_is_told_what_to_bring_where_and_what_still_works(
    client: Inspector, question: str, answer: str, still: str
) -> None:
    step = list(FAST).index(question) + 1
    for before in range(1, step):
        name = list(FAST)[before - 1]
        client.post(f"{BEGIN}/situation/{before}", data={name: FAST[name]})
    away = client.post(f"{BEGIN}/situation/{step}", data={question: answer}).location
    page = client.get(away)
    assert page.status_code == 200
    for wanted in (still, "12345", "带", "tel:023-", "工作日"):
        assert wanted in page.text


def test_the_other_way_is_only_for_answers_that_need_it(client: Inspector) -> None:
    assert client.get(f"{BEGIN}/other-way/filer/mother").status_code == 404
    assert client.get(f"{BEGIN}/other-way/filer/nobody").status_code == 404


def test_an_old_draft_comes_before_a_new_one(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    case = draft(portal.casework)
    sign_in(checked=CHEN)
    page = client.get(BEGIN).text
    assert page.index(f"/cases/{case}/resume") < page.index(f"{BEGIN}/situation/1")
    assert client.get(f"/cases/{case}/resume").location == f"/cases/{case}/review"
    assert "林小满" in page
    assert answer_all(client) == f"{BEGIN}/ready"
    assert f"/cases/{case}/resume" in client.get(f"{BEGIN}/ready").text


def test_the_plan_names_items_departments_and_each_figure(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    case = empty_draft(portal.casework, known_family(portal.casework))
    sign_in(checked=CHEN)
    page = client.get(f"/cases/{case}/plan").text
    for wanted in (
        "出生医学证明首次签发",
        "云江市公安局",
        "5个工作日",
        "45个工作日",
        "法律没有规定天数",
        "户口簿",
    ):
        assert wanted in page


def test_optional_items_are_added_on_the_plan(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    case = empty_draft(portal.casework, known_family(portal.casework))
    sign_in(checked=CHEN)
    client.post(f"/cases/{case}/plan", data={"chosen": "parenting_guidance"})
    with portal.casework.db.reading() as session:
        kept = cases.one(session, case)
    assert kept is not None
    assert kept.chosen == ["parenting_guidance"]


def test_a_first_answer_can_be_changed_and_what_was_typed_stays(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    case = draft(portal.casework)
    sign_in(checked=CHEN)
    client.post(f"/cases/{case}/situation/1", data={"filer": "father"})
    assert "林小满" in client.get(f"/cases/{case}/review").text
    away = client.post(f"/cases/{case}/situation/3", data={"family": "unmarried"}).location
    assert "/other-way/family/unmarried" in away


def test_deleting_a_draft_asks_first(client: Inspector, portal: Portal, sign_in: SignIn) -> None:
    case = draft(portal.casework)
    sign_in(checked=CHEN)
    assert client.get(f"/cases/{case}/discard").status_code == 200
    assert drafts_of(portal) == [case]
    client.post(f"/cases/{case}/discard")
    assert drafts_of(portal) == []


PAGES = (
    "plan",
    "sources",
    "found",
    "form/baby",
    "form/baby/0",
    "materials",
    "review",
    "receipt",
    "discard",
)


@pytest.mark.parametrize("page", PAGES)
def test_another_persons_draft_does_not_exist(
    client: Inspector, portal: Portal, sign_in: SignIn, page: str
) -> None:
    case = draft(portal.casework)
    sign_in(SUN.phone, checked=SUN)
    assert client.get(f"/cases/{case}/{page}").status_code == 404


@pytest.mark.parametrize("page", [page for page in PAGES if page != "receipt"])
def test_what_was_sent_leads_to_its_receipt(
    client: Inspector, portal: Portal, sign_in: SignIn, page: str
) -> None:
    case = filed_case(portal.casework)
    sign_in(checked=CHEN)
    assert client.get(f"/cases/{case}/{page}").location == f"/cases/{case}/receipt"
