"""A statement that was worked out once says the same with other values, and with more or fewer of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Uuid, bindparam, event, func, select
from sqlalchemy.orm import Session

from portal.persistence import prepared
from portal.persistence.models import Case
from portal.persistence.prepared import Prepared
from portal.wiring import Portal
from tests.factories import cases as make
from tests.factories.families import known_family


@pytest.fixture
def cases(portal: Portal) -> list[UUID]:
    """Three cases."""
    work = portal.casework
    return [make.filed_case(work, known_family(work)) for _ in range(3)]


def _count() -> Prepared:
    ids = bindparam("ids", type_=Uuid(), expanding=True)
    wanted = select(func.count()).where(Case.id.in_(ids), Case.id != bindparam("but", type_=Uuid()))
    return Prepared(wanted)


def _counted(session: Session, count: Prepared, ids: list[UUID], but: UUID) -> int:
    return int(count.one(session.connection(), {"ids": ids, "but": but})[0])


def test_each_time_the_values_given_count(portal: Portal, cases: list[UUID]) -> None:
    count = _count()
    with portal.casework.db.reading() as session:
        assert _counted(session, count, cases, uuid4()) == 3
        assert _counted(session, count, cases, cases[1]) == 2
        assert _counted(session, count, cases[:1], cases[1]) == 1
        assert _counted(session, count, [uuid4(), *cases], cases[0]) == 2
        assert _counted(session, count, [], cases[0]) == 0


def test_a_value_that_is_not_given_is_no_other_value(portal: Portal, cases: list[UUID]) -> None:
    count = _count()
    with portal.casework.db.reading() as session:
        connection = session.connection()
        with pytest.raises(Exception, match="but"):
            count.one(connection, {"ids": cases})
        assert _counted(session, count, cases, uuid4()) == 3
        with pytest.raises(Exception, match="but"):
            count.one(connection, {"ids": cases})


def test_whoever_asks_for_ever_other_numbers_fills_no_memory(
    portal: Portal, cases: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared, "MOST_KEPT", 2)
    count, asked = _count(), list[Any]()
    with portal.casework.db.reading() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
        for length in (1, 2, 3, 2, 3):
            assert _counted(session, count, cases[:length], uuid4()) == length
    assert len(vars(count)["_worked_out"]) == 2
    assert asked[1] == asked[3]
    assert asked[2] == asked[4]
