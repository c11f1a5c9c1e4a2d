"""Out of its season a bundle is prepared and not sent."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from portal.casework.errors import WindowClosed, WrongMoment
from portal.casework.save import save
from portal.casework.submit import submit
from portal.domain.states import CaseState
from tests.casework.conftest import OpenDesk
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.desk import services_to_change
from tests.factories.families import known_family


def test_is_prepared_before_and_sent_from_the_first_day_on(
    open_desk: OpenDesk, clock: Clock
) -> None:
    content = services_to_change()
    content["bundles"][make.BUNDLE]["window"] = {"opens": "11-24", "closes": "11-30"}
    work = open_desk(content)
    family = known_family(work)
    case = make.draft(work, family)
    key = uuid4()
    with pytest.raises(WindowClosed) as refused:
        submit(work, family.filer, case, key=key)
    assert isinstance(refused.value, WrongMoment)
    assert (refused.value.code, refused.value.opens_on) == ("window_closed", date(2026, 11, 24))
    assert see.case_of(work, case).state is CaseState.DRAFT
    assert see.verbs_of(work, case) == []
    assert not save(work, family.filer, case, {"baby.birth.weight_grams": "3300"}).faults
    clock.pass_time(timedelta(days=1))
    number = submit(work, family.filer, case, key=key).number
    clock.pass_time(timedelta(days=30))
    assert submit(work, family.filer, case, key=key).number == number


def test_says_that_it_is_closed_before_it_says_what_is_missing(open_desk: OpenDesk) -> None:
    content = services_to_change()
    content["bundles"][make.BUNDLE]["window"] = {"opens": "05-10", "closes": "07-31"}
    work = open_desk(content)
    family = known_family(work)
    with pytest.raises(WindowClosed) as refused:
        submit(work, family.filer, make.empty_draft(work, family), key=uuid4())
    assert refused.value.opens_on == date(2027, 5, 10)
