"""Whatever people send to whatever page, nothing of it is in the logs."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from portal.web.access import public
from tests.factories.log_lines import Lines, written
from tests.guards.test_access import Filled
from tests.guards.test_access import filled as filled
from tests.guards.test_access import planted as planted
from tests.guards.test_secrets import personal_values
from tests.guards.walk import Outcome, address, endpoints, expected, scenes_for
from tests.guards.world import World

SENDERS = ("stranger", "applicant", "confirmer", "clerk", "supervisor")


def secrets_logged(lines: Lines, secrets: frozenset[str]) -> list[str]:
    """Secrets that a line holds."""
    text = "\n".join(lines.kept)
    return sorted(secret for secret in secrets if secret in text)


def send_everything(
    world: World, role: str, filled: Filled, secrets: frozenset[str]
) -> Iterator[int]:
    """Send every form that somebody may send, as filled in and once with a secret in every field."""
    said = " ".join(sorted(secrets))
    for endpoint in endpoints(world.app):
        for scene, values in scenes_for(endpoint, world)[:1] if endpoint.writes else ():
            if expected(endpoint, world.roles[role], scene) is not Outcome.IN:
                continue
            path = address(world, endpoint, values)
            fields = filled.get(path, {})
            for form in (fields, dict.fromkeys(fields or ("name", "phone"), said)):
                response = world.client(role).post(path, data=form, query_string={"q": said})
                yield response.status_code
                response.close()


@pytest.mark.parametrize("role", SENDERS)
def test_nothing_that_is_sent_is_logged(world: World, filled: Filled, role: str) -> None:
    secrets = personal_values(world)
    assert len(secrets) > 10
    with written(level=logging.INFO) as lines:
        statuses = list(send_everything(world, role, filled, secrets))
    assert len(lines.kept) >= len(statuses) > 0
    assert secrets_logged(lines, secrets) == []
    assert {line["actor"] for line in lines.told() if line["event"] == "request"} <= {
        *("nobody", "citizen", "staff"),
    }


def test_a_view_that_logs_what_it_is_sent_is_found(planted: World) -> None:
    secrets = personal_values(planted)

    def tell() -> str:
        structlog.get_logger("portal.web").info("sent", what=min(secrets))
        return ""

    planted.app.add_url_rule("/planted", "planted", public(tell))
    with written() as lines:
        planted.client("stranger").get("/planted")
    assert secrets_logged(lines, secrets) == [min(secrets)]
