"""What papers say: above all, whom they are about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from portal.casework.benefit_states import stop
from portal.casework.terminate import TerminationReason, terminate
from portal.documents.views import as_mapping
from portal.domain.benefit_reasons import StopReason
from portal.jobs.documents import desk_at
from portal.jobs.papers import write
from portal.persistence.queries.whole_case import whole_case
from portal.settings import Settings
from portal.wiring import Portal
from tests.databases import Install
from tests.factories import benefits as pay
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import known_family


def test_papers_name_the_applicant_and_the_baby_and_not_the_head_of_their_household(
    portal: Portal,
) -> None:
    work = portal.casework
    family = known_family(work)
    baby = "陈向晚"
    case = make.filed_case(work, family, answers={"baby.person.name": baby})
    with work.db.reading() as session:
        whole = whole_case(session, case)
    assert whole is not None
    receipt = next(d for d in whole.documents if d.template == "receipt")
    view = as_mapping(write(desk_at(portal, whole, receipt)))
    assert view["applicant_name"] == family.mother.name
    assert view["subject_name"] == baby


def test_against_what_a_company_answers_one_complains(portal: Portal) -> None:
    work = portal.casework
    case = make.filed_case(work, known_family(work))
    with work.db.reading() as session:
        whole = whole_case(session, case)
    assert whole is not None
    desk = desk_at(portal, whole, whole.documents[0])
    assert "gs" in desk.serving
    reviewed = desk.remedies()
    complained = replace(desk, serving=frozenset({desk.organ})).remedies()
    assert complained.complaint_organ == reviewed.review_organ != ""
    assert (complained.review_organ, complained.court) == ("", "")
    assert reviewed.complaint_organ == ""


@pytest.mark.parametrize("reason", TerminationReason)
def test_whoever_is_not_handled_any_more_reads_why_and_what_to_do(
    portal: Portal, reason: TerminationReason
) -> None:
    work = portal.casework
    case = make.released_case(work)
    task = see.task_of(work, case, make.INSURANCE)
    terminate(
        work, make.clerk_for(work, case, make.INSURANCE), task.id, reason, remark="请看说明。"
    )
    view = _paper(portal, case, "termination_notice")
    assert view["reasons"] == ("请看说明。",)
    assert re.search("[一-龥]", str(view["cause"]))
    assert view["remedies"]["court"]


def _paper(portal: Portal, case: UUID, template: str) -> Mapping[str, Any]:
    with portal.casework.db.reading() as session:
        whole = whole_case(session, case)
    assert whole is not None
    paper = next(d for d in whole.documents if d.template == template)
    return as_mapping(write(desk_at(portal, whole, paper)))


class TestOfAPayingCity:
    """Papers about what is paid month by month."""

    @pytest.fixture
    def settings(self, install: Install) -> Settings:
        """A city in which one item pays on."""
        return install(PORTAL_SERVICES=str(pay.paying_city()))

    @pytest.mark.parametrize("reason", [StopReason.MOVED_AWAY, StopReason.NOT_ENTITLED])
    def test_whoever_is_paid_no_longer_reads_until_when_and_why(
        self, portal: Portal, reason: StopReason
    ) -> None:
        work = portal.casework
        benefit = pay.approved(work, known_family(work))
        stop(work, pay.clerk_of(work, benefit), benefit, reason, pay.FIRST)
        view = _paper(portal, pay.benefit_of(work, benefit).case_id, "stop_notice")
        assert view["paid_until"] == "2026年12月31日"
        assert re.search("[一-龥]", str(view["cause"]))
