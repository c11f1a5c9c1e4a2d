"""Sources and the form: told and asked, filled in or typed, saved right or wrong, never overwritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from portal.persistence.queries import cases, consents
from portal.registries.demo import DemoRegistries, Trouble
from portal.wiring import Portal
from tests.factories.cases import EXPENSE, empty_draft
from tests.factories.clock import Clock
from tests.factories.families import CHEN, LIN, family_known_by_phone
from tests.factories.looking import case_of, facts_of
from tests.inspector import Inspector
from tests.web.staff_client import main_text

SignIn = Callable[..., None]
NAME = "baby.person.name"


@pytest.fixture
def case(client: Inspector, portal: Portal, sign_in: SignIn) -> UUID:
    """A fresh draft of somebody who has signed in by phone."""
    made = empty_draft(portal.casework, family_known_by_phone(portal.casework), chosen=[EXPENSE])
    sign_in()
    return made


@pytest.fixture
def checked(client: Inspector, case: UUID) -> UUID:
    """The draft, once it is known who the person is."""
    client.post("/my/identity", data={"name": CHEN.name, "id_number": CHEN.id_number})
    return case


@pytest.fixture
def filled(client: Inspector, checked: UUID) -> UUID:
    """The draft, once the departments were asked."""
    client.post(f"/cases/{checked}/sources")
    return checked


def seen(client: Inspector) -> str:
    """What the last page says it was made of."""
    fields = client.page.all("input")
    return next(f.get("value") or "" for f in fields if f.get("name") == "version")


def names(client: Inspector) -> set[str]:
    """The names of everything that can be typed or chosen on the last page, inside main."""
    found = client.page.all("input", "select")
    return {f.get("name") or "" for f in found if f.get("type") != "hidden"}


def test_who_is_not_checked_is_told_why_and_may_go_on_without(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    page = client.get(f"/cases/{case}/sources").text
    assert f"/my/identity?next=/cases/{case}/sources" in page
    assert client.post(f"/cases/{case}/sources").location == f"/cases/{case}/form/baby"
    assert "baby.person.sex" not in facts_of(portal.casework, case)


def test_each_source_names_its_department_and_ground_and_consent_is_never_ticked_before(
    client: Inspector, checked: UUID
) -> None:
    page = client.get(f"/cases/{checked}/sources").text
    for wanted in ("母婴保健法", "云江市公安局", "云江市民政局", "个人信息保护法"):
        assert wanted in page
    agree = [f for f in client.page.all("input") if f.get("name") == "agree"]
    assert len(agree) == 1
    assert agree[0].get("checked") is None


def test_agreement_is_not_asked_for_what_this_case_does_not_need(
    client: Inspector, portal: Portal, checked: UUID
) -> None:
    client.post(f"/cases/{checked}/plan")
    client.get(f"/cases/{checked}/sources")
    assert "agree" not in names(client)


def test_what_was_found_is_told_masked_and_another_adult_is_not_shown(
    client: Inspector, checked: UUID
) -> None:
    client.post(f"/cases/{checked}/sources", data={"agree": "insured"})
    page = client.get(f"/cases/{checked}/found").text
    assert "云江市春江区望江街道****" in page
    assert "职工医保" in page
    for hidden in (CHEN.id_number, LIN.id_number, "滨河路18号", "509***********1155"):
        assert hidden not in page


def test_agreement_is_noted_and_taken_back(
    client: Inspector, portal: Portal, checked: UUID
) -> None:
    client.post(f"/cases/{checked}/sources", data={"agree": "insured"})
    assert "mother.insurance.kind" in facts_of(portal.casework, checked)
    client.post(f"/cases/{checked}/sources")
    assert "mother.insurance.kind" not in facts_of(portal.casework, checked)
    with portal.casework.db.reading() as session:
        assert "insured" not in {c.source for c in consents.standing(session, checked)}


def test_a_silent_registry_stops_nobody(client: Inspector, portal: Portal, checked: UUID) -> None:
    registries = portal.casework.registries
    assert isinstance(registries, DemoRegistries)
    registries.troubles["births"] = Trouble.DOWN
    client.post(f"/cases/{checked}/sources")
    page = client.get(f"/cases/{checked}/found").text
    assert "没有回应" in page
    assert f"/cases/{checked}/form/baby" in page


def test_what_is_known_is_shown_with_its_origin_and_not_asked(
    client: Inspector, filled: UUID
) -> None:
    page = client.get(f"/cases/{filled}/form/baby").text
    assert "云江市卫生健康委员会提供" in page
    assert names(client) == {NAME}


def test_what_is_not_right_can_be_changed_and_leads_back_to_its_page(
    client: Inspector, portal: Portal, filled: UUID
) -> None:
    address = f"/cases/{filled}/form/baby/1?after=page"
    client.get(address)
    data = {"baby.person.sex": "1", "shown": "baby.person.sex", "version": seen(client)}
    assert client.post(address, data=data).location == f"/cases/{filled}/form/baby"
    assert facts_of(portal.casework, filled)["baby.person.sex"] == "1"


def test_wrong_answers_are_kept_and_said(client: Inspector, portal: Portal, filled: UUID) -> None:
    client.get(f"/cases/{filled}/form/parents")
    key = "father.person.id_number"
    data = {"father.person.name": "林知远", key: "50990119930308115", "version": seen(client)}
    reply = client.post(f"/cases/{filled}/form/parents", data=data | {"shown": key})
    assert reply.status_code == 303
    reply = client.get(reply.location)
    assert "身份证号码是18位" in reply.text
    assert 'value="50990119930308115"' in reply.text
    assert facts_of(portal.casework, filled)["father.person.name"] == "林知远"


def test_what_is_left_open_can_stay_open_for_now(client: Inspector, filled: UUID) -> None:
    client.get(f"/cases/{filled}/form/baby")
    data = {NAME: "", "shown": NAME, "version": seen(client)}
    once_more = client.post(f"/cases/{filled}/form/baby", data=data)
    assert once_more.location == f"/cases/{filled}/form/baby?wrong={NAME}"
    assert 'href="#f-baby-person-name"' in client.get(once_more.location).text
    skipped = client.post(f"/cases/{filled}/form/baby", data=data | {"then": "skip"})
    assert skipped.location == f"/cases/{filled}/form/parents"


def test_one_can_always_save_and_come_back_later(
    client: Inspector, portal: Portal, filled: UUID
) -> None:
    client.get(f"/cases/{filled}/form/baby")
    data = {NAME: "1!", "version": seen(client), "then": "later"}
    assert client.post(f"/cases/{filled}/form/baby", data=data).location == "/my/cases"
    assert facts_of(portal.casework, filled)[NAME] == "1!"


def test_an_answer_that_brings_a_new_question_shows_it_without_reproach(
    client: Inspector, filled: UUID
) -> None:
    address = f"/cases/{filled}/form/card"
    client.get(address)
    data = {
        "baby.card.bank": "rural",
        "baby.card.delivery": "post",
        "shown": ["baby.card.bank", "baby.card.delivery"],
        "version": seen(client),
    }
    assert client.post(address, data=data).location == f"{address}#f-baby-contact-recipient"
    assert client.get(address).text.count("请填上") == 0


def test_what_hangs_on_a_choice_comes_back_when_the_choice_is_right_again(
    client: Inspector, filled: UUID
) -> None:
    address, keys = f"/cases/{filled}/form/card", ["baby.card.bank", "baby.card.delivery"]
    typed = {"baby.contact.recipient": "周启明", "baby.contact.address": "滨河路18号3栋"}
    for delivery, more in (("post", {}), ("<script>", typed), ("post", {})):
        client.get(address)
        sent = {"baby.card.bank": "rural", "baby.card.delivery": delivery, "version": seen(client)}
        client.post(address, data={**sent, **more, "shown": [*keys, *more]})
    page = client.get(address).text
    assert 'value="周启明"' in page
    assert "滨河路18号3栋" in page


def test_typing_is_saved_with_the_time_and_a_new_version(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    client.get(f"/cases/{case}/form/baby")
    version = seen(client)
    for part, digits in (
        ("year", "2026"),
        ("month", "11"),
        ("day", "16"),
        ("hour", "8"),
        ("minute", "5"),
    ):
        data = {f"baby.birth.moment-{part}": digits, "version": version}
        answer = client.post(f"/cases/{case}/autosave", data=data).get_json()
        assert "09:00:00" in answer["saved_at_text"]
        version = answer["version"]
    assert facts_of(portal.casework, case)["baby.birth.moment"] == "2026-11-16T08:05"


def test_an_upload_elsewhere_is_no_conflict(
    client: Inspector, portal: Portal, clock: Clock, filled: UUID
) -> None:
    client.get(f"/cases/{filled}/form/baby")
    old = seen(client)
    clock.pass_time(timedelta(minutes=1))
    client.post(f"/cases/{filled}/plan", data={"chosen": EXPENSE})
    reply = client.post(f"/cases/{filled}/form/baby", data={NAME: "林小满", "version": old})
    assert reply.status_code == 302
    assert facts_of(portal.casework, filled)[NAME] == "林小满"


def test_a_page_that_does_not_say_what_it_showed_overwrites_nothing(
    client: Inspector, portal: Portal, filled: UUID
) -> None:
    address = f"/cases/{filled}/form/baby"
    client.get(address)
    old = seen(client)
    client.post(address, data={NAME: "林大满", "version": old})
    reply = client.post(address, data={NAME: "林小满", "version": old})
    assert reply.status_code == 409
    assert 'value="林小满"' in reply.text
    assert facts_of(portal.casework, filled)[NAME] == "林大满"
    assert client.post(address, data={NAME: "林小满", "version": seen(client)}).status_code == 302
    autosaved = client.post(f"/cases/{filled}/autosave", data={NAME: "林", "version": old})
    assert autosaved.status_code == 409
    assert "另一个窗口" in autosaved.get_json()["error"]


def test_a_forged_place_or_version_is_not_kept(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    key = "baby.insurance.region"
    client.get(f"/cases/{case}/form/household")
    client.post(f"/cases/{case}/form/household", data={key: "999999", "version": seen(client)})
    assert key not in facts_of(portal.casework, case)
    assert client.post(f"/cases/{case}/form/household", data={"version": "x"}).status_code == 400


def test_a_page_that_never_was_is_not_found(client: Inspector, case: UUID) -> None:
    assert client.get(f"/cases/{case}/form/nowhere").status_code == 404
    assert client.get(f"/cases/{case}/form/baby/99").status_code == 302


def test_in_large_print_every_question_has_its_own_screen(
    client: Inspector, portal: Portal, filled: UUID
) -> None:
    client.post("/mode", data={"mode": "elder"})
    client.get(f"/cases/{filled}/form/baby")
    assert names(client) == set()
    address = f"/cases/{filled}/form/baby/0"
    client.get(address)
    assert names(client) == {NAME}
    # The heading is the label: read out once, and still the name of the box.
    assert main_text(client).count("宝宝叫什么名字") == 1
    reply = client.post(address, data={NAME: "林小满", "shown": NAME, "version": seen(client)})
    assert reply.location == f"/cases/{filled}/form/parents"
    client.get(f"/cases/{filled}/materials")
    assert case_of(portal.casework, filled).version > 1


def test_large_print_says_what_is_looked_up_and_handed_in_without_articles_of_law(
    client: Inspector, filled: UUID
) -> None:
    client.get(f"/cases/{filled}/sources")
    assert "依据《" in main_text(client)
    client.post("/mode", data={"mode": "elder"})
    client.get(f"/cases/{filled}/sources")
    assert "按规定，公安可以替您查" in main_text(client)
    assert "依据《" not in main_text(client)


def test_get_writes_nothing(client: Inspector, app: Flask, portal: Portal, filled: UUID) -> None:
    before = case_of(portal.casework, filled)
    for page in (
        "plan",
        "sources",
        "found",
        "form/baby",
        "form/baby/1",
        "materials",
        "review",
        "discard",
    ):
        client.get(f"/cases/{filled}/{page}")
    with portal.casework.db.reading() as session:
        after = cases.one(session, filled)
    assert after is not None
    assert (after.version, after.saved_at) == (before.version, before.saved_at)
