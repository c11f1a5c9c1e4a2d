"""What has its season says so on its guide, on the plan and before it is sent."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from portal.casework.start import start
from portal.domain.bundles import Bundle
from portal.domain.states import CaseState
from portal.wiring import Portal
from tests.factories.clock import Clock
from tests.factories.driver import fast_paths
from tests.factories.families import CHEN, citizen
from tests.factories.looking import case_of
from tests.inspector import Inspector

SignIn = Callable[..., None]
WHEN = "什么时候能交"
CLOSED = "现在还不能交，"


@pytest.fixture
def seasonal(portal: Portal) -> Bundle:
    """A bundle that cannot be sent today."""
    work = portal.casework
    return next(
        bundle
        for bundle in work.shelf.current.bundles.values()
        if bundle.window is not None and not bundle.window.is_open(work.today)
    )


@pytest.fixture
def prepared(client: Inspector, portal: Portal, seasonal: Bundle, sign_in: SignIn) -> UUID:
    """A draft of it; its owner is signed in."""
    work = portal.casework
    sign_in(checked=CHEN)
    situation = next(fast_paths(seasonal))
    filer = citizen(work, CHEN)
    return start(work, filer, seasonal.id, situation, language="zh_Hans_CN", mode="standard")


@pytest.mark.parametrize("mode", ["standard", "elder"])
def test_the_guide_says_when(
    client: Inspector, clock: Clock, portal: Portal, seasonal: Bundle, mode: str
) -> None:
    client.post("/mode", data={"mode": mode})
    page = client.get(f"/guide/{seasonal.id}").text
    assert "没到时间" in page
    assert CLOSED in page
    assert seasonal.window is not None
    opens = seasonal.window.opens_on(portal.casework.today)
    assert f"{opens.year}年{opens.month}月{opens.day}日" in page
    clock.pass_time(opens - portal.casework.today)
    page = client.get(f"/guide/{seasonal.id}").text
    assert WHEN in page
    assert CLOSED not in page


def test_what_can_always_be_sent_says_nothing_of_it(client: Inspector) -> None:
    assert WHEN not in client.get("/guide/newborn").text


@pytest.mark.parametrize("mode", ["standard", "elder"])
@pytest.mark.parametrize("page", ["plan", "review"])
def test_a_draft_says_so_before_everything_is_filled_in(
    client: Inspector, prepared: UUID, page: str, mode: str
) -> None:
    client.post("/mode", data={"mode": mode})
    shown = client.get(f"/cases/{prepared}/{page}").text
    assert WHEN in shown
    assert CLOSED in shown
    assert 'name="truth"' not in shown


def test_pressed_all_the_same_it_says_from_when_on(
    client: Inspector, portal: Portal, prepared: UUID
) -> None:
    version = str(case_of(portal.casework, prepared).version)
    sent = {"version": version, "key": str(UUID(int=1)), "truth": "yes"}
    reply = client.post(f"/cases/{prepared}/review", data=sent)
    assert reply.status_code == 409
    assert CLOSED in client.page.text("main")
    assert case_of(portal.casework, prepared).state is CaseState.DRAFT


def test_in_its_season_it_can_be_sent(
    client: Inspector,
    clock: Clock,
    portal: Portal,
    seasonal: Bundle,
    prepared: UUID,
    sign_in: SignIn,
) -> None:
    assert seasonal.window is not None
    clock.pass_time(seasonal.window.opens_on(portal.casework.today) - portal.casework.today)
    sign_in(checked=CHEN)
    shown = client.get(f"/cases/{prepared}/review").text
    assert CLOSED not in shown
    assert WHEN in shown
    assert 'name="truth"' in shown
