"""What departments were asked about me, taking it back, and another adult who is neither shown nor hinted at until they agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

from portal.casework.compare import compare
from portal.registries.demo import DemoRegistries
from portal.wiring import Portal
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.families import CHEN, LIN, Parent, citizen, known_family
from tests.inspector import Inspector, words
from tests.web.conftest import SignIn
from tests.web.sameness import told

PAGES = (
    "/my/cases",
    "/my/account",
    "/cases/{case}",
    "/cases/{case}/receipt",
    "/cases/{case}/withdraw",
)
DRAFT_PAGES = (
    "/cases/{case}/plan",
    "/cases/{case}/sources",
    "/cases/{case}/materials",
    "/cases/{case}/review",
    "/cases/{case}/form/parents",
)


OTHERWISE = {"nation": "15", "region": "509902001001", "address": "别处", "head_name": "别人"}


def hold(portal: Portal, record: Mapping[str, Any] | None) -> None:
    """Let the household register know this of LIN, or nothing."""
    held = cast("DemoRegistries", portal.casework.registries)
    households = dict(held._records["households"])
    households.pop(LIN.id_number, None)
    if record is not None:
        households[LIN.id_number] = record
    held._records = {**held._records, "households": households}


def seen_by_applicant(
    client: Inspector, portal: Portal, sign_in: SignIn, clock: Clock, phone: str
) -> list[object]:
    """Every page of a draft and of a filed and compared case, whole, as CHEN sees it from an account of her own."""
    work = portal.casework
    applicant = Parent(CHEN.name, CHEN.id_number, phone)
    family = replace(known_family(work), filer=citizen(work, applicant))
    draft, case = make.draft(work, family), make.released_case(work, family)
    compare(work, case)
    become(client, sign_in, clock, applicant)
    answers = [client.get(page.format(case=draft)) for page in DRAFT_PAGES]
    answers.append(client.post(f"/cases/{draft}/sources", data={}))
    answers.append(client.get(f"/cases/{draft}/found"))
    answers += [client.get(page.format(case=case)) for page in PAGES]
    number = see.case_of(work, case).number or ""
    typed = (phone, f"{phone[:3]}****{phone[-4:]}", number)
    assert all(answer.status_code in {200, 302} for answer in answers)
    return [told(answer, *typed) for answer in answers]


def test_before_they_agree_no_page_tells_whether_a_registry_knows_the_other_parent(
    client: Inspector, portal: Portal, sign_in: SignIn, clock: Clock
) -> None:
    held = cast("DemoRegistries", portal.casework.registries)._records["households"]
    began, pages = clock(), []
    for n, record in enumerate((held[LIN.id_number], None, OTHERWISE)):
        hold(portal, record)
        clock.now = began
        pages.append(seen_by_applicant(client, portal, sign_in, clock, f"1997777000{n}"))
    assert pages[0] == pages[1] == pages[2]
    client.get("/my/askings")
    assert LIN.name not in client.page.text("main")
    assert len(list(client.page.all("article"))) == 4 * 2 * 3, (
        "four sources in six cases, all about herself"
    )


def test_once_they_agree_it_is_shown_and_taken_back_it_is_gone(
    client: Inspector, portal: Portal, sign_in: SignIn, clock: Clock
) -> None:
    work = portal.casework
    case = make.released_case(work)
    door = f"/confirmations/{see.confirmations_of(work, case)[0].id}"
    sign_in(LIN.phone, checked=LIN)
    client.get(door)
    boxes = [f.get("value") for f in client.page.all("input") if f.get("name") == "share"]
    assert boxes == ["households"]
    client.post(door, data={"answer": "yes", "share": boxes})
    compare(work, case)
    become(client, sign_in, clock, CHEN)
    assert "滨河路18号" in client.get(f"/cases/{case}").text
    become(client, sign_in, clock, LIN)
    take_back_everything(client)
    become(client, sign_in, clock, CHEN)
    assert "滨河路18号" not in client.get(f"/cases/{case}").text


def become(client: Inspector, sign_in: SignIn, clock: Clock, who: Parent) -> None:
    """Sign out and in again as somebody else, a minute later."""
    client.post("/sign-out")
    clock.pass_time(timedelta(minutes=1))
    sign_in(who.phone, checked=who)


def take_back_everything(client: Inspector) -> None:
    """Press every button that takes something back."""
    client.get("/my/askings")
    pressed = [f.get("action") or "" for f in client.page.all("form")]
    pressed = [action for action in pressed if action.endswith("/withdraw")]
    assert pressed
    for action in pressed:
        assert client.post(action).location == "/my/askings"
    client.get("/my/askings")
    assert not [f for f in client.page.all("form") if (f.get("action") or "").endswith("/withdraw")]


def test_agreeing_later_and_without_a_tick_nothing_is_shared(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    work = portal.casework
    case = make.released_case(work)
    door = f"/confirmations/{see.confirmations_of(work, case)[0].id}"
    sign_in(LIN.phone, checked=LIN)
    client.post(door, data={"answer": "yes"})
    client.post(f"{door}/share")
    assert "share" not in [e.verb for e in see.events_of(work, case)]
    assert client.post(f"{door}/share", data={"share": "households"}).location == door
    assert "share" in [e.verb for e in see.events_of(work, case)]
    client.get(door)
    assert not [f for f in client.page.all("input") if f.get("name") == "share"]


def test_every_source_stands_with_department_ground_and_time_and_only_consent_has_a_button(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    work = portal.casework
    family = known_family(work)
    make.filed_case(work, family, chosen=[make.EXPENSE])
    sign_in(CHEN.phone, checked=CHEN)
    client.get("/my/askings")
    sheets = {words(s): list(s.iter("form")) for s in client.page.all("article")}
    assert len(sheets) == 4
    for text, forms in sheets.items():
        assert "依据" in text
        assert "2026" in text
        assert bool(forms) == ("个人信息保护法" in text)
    [form] = [form for forms in sheets.values() for form in forms]
    assert client.post(form.get("action") or "").location == "/my/askings"
    client.get("/my/askings")
    assert sum(len(list(sheet.iter("form"))) for sheet in client.page.all("article")) == 0


def test_whoever_was_not_checked_is_told_why_nothing_stands_here(
    client: Inspector, portal: Portal, sign_in: SignIn
) -> None:
    make.filed_case(portal.casework)
    sign_in(CHEN.phone)
    page = client.get("/my/askings").text
    assert "/my/identity" in page
    assert "<article" not in page
