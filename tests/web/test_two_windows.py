"""One person, two windows on one draft: merged where that is certain, shown side by side where it is not, never lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from portal.casework.ask_correction import Mark, ask_correction
from portal.casework.attach import attach
from portal.domain.mending import CorrectionState
from portal.domain.states import CaseState
from portal.wiring import Portal
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import CHEN, known_family
from tests.factories.looking import case_of, facts_of
from tests.inspector import Inspector
from tests.web.two_windows import Window

SignIn = Callable[..., None]
PAPER = "parents_id_cards"
NAME, WEIGHT, MOMENT = "baby.person.name", "baby.birth.weight_grams", "baby.birth.moment"


@pytest.fixture
def case(client: Inspector, portal: Portal, sign_in: SignIn) -> UUID:
    """A draft with every answer typed by its owner, who is signed in."""
    family = known_family(portal.casework)
    made = make.draft(portal.casework, family, prefilled=False)
    sign_in(checked=CHEN)
    return made


def test_fields_that_do_not_collide_are_merged_without_a_question(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    one, other = (Window(client, f"/cases/{case}/form/baby") for _ in range(2))
    assert one.send(**{NAME: "林大满"}).status_code == 302
    assert other.send(**{WEIGHT: "3300"}).status_code == 302
    facts = facts_of(portal.casework, case)
    assert (facts[NAME], facts[WEIGHT]) == ("林大满", "3300")


def test_both_answers_are_shown_and_what_was_just_typed_is_preselected(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    one, other = (Window(client, f"/cases/{case}/form/baby") for _ in range(2))
    one.send(**{NAME: "林大满"})
    reply = other.send(**{NAME: "林中满", WEIGHT: "3300"})
    assert reply.status_code == 409
    assert "林大满" in reply.text
    assert "林中满" in reply.text
    facts = facts_of(portal.casework, case)
    assert (facts[NAME], facts[WEIGHT]) == ("林大满", "3300")
    both = Window(client)
    assert both.names() == {f"choose.{NAME}"}
    assert both.send().status_code == 302
    assert facts_of(portal.casework, case)[NAME] == "林中满"


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_the_other_windows_answer_can_be_chosen(
    client: Inspector, portal: Portal, case: UUID, mode: str
) -> None:
    client.post("/mode", data={"mode": mode})
    one, other = (Window(client, f"/cases/{case}/form/baby/0") for _ in range(2))
    one.send(**{NAME: "林大满"})
    other.send(**{NAME: "林中满"})
    assert Window(client).send(**{f"choose.{NAME}": "there"}).status_code == 302
    assert facts_of(portal.casework, case)[NAME] == "林大满"


def test_a_third_window_is_shown_too(client: Inspector, portal: Portal, case: UUID) -> None:
    one, two, three = (Window(client, f"/cases/{case}/form/baby/0") for _ in range(3))
    one.send(**{NAME: "林大满"})
    two.send(**{NAME: "林中满"})
    both = Window(client)
    three.send(**{NAME: "林大满"})
    Window(client, f"/cases/{case}/form/baby/0").send(**{NAME: "林真满"})
    assert both.send().status_code == 409
    assert "林真满" in client.get(f"/cases/{case}/form/baby/0").text


def test_a_date_in_boxes_is_carried_whole_through_the_choice(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    one, other = (Window(client, f"/cases/{case}/form/baby") for _ in range(2))
    one.send(**{f"{MOMENT}-minute": "10"})
    assert other.send(**{f"{MOMENT}-minute": "20", f"{MOMENT}-hour": "1"}).status_code == 409
    assert Window(client).send().status_code == 302
    assert facts_of(portal.casework, case)[MOMENT].endswith("T01:20")


def test_what_was_wrong_is_kept_through_the_choice_and_said_after_it(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    one, other = (Window(client, f"/cases/{case}/form/baby") for _ in range(2))
    one.send(**{WEIGHT: "3300"})
    assert other.send(**{WEIGHT: "六斤半"}).status_code == 409
    page = client.get(Window(client).send().location).text
    assert 'value="六斤半"' in page
    assert "只填数字。" in page


def autosave(
    client: Inspector, case: UUID, window: Window, **typed: str
) -> tuple[int, dict[str, Any]]:
    """What the script sends for fields that were just typed into."""
    shown = window.fields()
    data = {"version": shown["version"], **typed}
    data |= {f"was.{key}": shown[f"was.{key}"] for key in typed if f"was.{key}" in shown}
    reply = client.post(f"/cases/{case}/autosave", data=data)
    return reply.status_code, reply.get_json()


def test_an_autosave_behind_another_window_is_told_so_and_changes_nothing(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    one, other = (Window(client, f"/cases/{case}/form/baby") for _ in range(2))
    assert autosave(client, case, one, **{NAME: "林大满"})[0] == 200
    status, answer = autosave(client, case, other, **{NAME: "林中满", WEIGHT: "3300"})
    assert status == 409
    assert "宝宝的名字" in answer["error"]
    assert answer["shown"] == {WEIGHT: "3300"}
    facts = facts_of(portal.casework, case)
    assert (facts[NAME], facts[WEIGHT]) == ("林大满", "3300")


def test_an_autosave_of_one_field_does_not_make_the_whole_page_newer(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    one, other = (Window(client, f"/cases/{case}/form/baby") for _ in range(2))
    one.send(**{NAME: "林大满"})
    _, answer = autosave(client, case, other, **{WEIGHT: "3300"})
    newer = {"version": answer["version"], f"was.{WEIGHT}": answer["shown"][WEIGHT]}
    assert other.send(**newer, **{WEIGHT: "3300"}).status_code == 302
    assert facts_of(portal.casework, case)[NAME] == "林大满"


def test_an_autosave_whose_answer_was_lost_is_no_other_window(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    window = Window(client, f"/cases/{case}/form/baby")
    autosave(client, case, window, **{NAME: "林大"})
    was = [*window.fields()[f"was.{NAME}"], "林大"]
    assert window.send(**{NAME: "林大满", f"was.{NAME}": was}).status_code == 302
    assert facts_of(portal.casework, case)[NAME] == "林大满"


def test_the_review_shows_both_sides_and_sends_after_looking(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    review = Window(client, f"/cases/{case}/review")
    Window(client, f"/cases/{case}/form/baby/0").send(**{NAME: "林大满"})
    attach(
        portal.casework, known_family(portal.casework).filer, case, PAPER, make.photo(9), "b.png"
    )
    reply = review.send(truth="yes")
    assert reply.status_code == 409
    for wanted in ("林小满", "林大满", "2个文件"):
        assert wanted in reply.text
    assert case_of(portal.casework, case).state is CaseState.DRAFT
    assert review.again().send(truth="yes").location == f"/cases/{case}/receipt"


def test_saved_again_without_a_change_is_still_what_was_looked_at(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    review = Window(client, f"/cases/{case}/review")
    Window(client, f"/cases/{case}/form/baby/0").send()
    assert review.send(truth="yes").location == f"/cases/{case}/receipt"


def test_another_choice_of_items_is_shown_before_sending(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    review = Window(client, f"/cases/{case}/review")
    client.post(f"/cases/{case}/plan", data={"chosen": make.GUIDANCE})
    reply = review.send(truth="yes")
    assert reply.status_code == 409
    assert "不办" in reply.text


def test_every_way_of_sending_twice_leads_to_the_same_receipt(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    one, other = (Window(client, f"/cases/{case}/review") for _ in range(2))
    first = one.send(truth="yes").location
    number = case_of(portal.casework, case).number
    assert first == f"/cases/{case}/receipt"
    for again in (one.send(truth="yes"), other.send(truth="yes"), one.send()):
        assert again.location == first
    assert case_of(portal.casework, case).number == number


def test_a_late_repeat_does_not_send_again_what_was_taken_back(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    review = Window(client, f"/cases/{case}/review")
    review.send(truth="yes")
    client.post(f"/cases/{case}/take-back")
    late = review.send(truth="yes")
    assert late.status_code == 409
    assert "收回" in late.text
    assert case_of(portal.casework, case).state is CaseState.DRAFT
    assert review.again().send(truth="yes").location == f"/cases/{case}/receipt"
    assert case_of(portal.casework, case).state is CaseState.FILED


def test_a_key_that_sent_another_case_is_refused_in_words(
    client: Inspector, portal: Portal, case: UUID
) -> None:
    review = Window(client, f"/cases/{case}/review")
    key = review.fields()["key"]
    review.send(truth="yes")
    second = make.draft(portal.casework, known_family(portal.casework))
    reply = Window(client, f"/cases/{second}/review").send(truth="yes", key=key)
    assert reply.status_code == 409
    assert case_of(portal.casework, second).state is CaseState.DRAFT


# ---- what was sent back to be mended -------------------------------------------------------------


@pytest.fixture
def sent_back(client: Inspector, portal: Portal, sign_in: SignIn) -> UUID:
    """A case with two answers and a paper to be mended."""
    work = portal.casework
    case = make.released_case(work, known_family(work))
    task = see.task_of(work, case, make.CERTIFICATE)
    marks = [
        Mark("fact", NAME, "请写全名。"),
        Mark("fact", WEIGHT, "请再看看。"),
        Mark("material", PAPER, "照片看不清。"),
    ]
    ask_correction(work, make.clerk_for(work, case, make.CERTIFICATE), task.id, marks)
    assert [c.state for c in see.corrections_of(work, case)] == [CorrectionState.SENT]
    attach(work, known_family(work).filer, case, PAPER, make.photo(7), "b.png")
    sign_in(checked=CHEN)
    return case


def test_mending_in_two_windows_shows_both_answers(
    client: Inspector, portal: Portal, sent_back: UUID
) -> None:
    one, other = (Window(client, f"/cases/{sent_back}/mend") for _ in range(2))
    one.send(**{NAME: "林大满", "do": "later"})
    reply = other.send(**{NAME: "林中满", WEIGHT: "3300", "do": "send"})
    assert reply.status_code == 409
    assert "林大满" in reply.text
    assert "林中满" in reply.text
    chosen = Window(client).send(**{f"choose.{NAME}": "there", "do": "look"})
    assert chosen.location == f"/cases/{sent_back}/mend"
    page = client.get(chosen.location).text
    assert 'value="林大满"' in page
    assert 'value="3300"' in page
    assert see.corrections_of(portal.casework, sent_back)[0].state is CorrectionState.SENT


def test_what_another_window_mended_is_looked_at_before_it_is_sent(
    client: Inspector, portal: Portal, sent_back: UUID
) -> None:
    one, other = (Window(client, f"/cases/{sent_back}/mend") for _ in range(2))
    one.send(**{NAME: "林大满", "do": "later"})
    attach(
        portal.casework,
        known_family(portal.casework).filer,
        sent_back,
        PAPER,
        make.photo(8),
        "c.png",
    )
    reply = other.send(**{WEIGHT: "3300", "do": "send"})
    assert reply.status_code == 409
    for wanted in ("林小满", "林大满", "2个文件"):
        assert wanted in reply.text
    assert other.again().send(do="send").location == f"/cases/{sent_back}"
    facts = see.facts_of(portal.casework, sent_back)
    assert (facts[NAME], facts[WEIGHT]) == ("林大满", "3300")


def test_mending_sent_twice_is_sent_once(
    client: Inspector, portal: Portal, sent_back: UUID
) -> None:
    window = Window(client, f"/cases/{sent_back}/mend")
    mended = {NAME: "林大满", WEIGHT: "3300", "do": "send"}
    assert window.send(**mended).location == window.send(**mended).location == f"/cases/{sent_back}"
    assert see.verbs_of(portal.casework, sent_back).count("correct") == 1
