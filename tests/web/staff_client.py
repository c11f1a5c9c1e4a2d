"""Members of staff at their pages, without going through the sign-in each time."""

from __future__ import annotations

import re
from uuid import UUID

from portal.domain.actors import Actor
from portal.persistence.models import AccessRecord
from portal.web import login
from portal.wiring import Portal
from tests.factories import cases
from tests.factories import looking as see
from tests.inspector import Inspector, words


def enter(client: Inspector, portal: Portal, actor: Actor) -> None:
    """Sign a member of staff in."""
    with client.session_transaction() as session:
        session.clear()
        session["_user_id"] = f"s:{actor.id}"
        session[login.SEEN] = portal.people.clock().timestamp()


def sit_at(client: Inspector, portal: Portal, case: UUID, item: str, **who: str) -> UUID:
    """Sign in somebody of the office that has an item of a case, and give the task's id."""
    enter(client, portal, cases.clerk_for(portal.casework, case, item, **who))  # type: ignore[arg-type]
    return see.task_of(portal.casework, case, item).id


def carried(client: Inspector) -> dict[str, str]:
    """The hidden fields of the last page's form about a task."""
    wanted = {"version", "seen"}
    return {
        field.get("name", ""): field.get("value", "")
        for field in client.page.all("input")
        if field.get("name") in wanted
    }


def main_text(client: Inspector) -> str:
    """What is read in the main part of the last page."""
    return words(next(client.page.all("main")))


def looks(portal: Portal) -> list[AccessRecord]:
    """Every look written down, the oldest first."""
    with portal.casework.db.reading() as session:
        return list(session.query(AccessRecord).order_by(AccessRecord.id))


def rows(client: Inspector) -> list[str]:
    """The rows of every table body of the last page, as read."""
    return [words(row) for body in client.page.all("tbody") for row in body.iter("tr")]


def field_value(client: Inspector, field_id: str) -> str:
    """What stands in a field of the last page."""
    for field in client.page.all("input", "textarea"):
        if field.get("id") == field_id:
            return field.get("value") or words(field)
    raise AssertionError(f"no field {field_id}")


def address(task: UUID, rest: str = "") -> str:
    """The address of a task's page."""
    return re.sub(r"/$", "", f"/staff/tasks/{task}/{rest}")
