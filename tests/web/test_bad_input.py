"""Bad input that a hunt has found to be answered badly, and dates that contradict each other: said kindly, and nothing is lost."""

from __future__ import annotations

from http import HTTPStatus
from io import BytesIO
from uuid import UUID

import pytest

from portal.casework.ask_correction import Mark, ask_correction
from portal.domain.items import StaffRole
from portal.wiring import Portal
from tests.factories import cases
from tests.factories import looking as see
from tests.factories.families import CHEN, known_family
from tests.inspector import Inspector
from tests.web.conftest import SignIn
from tests.web.staff_client import address, carried, field_value, sit_at

MOMENT = "baby.birth.moment"
NUMBER = "mother.person.id_number"


def version(client: Inspector) -> str:
    """What the last page says it was made of."""
    fields = client.page.all("input")
    return next(f.get("value") or "" for f in fields if f.get("name") == "version")


def said_twice(client: Inspector, sentence: str, field: str) -> bool:
    """Whether the last page says a sentence in the summary, with a way to the field, and beside the field."""
    links = {a.get("href"): "".join(a.itertext()) for a in client.page.all("a")}
    beside = [
        "".join(p.itertext())
        for p in client.page.all("p")
        if "govuk-error-message" in (p.get("class") or "")
    ]
    return sentence in links.get(f"#{field}", "") and any(sentence in one for one in beside)


@pytest.fixture
def draft(client: Inspector, portal: Portal, sign_in: SignIn) -> UUID:
    """A draft that nothing was asked about at the departments; its owner is signed in."""
    made = cases.empty_draft(portal.casework, known_family(portal.casework))
    sign_in(checked=CHEN)
    return made


def born(year: str, month: str, day: str) -> dict[str, str]:
    """The boxes of the moment of birth."""
    parts = {"year": year, "month": month, "day": day, "hour": "8", "minute": "15"}
    return {f"{MOMENT}-{part}": value for part, value in parts.items()}


def answer(client: Inspector, case: UUID, page: str, typed: dict[str, str]) -> str:
    """Send a page of the form and follow; the text of what comes."""
    client.get(f"/cases/{case}/form/{page}")
    shown = [name for name in (MOMENT, NUMBER) if any(key.startswith(name) for key in typed)]
    data = typed | {"shown": shown, "version": version(client)}
    sent = client.post(f"/cases/{case}/form/{page}", data=data)
    assert sent.status_code == HTTPStatus.SEE_OTHER
    return client.get(sent.location).text


def test_a_birth_date_that_contradicts_the_first_answers_is_said_where_it_was_typed(
    client: Inspector, draft: UUID
) -> None:
    page = answer(client, draft, "baby", born("2026", "1", "5"))
    assert said_twice(client, "宝宝已经满6个月了", "f-baby-birth-moment")
    assert 'value="2026"' in page
    assert "宝宝已经满6个月了" in client.get(f"/cases/{draft}/review").text
    client.post("/mode", data={"mode": "elder"})
    client.get(f"/cases/{draft}/form/baby/2?wrong={MOMENT}")
    assert said_twice(client, "已经半岁多了", "f-baby-birth-moment")


def test_one_box_of_a_date_never_pushes_out_the_others(client: Inspector, draft: UUID) -> None:
    page = answer(client, draft, "baby", born("a" * 6_000, "11", "16"))
    shown = {f.get("name"): f.get("value") for f in client.page.all("input")}
    assert (shown[f"{MOMENT}-month"], shown[f"{MOMENT}-day"]) == ("11", "16")
    assert "aaa" in page


def test_a_parent_younger_than_the_child_is_said_beside_the_number(
    client: Inspector, draft: UUID
) -> None:
    client.get(f"/cases/{draft}/form/baby")
    data = born("2026", "11", "16") | {"version": version(client)}
    client.post(f"/cases/{draft}/form/baby", data=data | {"shown": MOMENT})
    answer(client, draft, "parents", {NUMBER: "509901202611170023"})
    assert said_twice(client, "年龄对不上", "f-mother-person-id-number")
    client.post("/language", data={"language": "en"})
    client.get(f"/cases/{draft}/form/parents?wrong={NUMBER}")
    assert said_twice(client, "the ages of mother and baby do not fit", "f-mother-person-id-number")


def test_invisible_characters_beyond_every_limit_are_no_answer(
    client: Inspector, portal: Portal, draft: UUID
) -> None:
    client.get(f"/cases/{draft}/form/baby")
    name = "baby.person.name"
    data = {name: "\u200b" * 6_000, "shown": name, "version": version(client)}
    sent = client.post(f"/cases/{draft}/form/baby", data=data)
    client.get(sent.location)
    assert said_twice(client, "宝宝的名字", "f-baby-person-name")


def test_a_whole_page_sent_in_large_print_is_kept(
    client: Inspector, portal: Portal, draft: UUID
) -> None:
    client.get(f"/cases/{draft}/form/baby")
    data = {
        "baby.person.name": "林小满",
        "baby.birth.weight_grams": "x",
        "version": version(client),
    }
    data |= {"shown": "baby.birth.weight_grams"}
    client.post("/mode", data={"mode": "elder"})
    sent = client.post(f"/cases/{draft}/form/baby", data=data)
    assert see.facts_of(portal.casework, draft)["baby.person.name"] == "林小满"
    client.get(sent.location)
    assert said_twice(client, "只填数字", "f-baby-birth-weight-grams")


