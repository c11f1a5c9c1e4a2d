"""The account page and the real-name check."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from portal.domain.actors import ActorKind
from portal.domain.resident_id import make
from portal.domain.states import CaseState
from portal.people.check_person import CHECKS_PER_DAY
from portal.persistence.models import AccessRecord, Case
from portal.wiring import Portal
from tests.factories.clock import Clock
from tests.factories.identity import GRANDFATHER, MOTHER, KnownPeople
from tests.inspector import Inspector
from tests.web.conftest import SignIn


@pytest.fixture(autouse=True)
def known_people(portal: Portal, provider: KnownPeople) -> KnownPeople:
    """Let the house ask the provider of these tests."""
    object.__setattr__(portal.people, "provider", provider)
    return provider


def check(client: Inspector, name: str, number: str, **more: str) -> str:
    """Send the real-name check and give the page that comes back, or where it leads."""
    answer = client.post("/my/identity", data={"name": name, "id_number": number, **more})
    return answer.location or answer.text


def account_id(client: Inspector) -> UUID:
    """The account of this session."""
    with client.session_transaction() as session:
        return UUID(session["_user_id"].removeprefix("c:"))


def test_whoever_is_checked_is_acted_as_at_once(client: Inspector, sign_in: SignIn) -> None:
    sign_in()
    client.get("/my/identity")
    number = f" {MOTHER[1][:6]} {MOTHER[1][6:].lower()} "
    assert check(client, MOTHER[0], number, next="/my/account") == "/my/account"
    page = client.get("/my/account").text
    assert "陈*雨" in page
    assert MOTHER[0] not in page
    assert MOTHER[1] not in page


def test_a_wrong_name_and_an_unknown_person_see_the_same_page(
    client: Inspector, sign_in: SignIn
) -> None:
    sign_in()
    unknown = make("509901", date(1970, 1, 1), 21)
    wrong_name = check(client, "无此人", MOTHER[1])
    nobody = check(client, "无此人", unknown)
    inspected = client.page.text("h1")
    assert inspected
    for page in (wrong_name, nobody):
        assert "error-summary" in page

    def told(page: str, number: str) -> str:
        start, end = page.index("<main"), page.index("</main>")
        return page[start:end].replace(number, "").split("csrf_token")[0]

    assert told(wrong_name, MOTHER[1]) == told(nobody, unknown)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("", ""),
        ("陈晓雨", "123"),
        ("陈晓雨", MOTHER[1][:17] + "?"),
        ("123", MOTHER[1]),
        ("陈晓雨", "9" * 18),
    ],
)
def test_what_cannot_be_right_is_explained_without_asking_anybody(
    client: Inspector, sign_in: SignIn, known_people: KnownPeople, name: str, number: str
) -> None:
    sign_in()
    assert "error-message" in check(client, name, number)
    assert known_people.asked == []


def test_when_the_provider_is_silent_one_can_go_on_without(
    client: Inspector, sign_in: SignIn, known_people: KnownPeople
) -> None:
    sign_in()
    known_people.down = True
    assert "notification-banner" in check(client, *MOTHER, next="/my/account")
    assert any(
        a.get("href") == "/my/account" and "button" in (a.get("class") or "")
        for a in client.page.all("a")
    )


def test_after_many_checks_the_day_is_over(client: Inspector, sign_in: SignIn) -> None:
    sign_in()
    for _ in range(CHECKS_PER_DAY):
        check(client, "无此人", MOTHER[1])
    assert "error-summary" in check(client, *MOTHER)


def test_one_switches_between_the_people_checked_since_the_sign_in(
    client: Inspector, sign_in: SignIn, clock: Clock
) -> None:
    sign_in()
    check(client, *MOTHER)
    clock.pass_time(timedelta(minutes=1))
    check(client, *GRANDFATHER)
    client.get("/my/account")
    forms = [f.get("action") or "" for f in client.page.all("form")]
    choose = [action for action in forms if action.endswith("/choose")]
    assert len(choose) == 1, "only the one not acted as can be chosen"
    assert client.post(choose[0]).location == "/my/account"
    client.get("/my/account")
    assert [f.get("action") for f in client.page.all("form") if f.get("action") in choose] == []


def test_at_the_next_sign_in_nobody_is_acted_as_until_checked_again(
    client: Inspector, sign_in: SignIn, clock: Clock
) -> None:
    sign_in()
    check(client, *MOTHER)
    client.get("/my/account")
    with client.session_transaction() as session:
        person = session["person"]
    client.post("/sign-out")
    clock.pass_time(timedelta(minutes=1))
    sign_in()
    assert client.post(f"/my/account/persons/{person}/choose").status_code == 404
    client.get("/my/account")
    assert any(a.get("href") == "/my/identity" for a in client.page.all("a"))


def test_every_look_of_an_office_is_listed_with_what_and_why(
    client: Inspector, sign_in: SignIn, portal: Portal, clock: Clock
) -> None:
    sign_in()
    assert "<table" not in client.get("/my/account").text
    office = next(iter(portal.casework.city.offices))
    element = next(iter(portal.casework.shelf.current.elements))
    with portal.casework.db.writing() as session:
        case = Case(
            id=uuid4(),
            number="YJ-1",
            bundle="newborn",
            release_id=portal.casework.shelf.current_id,
            account_id=account_id(client),
            state=CaseState.FILED,
            chosen=[],
            language="en",
            mode="standard",
            created_at=clock(),
            saved_at=clock(),
        )
        session.add(case)
        session.flush()
        for kind, purpose in [(ActorKind.STAFF, "decide"), (ActorKind.CITIZEN, "own")]:
            session.add(
                AccessRecord(
                    at=clock(),
                    actor_kind=kind,
                    actor_id=uuid4(),
                    office=office,
                    case_id=case.id,
                    purpose=purpose,
                    elements=[f"mother.{element}"],
                )
            )
    page = client.get("/my/account").text
    assert page.count("YJ-1") == 1, "one's own looks are not listed"
    assert portal.casework.city.words_in("zh_Hans_CN")(f"office.{office}.name") in page
    shelf = portal.casework.shelf
    words = shelf.words(shelf.current_id, "zh_Hans_CN", plain=False)
    assert words(f"element.{element}.label") in page


def test_another_account_does_not_see_these_looks(client: Inspector, sign_in: SignIn) -> None:
    sign_in("19900000002")
    assert "<table" not in client.get("/my/account").text
