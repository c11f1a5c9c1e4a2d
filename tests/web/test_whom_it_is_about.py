"""The status page says whom a case is about, however little a process knows of the release that the case belongs to."""

from __future__ import annotations

import pytest

from portal.wiring import Portal
from tests.factories import cases as make
from tests.factories.families import CHEN, known_family
from tests.inspector import Inspector
from tests.web.conftest import SignIn


def _heading(client: Inspector, path: str) -> str:
    client.get(path)
    return client.page.text("h1")


@pytest.mark.parametrize("decided_by_answers", [False, True])
def test_the_name_is_said(
    client: Inspector,
    portal: Portal,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    decided_by_answers: bool,
) -> None:
    work = portal.casework
    case = make.released_case(work, known_family(work))
    sign_in(checked=CHEN)
    path = f"/cases/{case}?again"
    said = _heading(client, path)
    assert said.startswith("新生儿出生")
    assert " · " in said
    # As in a process that has not read any case of this release.
    monkeypatch.setattr(work.shelf, "subject_keys", frozenset({"firm.firm.name"}))
    if decided_by_answers:
        monkeypatch.setattr(work.shelf, "subject_keys_of", lambda *_: None)
    assert _heading(client, path) == said
