"""What an item asks its own office beside the decision: checked, kept sealed, vouched for by the record."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from sqlalchemy import text

from portal.casework.context import Casework
from portal.casework.decide import Entered, approve
from portal.casework.errors import Incomplete
from portal.casework.outcome import FIELDS, record_step
from portal.catalogue.checks import check
from portal.catalogue.problems import CatalogueError
from portal.catalogue.release import load_release
from portal.domain.chain import value_mac
from portal.domain.results import ResultState
from portal.domain.states import TaskState
from tests.casework.conftest import OpenDesk
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.desk import RECORD_KEY
from tests.factories.own_fields import PLACE, SEEN_ON, ZH, with_own_fields


@pytest.fixture
def work(open_desk: OpenDesk) -> Casework:
    """A desk on services in which two offices fill in something of their own."""
    return open_desk(with_own_fields())


@pytest.fixture
def case(work: Casework) -> UUID:
    """A case whose certificate is there."""
    made = make.released_case(work, confirmed=True)
    make.approve_item(work, made, make.CERTIFICATE)
    return made


def vaccines_in_review(work: Casework, case: UUID) -> UUID:
    make.accept_item(work, case, make.VACCINES)
    return see.task_of(work, case, make.VACCINES).id


def test_what_is_right_is_kept_with_the_result_and_by_mac_only_in_the_record(
    work: Casework, case: UUID
) -> None:
    task = vaccines_in_review(work, case)
    typed = {"place": f" {PLACE} ", "seen_on": "2026-11-20", "outcome": "late"}
    approve(
        work,
        make.clerk_for(work, case, make.VACCINES),
        task,
        entered=Entered(fields=typed | {"no_such": "x"}),
    )
    result = see.result_of(work, case, make.VACCINES)
    assert result is not None
    kept = {"place": PLACE, "seen_on": SEEN_ON, "outcome": "late"}
    assert result.details == {FIELDS: kept}
    (event,) = [e for e in see.events_of(work, case) if e.verb == "approve" and e.task_id == task]
    assert event.payload["fields"] == {
        name: value_mac(RECORD_KEY, value, f"operator.{name}") for name, value in kept.items()
    }
    assert PLACE not in json.dumps(event.payload, ensure_ascii=False)
    with work.db.reading() as session:
        (sealed,) = session.execute(
            text("SELECT details_sealed FROM result WHERE kind = 'issued_here'")
        ).scalars()
    assert PLACE.encode() not in bytes(sealed)


def test_what_is_missing_or_wrong_is_said_by_field_and_changes_nothing(
    work: Casework, case: UUID
) -> None:
    task = vaccines_in_review(work, case)
    clerk = make.clerk_for(work, case, make.VACCINES)
    with pytest.raises(Incomplete) as refused:
        approve(work, clerk, task, entered=Entered(fields={"seen_on": "2026-12-24"}))
    assert {key: fault.code for key, fault in refused.value.faults.items()} == {
        "operator.place": "required",
        "operator.seen_on": "date_future",
    }
    assert see.task_of(work, case, make.VACCINES).state is TaskState.IN_REVIEW
    assert see.result_of(work, case, make.VACCINES) is None


def test_outputs_and_own_fields_are_told_together(work: Casework, case: UUID) -> None:
    make.accept_item(work, case, make.REGISTRATION)
    decider = make.to_last_stage(work, case, make.REGISTRATION)
    task = see.task_of(work, case, make.REGISTRATION).id
    with pytest.raises(Incomplete) as refused:
        approve(work, decider, task, entered=Entered({make.BABY_ID_KEY: "12"}))
    assert refused.value.faults.keys() == {make.BABY_ID_KEY, "operator.place"}
    assert make.BABY_ID_KEY not in see.facts_of(work, case)
    entered = Entered({make.BABY_ID_KEY: make.BABY_ID}, fields={"place": PLACE})
    approve(work, decider, task, entered=entered)
    record_step(
        work,
        make.clerk_for(work, case, make.REGISTRATION),
        task,
        ResultState.POSTED,
        details={"carrier": "邮政", "tracking": "EM1"},
    )
    result = see.result_of(work, case, make.REGISTRATION)
    assert result is not None
    assert result.details == {FIELDS: {"place": PLACE}, "carrier": "邮政", "tracking": "EM1"}


def test_a_choice_without_words_is_refused_when_it_is_published() -> None:
    content = with_own_fields()
    word = f"item.{make.VACCINES}.operator_fields.outcome.option.late"
    del content["words"][ZH][word]
    with pytest.raises(CatalogueError, match=r"outcome\.option\.late"):
        check(load_release(content))
