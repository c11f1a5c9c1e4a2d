"""The papers of an end: given with it, and void once it is set aside, so that nobody can show them as if they stood."""

from __future__ import annotations

from uuid import UUID

import pytest

from portal.casework import benefit_states as states
from portal.casework.context import Casework
from portal.casework.reopen import ReopenGround, reopen
from portal.casework.terminate import terminate
from portal.domain.benefit_reasons import StopReason
from portal.domain.states import TaskState
from tests.casework.conftest import OpenDesk
from tests.factories import benefits as pay
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import known_family, supervisor


def papers(work: Casework, case: UUID, *, void: bool) -> set[str]:
    return {d.template for d in see.documents_of(work, case) if (d.void_at is not None) is void}


@pytest.mark.parametrize(
    ("state", "paper"),
    [
        (TaskState.REFUSED, "decision_refused"),
        (TaskState.NOT_ACCEPTED, "non_acceptance"),
        (TaskState.TERMINATED, "termination_notice"),
    ],
)
def test_a_paper_is_void_once_what_it_tells_of_is_set_aside(
    work: Casework, state: TaskState, paper: str
) -> None:
    case = make.released_case(work, confirmed=True)
    task = see.task_of(work, case, make.CERTIFICATE)
    make.end_item(work, case, make.CERTIFICATE, state)
    assert {paper, "lapse_notice"} <= papers(work, case, void=False)
    reopen(work, supervisor(work), task.id, ReopenGround.COURT_JUDGMENT, "判决撤销")
    assert papers(work, case, void=True) == {paper, "lapse_notice"}
    assert "receipt" in papers(work, case, void=False)


def test_only_the_papers_of_the_item_that_is_handled_again_are_void(work: Casework) -> None:
    case = make.released_case(work, confirmed=True)
    for item in (make.CERTIFICATE, make.VACCINES):
        if item == make.VACCINES:
            make.approve_item(work, case, make.CERTIFICATE)
        task = see.task_of(work, case, item)
        terminate(work, make.clerk_for(work, case, item), task.id, "duplicate")
        if item == make.CERTIFICATE:
            reopen(work, supervisor(work), task.id, ReopenGround.OWN_ERROR, "弄错了")
    assert papers(work, case, void=False) >= {"termination_notice", "decision_approved"}


def test_a_stop_is_told_in_writing_and_void_when_it_was_a_mistake(open_desk: OpenDesk) -> None:
    work = open_desk(pay.content_with())
    benefit = pay.approved(work, known_family(work))
    case, clerk = pay.benefit_of(work, benefit).case_id, pay.clerk_of(work, benefit)
    states.stop(work, clerk, benefit, StopReason.NOT_ENTITLED, pay.FIRST, remark="已迁出。")
    assert "stop_notice" in papers(work, case, void=False)
    states.reinstate(work, clerk, benefit, "同名的另一个人。")
    assert papers(work, case, void=True) == {"stop_notice"}


@pytest.mark.parametrize("end", ["death", "given_up"])
def test_nobody_is_written_to_whom_it_cannot_reach_or_who_asked_for_it(
    open_desk: OpenDesk, end: str
) -> None:
    work = open_desk(pay.content_with())
    family = known_family(work)
    benefit = pay.approved(work, family)
    if end == "death":
        states.stop(work, pay.clerk_of(work, benefit), benefit, StopReason.DEATH, pay.FIRST)
    else:
        states.give_up(work, family.filer, benefit)
    case = pay.benefit_of(work, benefit).case_id
    assert "stop_notice" not in papers(work, case, void=False)