def sent_back(client: Inspector, portal: Portal, sign_in: SignIn) -> UUID:
    """A case with one answer and one paper sent back, before its owner."""
    work = portal.casework
    case = cases.released_case(work, confirmed=True)
    clerk = cases.clerk_for(work, case, cases.CERTIFICATE, StaffRole.CLERK)
    task = see.task_of(work, case, cases.CERTIFICATE).id
    marks = [
        Mark("fact", "baby.birth.weight_grams", "请核对"),
        Mark("material", "parents_id_cards", "看不清"),
    ]
    ask_correction(work, clerk, task, marks)
    sign_in(checked=CHEN)
    return case


def test_what_is_wrong_while_mending_is_shown_after_a_redirect_with_a_way_to_each_field(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    case = sent_back(client, portal, sign_in)
    assert client.get(f"/cases/{case}/mend").status_code == HTTPStatus.OK

    def pressed(weight: str) -> dict[str, str]:
        version = str(see.case_of(portal.casework, case).version)
        return {"baby.birth.weight_grams": weight, "do": "send", "version": version}

    sent = client.post(f"/cases/{case}/mend", data=pressed("三斤"))
    assert sent.status_code == HTTPStatus.SEE_OTHER
    assert 'value="三斤"' in client.get(sent.location).text
    assert said_twice(client, "只填数字", "f-baby-birth-weight-grams")
    sent = client.post(f"/cases/{case}/mend", data=pressed("3250"))
    client.get(sent.location)
    assert said_twice(client, "还没有补正", "file-parents-id-cards")


def test_a_file_for_what_was_not_sent_back_is_not_found(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    case = sent_back(client, portal, sign_in)
    for material, status in (("parents_id_cards", 422), ("household_book", 404), ("%3Ca%3E", 404)):
        sent = {"file": (BytesIO(b"x"), "x.png")}
        path = f"/cases/{case}/mend/materials/{material}"
        assert client.post(path, data=sent).status_code == status


def test_a_refused_file_for_what_is_not_asked_is_not_found(client: Inspector, draft: UUID) -> None:
    sent = {"file": (BytesIO(b"x"), "x.png")}
    reply = client.post(f"/cases/{draft}/materials/nothing/files", data=sent)
    assert reply.status_code == HTTPStatus.NOT_FOUND


def test_words_to_the_departments_stay_when_nothing_was_chosen_to_withdraw(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    case = cases.released_case(portal.casework)
    sign_in(checked=CHEN)
    reply = client.post(f"/cases/{case}/withdraw", data={"remark": "不需要了<b>"})
    assert reply.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert field_value(client, "remark") == "不需要了<b>"


def test_a_name_that_does_not_belong_to_the_number_is_said_beside_the_name(
    client: Inspector, sign_in: SignIn
) -> None:
    sign_in()
    client.post("/my/identity", data={"name": "陈小雨", "id_number": CHEN.id_number})
    assert said_twice(client, "没有核验通过", "name")
    assert field_value(client, "name") == "陈小雨"
    assert field_value(client, "id_number") == CHEN.id_number


def test_a_user_name_stays_and_the_password_does_not(client: Inspector) -> None:
    page = client.post("/staff/sign-in", data={"username": "li.na", "password": "a-secret"}).text
    assert field_value(client, "username") == "li.na"
    assert "a-secret" not in page


def test_a_wrong_number_stays_in_the_demonstrations_telephone(client: Inspector) -> None:
    client.post("/demo/messages", data={"phone": "1990000000"})
    assert field_value(client, "phone") == "1990000000"


def test_every_box_of_a_date_keeps_its_own_text_at_the_desk(
    client: Inspector, portal: Portal
) -> None:
    work = portal.casework
    case = cases.released_case(work, confirmed=True)
    cases.approve_item(work, case, cases.CERTIFICATE)
    cases.accept_item(work, case, cases.REGISTRATION)
    cases.to_last_stage(work, case, cases.REGISTRATION)
    task = sit_at(client, portal, case, cases.REGISTRATION, role=StaffRole.REVIEWER)
    client.get(address(task, "by-hand"))
    boxes = {"issued_on-year": "20-26", "issued_on-month": "1", "issued_on-day": "5"}
    client.post(address(task, "by-hand"), data=carried(client) | boxes)
    shown = {f.get("name"): f.get("value") for f in client.page.all("input")}
    assert {name: shown[name] for name in boxes} == boxes


def test_a_forged_mark_is_as_if_nothing_was_ticked(client: Inspector, portal: Portal) -> None:
    case = cases.released_case(portal.casework)
    task = sit_at(client, portal, case, cases.CERTIFICATE)
    client.get(address(task, "correction"))
    data = carried(client) | {"mark": "fact:<b>", "why-fact:mother.person.name": "少了一个字"}
    reply = client.post(address(task, "correction"), data=data)
    assert reply.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said_twice(client, "请至少勾选一项", "mark-1")
    assert "少了一个字" in reply.text
