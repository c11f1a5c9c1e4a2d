"""Each way to tamper with the record is found by its name, in its case, at its event; the other cases stay clean."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from portal.audit.verify import NoSuchCase
from portal.domain import chain
from portal.persistence.hashed import event_payload
from portal.persistence.queries import record
from tests.audit.conftest import Cases
from tests.audit.office import Office, raw_id


def test_an_honest_record_holds(office: Office, cases: Cases) -> None:
    assert office.said(files=True) == []
    assert office.report.cases == 4
    assert office.report.events == sum(
        office.length(case) for case in (cases.long, cases.short, cases.other)
    )
    assert (office.report.waiting, office.report.gone, office.report.journal.lines) == (0, 0, 3)


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'refuse'",
        "reason = 'other'",
        "at = '2020-01-01 00:00:00.000000'",
        "actor_kind = 'system'",
        "payload = '{\"number\": 1}'",
    ],
)
def test_a_changed_event_is_found(office: Office, cases: Cases, change: str) -> None:
    where = f"UPDATE event SET {change} WHERE case_id = :case AND sequence = 1"  # noqa: S608
    assert office.tamper(where, case=raw_id(office, cases.long)) == 1
    assert office.said() == [("changed", cases.long, 1)]


def test_a_removed_event_is_found(office: Office, cases: Cases) -> None:
    office.tamper(
        "DELETE FROM event WHERE case_id = :case AND sequence = 5", case=raw_id(office, cases.long)
    )
    assert office.said() == [("removed", cases.long, 5)]


def test_a_removed_event_is_found_when_the_others_close_ranks(office: Office, cases: Cases) -> None:
    case = raw_id(office, cases.long)
    office.tamper("DELETE FROM event WHERE case_id = :case AND sequence = 5", case=case)
    for sequence in range(6, office.length(cases.long) + 2):
        office.tamper(
            "UPDATE event SET sequence = sequence - 1 WHERE case_id = :case AND sequence = :at",
            case=case,
            at=sequence,
        )
    assert office.said() == [("removed", cases.long, 5)]


def test_reordered_events_are_found(office: Office, cases: Cases) -> None:
    for old, new in ((3, -1), (4, 3), (-1, 4)):
        office.tamper(
            "UPDATE event SET sequence = :new WHERE case_id = :case AND sequence = :old",
            case=raw_id(office, cases.long),
            old=old,
            new=new,
        )
    assert office.said() == [("reordered", cases.long, 3), ("reordered", cases.long, 4)]


def test_an_inserted_event_is_found(office: Office, cases: Cases) -> None:
    case = raw_id(office, cases.long)
    for sequence in range(office.length(cases.long), 3, -1):
        office.tamper(
            "UPDATE event SET sequence = sequence + 1 WHERE case_id = :case AND sequence = :at",
            case=case,
            at=sequence,
        )
    office.tamper(
        "INSERT INTO event (case_id, sequence, verb, actor_kind, at, payload, previous, hash)"
        " SELECT case_id, 4, 'approve', 'staff', at, payload, hash, previous"
        " FROM event WHERE case_id = :case AND sequence = 3",
        case=case,
    )
    assert office.said() == [("inserted", cases.long, 4)]


def test_a_last_event_that_was_cut_off_is_found(office: Office, cases: Cases) -> None:
    last = office.length(cases.short)
    office.tamper(
        "DELETE FROM event WHERE case_id = :case AND sequence = :last",
        case=raw_id(office, cases.short),
        last=last,
    )
    assert office.said() == [("cut_off", cases.short, last)]


def test_an_end_cut_off_before_it_was_sealed_is_found_by_what_waits(
    office: Office, cases: Cases
) -> None:
    office.tamper(
        "INSERT INTO unsealed (case_id, length) VALUES (:case, :length)",
        case=raw_id(office, cases.short),
        length=office.length(cases.short) + 1,
    )
    assert office.said() == [("cut_off", cases.short, office.length(cases.short) + 1)]
    assert office.seal().cases == 1


def delete_case(office: Office, case: UUID) -> None:
    """Make away with a case and everything in it."""
    own = "SELECT id FROM task WHERE case_id = :case"
    office.tamper(
        f"DELETE FROM correction_mark WHERE correction_id IN (SELECT id FROM correction WHERE task_id IN ({own}))",  # noqa: S608
        case=raw_id(office, case),
    )
    office.tamper(
        f"DELETE FROM result WHERE task_id IN ({own})",  # noqa: S608
        case=raw_id(office, case),
    )
    for table in (
        "event",
        "remark",
        "notice",
        "confirmation_request",
        "correction",
        "document",
        "fact_history",
        "task",
    ):
        office.tamper(
            f"DELETE FROM {table} WHERE case_id = :case",  # noqa: S608 — the names stand above
            case=raw_id(office, case),
        )
    assert office.tamper('DELETE FROM "case" WHERE id = :case', case=raw_id(office, case)) == 1


def test_a_deleted_case_is_found(office: Office, cases: Cases) -> None:
    delete_case(office, cases.other)
    assert office.said() == [("case_deleted", cases.other, None)]
    found = office.audit().one(str(cases.other), office.report)
    assert [f.kind.value for f in found] == ["case_deleted"]


def test_a_case_asked_for_is_deleted_when_something_speaks_of_it(
    office: Office, cases: Cases
) -> None:
    gone = uuid4()
    with pytest.raises(NoSuchCase):
        list(office.audit().one(str(gone), office.report))
    office.tamper(
        "INSERT INTO unsealed (case_id, length) VALUES (:case, 1)", case=raw_id(office, gone)
    )
    [found] = office.audit().one(str(gone), office.report)
    assert (found.kind.value, found.case) == ("case_deleted", gone)


def test_a_case_whose_whole_record_is_gone_is_found(office: Office, cases: Cases) -> None:
    office.tamper("DELETE FROM event WHERE case_id = :case", case=raw_id(office, cases.short))
    assert office.said() == [("cut_off", cases.short, 1)]


def rewrite(office: Office, case: UUID, first: int) -> None:
    """Change an event and compute every hash after it anew, as one would who knows the code."""
    with office.work.db.writing() as session:
        events = record.events(session, case)
        for event in events[first - 1 :]:
            if event.sequence == first:
                event.reason = "other"
            else:
                event.previous = events[event.sequence - 2].hash
            event.hash = chain.link(event.previous, event_payload(event))


def test_a_chain_computed_anew_is_found_between_the_sealings(office: Office, cases: Cases) -> None:
    rewrite(office, cases.long, 3)
    [finding] = office.findings()
    assert (finding.kind.value, finding.case) == ("recomputed", cases.long)
    assert finding.first is not None
    assert finding.last is not None
    assert finding.first <= 3 <= finding.last < office.length(cases.long)


def test_a_json_of_a_finding_says_what_the_sentence_says(office: Office, cases: Cases) -> None:
    office.tamper(
        "DELETE FROM event WHERE case_id = :case AND sequence > 1",
        case=raw_id(office, cases.other),
    )
    [finding] = office.findings()
    assert json.loads(json.dumps(finding.as_mapping()))["kind"] == "cut_off"
    assert f"({cases.other}), event" in finding.sentence
    with office.work.db.reading() as session:
        number = session.execute(
            text('SELECT number FROM "case" WHERE id = :case'),
            {"case": raw_id(office, cases.other)},
        ).scalar_one()
    assert finding.sentence.startswith(f"case {number} ")
