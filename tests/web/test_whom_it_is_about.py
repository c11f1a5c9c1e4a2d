"""The status page and the list of cases say whom each is about, however little a process knows of its release."""

from __future__ import annotations

import pytest

from portal.wiring import Portal
from tests.factories import cases as make
from tests.factories.families import CHEN, known_family
from tests.inspector import Inspector
from tests.web.conftest import SignIn

BABY = "林小满"


@pytest.mark.parametrize("decided_by_answers", [False, True])
@pytest.mark.parametrize("page", ["/cases/{case}?again", "/my/cases"])
def test_the_name_is_said(
    client: Inspector,
    portal: Portal,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    decided_by_answers: bool,
) -> None:
    work = portal.casework
    case = make.released_case(work, known_family(work))
    sign_in(checked=CHEN)
    assert BABY in client.get(page.format(case=case)).text
    # As in a process that has not read any case of this release.
    monkeypatch.setattr(work.shelf, "subject_keys", frozenset({"firm.firm.name"}))
    if decided_by_answers:
        known = vars(work.shelf)["_subject_keys"]
        monkeypatch.setitem(known, (work.shelf.current_id, make.BUNDLE), None)
    assert BABY in client.get(page.format(case=case)).text
