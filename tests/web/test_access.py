"""Every view declares who may use it, read from the running application."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from portal.domain.items import StaffRole
from portal.domain.permissions import Permission, kind_for
from portal.people.switch_off_staff import switch_off_staff
from portal.web.access import PUBLIC, access_of, public, requires
from portal.wiring import Portal
from tests.factories.clock import Clock
from tests.inspector import Inspector
from tests.web.conftest import SignIn


def test_every_endpoint_declares_its_access(app: Flask) -> None:
    undeclared = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint != "static" and access_of(view) is None
    ]
    assert undeclared == []


def test_a_view_that_declares_nothing_is_refused_to_everybody(
    app: Flask, client: Inspector, sign_in: SignIn
) -> None:
    app.add_url_rule("/planted", "planted", lambda: "secret")
    assert client.get("/planted").status_code == 403
    sign_in()
    answer = client.get("/planted")
    assert answer.status_code == 403
    assert "secret" not in answer.text


def test_only_a_permission_can_be_required() -> None:
    with pytest.raises(TypeError):
        requires("case:read")  # type: ignore[arg-type]


def test_the_signature_of_a_view_survives_its_limits_and_marks(app: Flask) -> None:
    assert access_of(app.view_functions["signin.phone"]) == PUBLIC
    assert access_of(app.view_functions["citizen.identity"]) is Permission.ACCOUNT_USE


def plant(app: Flask, permission: Permission) -> str:
    """A view that requires a permission."""
    app.add_url_rule("/planted", "planted", requires(permission)(ok))
    return "/planted"


def ok() -> dict[str, str]:
    """A view that answers without a page."""
    return {"said": "ok"}


@pytest.mark.parametrize("permission", [p for p in Permission if kind_for(p) != "system"])
def test_a_stranger_is_sent_to_the_right_sign_in(
    app: Flask, client: Inspector, permission: Permission
) -> None:
    answer = client.get(plant(app, permission) + "?a=b")
    door = "/staff/sign-in" if kind_for(permission) == "staff" else "/sign-in"
    assert answer.status_code == 302
    assert answer.location == f"{door}?next=/planted?a%3Db"
    as_json = client.get("/planted", headers={"Accept": "application/json"})
    assert as_json.status_code == 401


@pytest.mark.parametrize("permission", list(Permission))
def test_a_citizen_finds_no_staff_pages(
    app: Flask, client: Inspector, sign_in: SignIn, permission: Permission
) -> None:
    path = plant(app, permission)
    sign_in()
    assert client.get(path).status_code == (200 if kind_for(permission) == "citizen" else 404)


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("role", [StaffRole.CLERK, StaffRole.SUPERVISOR])
def test_staff_find_only_the_pages_of_their_role(
    app: Flask, client: Inspector, staff_sign_in: SignIn, permission: Permission, role: StaffRole
) -> None:
    path = plant(app, permission)
    staff_sign_in(role)
    supervising = permission in {Permission.TASK_REOPEN, Permission.LIMITS_WATCH}
    fits = supervising == (role is StaffRole.SUPERVISOR) or permission is Permission.STAFF_USE
    expected = 200 if kind_for(permission) == "staff" and fits else 404
    assert client.get(path).status_code == expected


def test_staff_are_sent_to_the_desk_of_their_role(client: Inspector, staff_sign_in: SignIn) -> None:
    staff_sign_in(StaffRole.SUPERVISOR)
    assert "supervisor" in (client.get("/staff/sign-in").location or "")


def test_staff_are_signed_out_after_half_an_hour_of_nothing(
    app: Flask, client: Inspector, staff_sign_in: SignIn, clock: Clock
) -> None:
    path = plant(app, Permission.STAFF_USE)
    staff_sign_in()
    for _ in range(3):
        clock.pass_time(timedelta(minutes=29))
        assert client.get(path).status_code == 200
    clock.pass_time(timedelta(minutes=31))
    answer = client.get(path)
    assert answer.status_code == 302
    assert "notification-banner" in client.get(answer.location).text
    assert "notification-banner" not in client.get(answer.location).text


def test_citizens_are_not_hurried(client: Inspector, sign_in: SignIn, clock: Clock) -> None:
    sign_in()
    clock.pass_time(timedelta(hours=2))
    assert client.get("/my/account").status_code == 200


def test_whoever_is_switched_off_is_out_at_the_next_request(
    app: Flask, client: Inspector, staff_sign_in: SignIn, portal: Portal
) -> None:
    path = plant(app, Permission.STAFF_USE)
    staff_sign_in()
    switch_off_staff(portal.people, "test.clerk")
    assert client.get(path).status_code == 302


def test_a_wrong_staff_password_tells_nothing(client: Inspector) -> None:
    answer = client.post(
        "/staff/sign-in", data={"username": "nobody", "password": "Secret-typed-1"}
    )
    assert answer.status_code == 200
    assert "Secret-typed-1" not in answer.text
    assert "error-summary" in answer.text


@pytest.mark.parametrize(
    "visitor", ["c:not-a-uuid", "s:", "x", "c:00000000-0000-0000-0000-000000000000"]
)
def test_an_odd_session_is_nobody(client: Inspector, visitor: str) -> None:
    with client.session_transaction() as session:
        session["_user_id"] = visitor
    assert client.get("/my/account").status_code == 302


def test_a_public_view_is_for_everybody(app: Flask, client: Inspector) -> None:
    app.add_url_rule("/planted", "planted", public(ok))
    assert client.get("/planted").get_json() == ok()
