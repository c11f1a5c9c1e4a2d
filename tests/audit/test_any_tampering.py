"""Whatever is done to any one row of the record, in any column, is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, delete, insert, select, update

from portal.domain.actors import ActorKind
from portal.persistence.models import Event, Remark
from tests.audit.conftest import Cases
from tests.audit.office import Office

TABLE = cast("Table", Event.__table__)
Row = Mapping[str, Any]


@dataclass
class Record:
    """Every event of every case as its row, and a way to put another in its place."""

    office: Office
    cases: Cases
    rows: list[Row]
    remarks: list[UUID]

    def replaced(self, there: Row, row: Row) -> None:
        """Put a row in the place of another."""
        with self.office.work.db.writing() as session:
            session.execute(update(TABLE).where(*_is(there)).values(**row))

    def without(self, row: Row) -> None:
        """Take a row away."""
        with self.office.work.db.writing() as session:
            session.execute(delete(TABLE).where(*_is(row)))

    def added(self, row: Row) -> None:
        """Put a row back."""
        with self.office.work.db.writing() as session:
            session.execute(insert(TABLE).values(**row))


def _is(row: Row) -> tuple[Any, Any]:
    return TABLE.c.case_id == row["case_id"], TABLE.c.sequence == row["sequence"]


@pytest.fixture
def whole(office: Office, cases: Cases) -> Record:
    """The record, which holds."""
    with office.work.db.reading() as session:
        rows: list[Row] = [dict(row) for row in session.execute(select(TABLE)).mappings()]
        remarks = list(session.scalars(select(Remark.id)))
    assert office.said() == []
    return Record(office, cases, rows, remarks)


codes = st.text("abcdefghij_", min_size=1, max_size=20)
payloads = st.dictionaries(codes, st.integers(-5, 5) | codes | st.floats(0, 1), max_size=3)
OTHERS: Mapping[str, Callable[[Record, Row], st.SearchStrategy[Any]]] = {
    "case_id": lambda record, row: st.just(record.cases.draft),
    "sequence": lambda record, row: st.integers(-3, 0) | st.integers(100, 2_000_000),
    "verb": lambda record, row: codes,
    "actor_kind": lambda record, row: st.sampled_from(ActorKind),
    "actor_id": lambda record, row: st.none() | st.uuids(),
    "task_id": lambda record, row: st.none() | st.uuids(),
    "at": lambda record, row: st.integers(-(10**12), 10**12).map(
        lambda n: row["at"] + timedelta(microseconds=n)
    ),
    "reason": lambda record, row: st.none() | codes | st.just(""),
    "remark_id": lambda record, row: st.sampled_from([None, *record.remarks]),
    "payload": lambda record, row: payloads | payloads.map(lambda more: {**row["payload"], **more}),
    "previous": lambda record, row: st.binary(max_size=40),
    "hash": lambda record, row: st.binary(max_size=40),
}
"""What an owner of the database could write into each column instead."""


def test_no_column_is_left_out() -> None:
    assert set(OTHERS) == {column.key for column in TABLE.columns}


@settings(
    deadline=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_another_value_in_any_column_of_any_event_is_found(
    whole: Record, data: st.DataObject
) -> None:
    row = data.draw(st.sampled_from(whole.rows))
    column = data.draw(st.sampled_from(sorted(OTHERS)))
    value = data.draw(OTHERS[column](whole, row).filter(lambda made: made != row[column]))
    changed = {**row, column: value}
    whole.replaced(row, changed)
    try:
        found = whole.office.findings()
    finally:
        whole.replaced(changed, row)
    blamed = {finding.case for finding in found}
    assert blamed
    assert blamed <= {row["case_id"], changed["case_id"]}
    assert whole.office.said() == []


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_any_one_event_taken_away_is_found(whole: Record, data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(whole.rows))
    whole.without(row)
    try:
        found = whole.office.findings()
    finally:
        whole.added(row)
    assert [(f.case, f.first) for f in found if f.kind.value in {"removed", "cut_off"}] == [
        (row["case_id"], row["sequence"])
    ]
    assert whole.office.said() == []


@pytest.mark.parametrize(
    "change", ["actor_kind = 'nobody'", "payload = '[1]'", "payload = '{\"x\": 0.5}'", "at = at"]
)
def test_what_cannot_be_read_is_found_and_no_crash(
    office: Office, cases: Cases, change: str
) -> None:
    met = office.tamper(f"UPDATE event SET {change} WHERE sequence = 2")  # noqa: S608
    kinds = [kind for kind, *_ in office.said()]
    assert kinds == ([] if change == "at = at" else ["changed"] * met)
