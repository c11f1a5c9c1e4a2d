"""A release with a legal error knows the cases that were filed under it, by number and bundle and nothing else."""

from __future__ import annotations

from portal.casework.context import Casework
from portal.persistence.queries import releases
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import known_family


def test_filed_cases_are_listed_and_drafts_and_withdrawn_ones_are_not(work: Casework) -> None:
    family = known_family(work)
    make.draft(work, family)
    filed = make.filed_case(work, family)
    with work.db.reading() as session:
        listed = releases.filed_under(session, work.shelf.current_id)
    assert listed == [(see.case_of(work, filed).number, see.case_of(work, filed).bundle)]
    with work.db.reading() as session:
        assert releases.filed_under(session, "0" * 64) == []
        assert releases.latest(session) == work.shelf.current_id
        start = work.shelf.current_id[:8]
        assert releases.beginning_with(session, start) == [work.shelf.current_id]
        assert releases.beginning_with(session, "%") == []
