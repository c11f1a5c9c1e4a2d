"""The pages of benefits: what their owner reads first and can do, and how an office works through its list."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from uuid import UUID

import pytest

from portal.casework import benefit_account as accounts
from portal.casework import benefit_states as states
from portal.casework.benefit_check import sweep_benefits
from portal.casework.context import Casework
from portal.domain.actors import Actor
from portal.domain.benefit_reasons import ReturnReason, StopReason, SuspendReason
from portal.domain.benefits import BenefitState
from portal.settings import Settings
from portal.web import login
from portal.wiring import Portal
from portal.words import LOCALES, MODES
from tests.databases import Install
from tests.factories import benefits as make
from tests.factories.clock import Clock
from tests.factories.families import LIN, Family, citizen, known_family, staff_of
from tests.inspector import Inspector
from tests.web.staff_client import enter, looks, main_text

NEW_ACCOUNT = "6217000010009876548"


@pytest.fixture
def settings(install: Install) -> Settings:
    """A city in which one item pays every month."""
    return install(PORTAL_SERVICES=str(make.paying_city()))


@pytest.fixture
def work(portal: Portal) -> Casework:
    """The desk of that city."""
    return portal.casework


@pytest.fixture
def family(work: Casework) -> Family:
    """The mother files."""
    return known_family(work)


@pytest.fixture
def benefit(work: Casework, family: Family) -> UUID:
    """A benefit approved in November."""
    return make.approved(work, family)


def sit(client: Inspector, portal: Portal, actor: Actor, language: str = "en") -> None:
    """Sign a citizen in as the person they were checked as."""
    with client.session_transaction() as session:
        session.clear()
        session["_user_id"] = f"c:{actor.id}"
        session[login.SEEN] = portal.casework.clock().timestamp()
        session["language"] = language
        if actor.person is not None:
            session[login.PERSON] = str(actor.person)
            session[login.PERSONS] = [str(actor.person)]


def at_desk(client: Inspector, portal: Portal, benefit: UUID) -> None:
    """Sign in a clerk of the office that pays."""
    enter(client, portal, make.clerk_of(portal.casework, benefit))
    with client.session_transaction() as session:
        session["language"] = "en"


def read(client: Inspector, path: str) -> str:
    """What a page says."""
    answer = client.get(path)
    assert answer.status_code == 200
    return main_text(client)


def version(client: Inspector) -> str:
    """The version that the last page carries."""
    return next(f.get("value", "") for f in client.page.all("input") if f.get("name") == "version")


def step(client: Inspector, benefit: UUID, slug: str, **typed: str) -> int:
    """Open the page of a step, fill it in and send it; the status."""
    path = f"/staff/benefits/{benefit}/steps/{slug}"
    client.get(path)
    return client.post(path, data={"version": version(client), **typed}).status_code


# ---- its owner ----------------------------------------------------------------------------------


def test_whose_turn_it_is_stands_first_then_what_comes_next(
    client: Inspector, portal: Portal, family: Family, benefit: UUID
) -> None:
    sit(client, portal, family.filer)
    assert "What is paid to me regularly" in read(client, "/my/account")
    assert "My benefits" in read(client, "/my/cases")
    assert "December 2026 · ¥300.00" in read(client, "/my/benefits").replace("CN¥", "¥")
    said = read(client, f"/my/benefits/{benefit}")
    assert said.index("nothing for you to do") < said.index("December 2026")
    assert "4561" in said
    assert "6217000010001234561" not in client.page.text("html")
    assert "31 March 2027" in said


def test_whoever_has_none_is_not_led_there(
    client: Inspector, portal: Portal, work: Casework
) -> None:
    sit(client, portal, citizen(work, LIN))
    for path in ("/my/cases", "/my/account"):
        client.get(path)
        assert not [a for a in client.page.all("a") if a.get("href") == "/my/benefits"]
    assert "Nothing is paid" in read(client, "/my/benefits")


def test_what_came_back_says_why_and_what_to_do_and_another_account_is_asked_for(
    client: Inspector, portal: Portal, clock: Clock, family: Family, benefit: UUID
) -> None:
    make.go_to(clock, make.FIRST)
    make.pay(portal.casework, benefit, make.FIRST, ReturnReason.ACCOUNT_INACTIVE)
    sit(client, portal, family.filer)
    page = f"/my/benefits/{benefit}"
    said = read(client, page)
    assert "Your turn" in said
    assert "not been activated" in said
    assert "at the bank with your ID card" in said
    assert "Do the yearly check now" not in said
    assert client.post(f"{page}/account", data={"account": "12"}).status_code == 422
    assert client.post(f"{page}/account", data={"account": NEW_ACCOUNT}).status_code == 302
    said = read(client, page)
    assert "The office is looking at it" in said
    assert "6548" in said
    assert NEW_ACCOUNT not in client.page.text("html")
    make.go_to(clock, "2027-03")
    sit(client, portal, family.filer)
    client.post(f"{page}/check")
    assert "31 March 2028" in read(client, page)


def test_a_check_that_is_due_is_not_hidden_by_money_that_came_back(
    client: Inspector, portal: Portal, clock: Clock, family: Family, benefit: UUID
) -> None:
    make.go_to(clock, "2027-02")
    make.pay(portal.casework, benefit, make.FIRST, ReturnReason.ACCOUNT_CLOSED)
    sit(client, portal, family.filer)
    said = read(client, f"/my/benefits/{benefit}")
    assert "Name another account" in said
    assert "Do the yearly check now" in said


def test_the_check_is_one_press(
    client: Inspector, portal: Portal, clock: Clock, family: Family, benefit: UUID
) -> None:
    page = f"/my/benefits/{benefit}"
    sit(client, portal, family.filer)
    assert client.post(f"{page}/check").status_code == 409
    make.go_to(clock, "2027-02")
    sweep_benefits(portal.casework)
    sit(client, portal, family.filer)
    assert "Please do the yearly check by 31 March 2027" in read(client, page)
    assert client.post(f"{page}/check").status_code == 302
    assert "31 March 2028" in read(client, page)


def test_a_pause_for_a_missing_check_ends_with_the_press(
    client: Inspector, portal: Portal, clock: Clock, family: Family, benefit: UUID
) -> None:
    for month in ("2027-02", "2027-04"):
        make.go_to(clock, month)
        sweep_benefits(portal.casework)
    sit(client, portal, family.filer)
    page = f"/my/benefits/{benefit}"
    said = read(client, page)
    assert "Payments pause, because the yearly check was not done" in said
    assert client.post(f"{page}/check").status_code == 302
    assert "5 payments" in read(client, page)


def test_giving_up_is_asked_once_more(
    client: Inspector, portal: Portal, family: Family, benefit: UUID
) -> None:
    sit(client, portal, family.filer)
    page = f"/my/benefits/{benefit}"
    assert "From next month on" in read(client, f"{page}/give-up")
    assert client.post(f"{page}/give-up").status_code == 422
    for _ in range(2):
        assert client.post(f"{page}/give-up", data={"sure": "yes"}).status_code == 302
    assert client.post(f"{page}/check").status_code == 409
    assert "it was given up" in read(client, page)


def test_nobody_else_sees_it(
    client: Inspector, portal: Portal, work: Casework, family: Family, benefit: UUID
) -> None:
    phone_only = Actor(family.filer.kind, id=family.filer.id)
    for who, shut in ((citizen(work, LIN), [404, 404]), (phone_only, [303, 403])):
        sit(client, portal, who)
        page = f"/my/benefits/{benefit}"
        assert [client.get(page).status_code, client.post(f"{page}/check").status_code] == shut
        assert str(benefit) not in client.get("/my/benefits").text


@pytest.mark.parametrize(("language", "mode"), list(itertools.product(LOCALES, MODES)))
def test_every_state_reads_well_in_each_language_and_mode(
    client: Inspector,
    portal: Portal,
    clock: Clock,
    family: Family,
    benefit: UUID,
    language: str,
    mode: str,
) -> None:
    work, clerk = portal.casework, make.clerk_of(portal.casework, benefit)
    make.go_to(clock, make.SECOND)
    make.pay(work, benefit, make.FIRST)
    turns: list[Callable[[], object]] = [
        lambda: None,
        lambda: states.suspend(work, clerk, benefit, SuspendReason.UNDER_INQUIRY, remark="核对。"),
        lambda: states.resume(work, clerk, benefit, back_pay=True),
        lambda: accounts.ask_account(work, family.filer, benefit, NEW_ACCOUNT),
        lambda: accounts.decline_account(work, clerk, benefit, "不是本人的卡。"),
        lambda: states.stop(work, clerk, benefit, StopReason.NOT_ENTITLED, make.SECOND),
    ]
    for turn in turns:
        turn()
        sit(client, portal, family.filer, language)
        with client.session_transaction() as session:
            session["mode"] = mode
        for path in ("/my/benefits", f"/my/benefits/{benefit}"):
            assert client.get(path).status_code == 200


# ---- its office ---------------------------------------------------------------------------------


def test_a_list_is_recorded_in_one_press_and_twice_is_once(
    client: Inspector, portal: Portal, clock: Clock, benefit: UUID
) -> None:
    make.go_to(clock, make.SECOND)
    at_desk(client, portal, benefit)
    said = read(client, "/staff/benefits")
    assert "陈晓雨" in said
    look = looks(portal)[-1]
    assert (look.purpose, look.elements) == ("pay", ["mother.bank.account", "mother.person.name"])
    lines = [field.get("name", "") for field in client.page.all("select")]
    assert [line.split(".")[2] for line in lines] == [make.FIRST, make.SECOND]
    sent = {lines[0]: "paid", lines[1]: "account_closed"}
    for _ in range(2):
        answer = client.post("/staff/benefits/payments", data=sent)
        assert answer.status_code == 302
        assert "2 payments are recorded" in read(client, answer.location)
    assert len(make.payments_of(portal.casework, benefit)) == 2
    assert "the account was closed" in read(client, "/staff/benefits?tab=returned")
    assert "account_closed" not in main_text(client)


def test_what_is_left_open_stays_and_nonsense_records_nothing(
    client: Inspector, portal: Portal, clock: Clock, benefit: UUID
) -> None:
    make.go_to(clock, make.FIRST)
    at_desk(client, portal, benefit)
    client.get("/staff/benefits")
    (line,) = [field.get("name", "") for field in client.page.all("select")]
    for sent in ({line: ""}, {line: "lost"}, {"line.x.y.z": "paid"}, {"line.": "paid"}, {}):
        client.post("/staff/benefits/payments", data=sent)
        assert "No line was filled in" in read(client, "/staff/benefits")
    stale = line.rsplit(".", 1)[0] + ".99"
    client.post("/staff/benefits/payments", data={stale: "paid"})
    assert "could not be recorded" in read(client, "/staff/benefits")
    assert make.payments_of(portal.casework, benefit) == []


def test_every_step_has_its_page(
    client: Inspector, portal: Portal, clock: Clock, family: Family, benefit: UUID
) -> None:
    work = portal.casework
    make.go_to(clock, "2027-02")
    make.pay(work, benefit, make.FIRST)
    accounts.ask_account(work, family.filer, benefit, NEW_ACCOUNT)
    at_desk(client, portal, benefit)
    assert step(client, benefit, "account", answer="no", remark="") == 409
    assert step(client, benefit, "account", answer="yes") == 302
    assert step(client, benefit, "check") == 302
    assert step(client, benefit, "amount", amount="gold") == 422
    assert step(client, benefit, "amount", amount="standard") == 302
    reason = {"paid_month": make.FIRST, "return_reason": "name_differs"}
    assert step(client, benefit, "returned", **reason) == 302
    assert step(client, benefit, "suspend") == 422
    assert step(client, benefit, "suspend", suspend_reason="under_inquiry", remark="核对。") == 302
    assert "is checking whether" in read(client, f"/staff/benefits/{benefit}")
    assert step(client, benefit, "resume", back_pay="yes") == 302
    assert step(client, benefit, "stop", stop_reason="death", last_month="2027-02") == 302
    assert make.benefit_of(work, benefit).state is BenefitState.STOPPED
    assert step(client, benefit, "reinstate", remark="停错了。") == 302
    assert step(client, benefit, "resume", back_pay="yes") == 302
    said = read(client, f"/staff/benefits/{benefit}")
    assert said.index("Resumed") < said.index("Stop taken back") < said.index("Benefit begun")


def test_a_move_takes_it_off_this_desk_and_onto_another(
    client: Inspector, portal: Portal, benefit: UUID
) -> None:
    at_desk(client, portal, benefit)
    assert step(client, benefit, "move", region=make.FARTHER, month=make.FIRST) == 302
    assert client.get(f"/staff/benefits/{benefit}").status_code == 404
    enter(client, portal, staff_of(portal.casework, make.FARTHER_OFFICE))
    assert client.get(f"/staff/benefits/{benefit}").status_code == 200
    assert make.FARTHER_YUAN in main_text(client)


def test_a_page_that_was_outrun_overwrites_nothing(
    client: Inspector, portal: Portal, benefit: UUID
) -> None:
    work, clerk = portal.casework, make.clerk_of(portal.casework, benefit)
    at_desk(client, portal, benefit)
    path = f"/staff/benefits/{benefit}/steps/stop"
    client.get(path)
    seen = version(client)
    states.suspend(work, clerk, benefit, SuspendReason.NOT_REACHED)
    typed = {
        "version": seen,
        "stop_reason": "death",
        "last_month": make.FIRST,
        "remark": "写好的话",
    }
    answer = client.post(path, data=typed)
    assert answer.status_code == 409
    assert "Nothing was overwritten" in main_text(client)
    assert "写好的话" in answer.text
    assert client.post(path, data={}).status_code == 400
    assert make.benefit_of(work, benefit).state is BenefitState.SUSPENDED
