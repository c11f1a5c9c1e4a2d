"""Signing in through the pages, as people do."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from portal.domain.items import StaffRole
from portal.people.add_staff import add_staff
from portal.wiring import Portal
from tests.factories.families import Parent
from tests.inspector import Inspector

PHONE = "19900000001"
PASSWORD = "vermilion-seal-7"

SignIn = Callable[..., None]


@pytest.fixture
def read_code(client: Inspector) -> Callable[[str], str]:
    """The newest code on a phone of the demonstration."""

    def read(phone: str = PHONE) -> str:
        page = client.post("/demo/messages", data={"phone": phone}).text
        found = re.search(r"\b\d{6}\b", page[page.index("timeline__what") :])
        assert found is not None
        return found.group()

    return read


@pytest.fixture
def sign_in(client: Inspector, read_code: Callable[[str], str]) -> SignIn:
    """Sign a citizen in by phone and code, and have the name ``checked`` of somebody in services/demo."""

    def enter(phone: str = PHONE, *, checked: Parent | None = None) -> None:
        client.post("/sign-in", data={"phone": phone})
        answer = client.post("/sign-in/code", data={"code": read_code(phone)})
        assert answer.status_code == 302
        if checked is not None:
            pair = {"name": checked.name, "id_number": checked.id_number}
            assert client.post("/my/identity", data=pair).status_code == 302

    return enter


@pytest.fixture
def staff_sign_in(client: Inspector, portal: Portal) -> SignIn:
    """Add a member of staff to the first office and sign them in."""

    def enter(role: StaffRole = StaffRole.CLERK) -> None:
        office = next(iter(portal.casework.city.offices.values()))
        add_staff(
            portal.people,
            username=f"test.{role}",
            display_name="王芳",
            department=office.department,
            office=office.id,
            role=role,
            password=PASSWORD,
        )
        answer = client.post(
            "/staff/sign-in", data={"username": f"test.{role}", "password": PASSWORD}
        )
        assert answer.status_code == 302

    return enter
