"""Reading what a phone was sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.people.codes import CodePurpose
from portal.people.desk import PeopleDesk
from portal.people.send_code import send_code
from portal.persistence.queries import notices
from tests.factories.clock import Clock

PHONE = "19900000001"


@pytest.fixture
def code_for(people: PeopleDesk, clock: Clock) -> Callable[..., str]:
    """Send a code and read it on the telephone."""

    def send(phone: str = PHONE, purpose: CodePurpose = CodePurpose.SIGN_IN) -> str:
        send_code(people, phone, purpose, language="zh_Hans_CN", mode="standard")
        with people.db.reading() as session:
            return str(notices.to_phone(session, phone)[0].params["code"])

    return send
