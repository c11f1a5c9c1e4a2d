"""What papers say: above all, whom they are about."""

from __future__ import annotations

from dataclasses import replace

from portal.documents.views import as_mapping
from portal.jobs.documents import desk_at
from portal.jobs.papers import write
from portal.persistence.queries.whole_case import whole_case
from portal.wiring import Portal
from tests.factories import cases as make
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
