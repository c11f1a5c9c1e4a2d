"""What is committed is sealed once, late or early; what is not committed is not; and nobody seals beside another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event, Thread
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.audit import seal as sealing
from portal.audit.lines import Line, read_line
from portal.audit.seal import begin_anew
from portal.casework.discard import discard
from portal.casework.errors import WrongMoment
from portal.casework.opening import open_case
from portal.casework.release import take_back
from portal.casework.save import save
from portal.domain.actors import SYSTEM
from portal.persistence.queries import auditing
from portal.persistence.queries import sealing as queries
from tests.audit.conftest import Cases
from tests.audit.office import Office
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import known_family, unknown_family

OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))


def lines(office: Office) -> list[Line]:
    """What the journal says."""
    return [read_line(raw[:-1]) for raw in office.raw()]


def sealed(office: Office, case: UUID) -> list[int]:
    """The lengths at which a case was sealed."""
    return [head.length for line in lines(office) for c, head in line.heads if c == case]


def write(office: Office, case: UUID) -> None:
    """One more event."""
    with open_case(office.work, SYSTEM, case, None) as opened:
        opened.record("looked_at")


def test_only_records_that_have_grown_are_sealed(office: Office, cases: Cases) -> None:
    assert office.seal().lines == 0
    write(office, cases.short)
    write(office, cases.short)
    assert office.seal().cases == 1
    assert lines(office)[-1].heads == ((cases.short, lines(office)[-1].heads[0][1]),)
    assert sealed(office, cases.short)[-1] == office.length(cases.short)
    assert sealed(office, cases.draft) == []
    assert office.said() == []


def test_what_is_rolled_back_is_never_sealed(office: Office, cases: Cases) -> None:
    def fail() -> None:
        with open_case(office.work, SYSTEM, cases.short, None) as opened:
            opened.record("looked_at")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert office.seal().cases == 0
    assert office.said() == []


def test_what_commits_late_is_sealed_then_whatever_its_instant(
    office: Office, cases: Cases
) -> None:
    """Its instant lies before everything that was sealed meanwhile; nobody looks for it by its instant."""
    begun, go_on = Event(), Event()

    def slowly() -> None:
        with open_case(office.work, SYSTEM, cases.short, None) as opened:
            opened.at -= timedelta(days=2)
            opened.record("looked_at")
            begun.set()
            go_on.wait(30)

    slow = Thread(target=slowly)
    slow.start()
    assert begun.wait(30)
    assert office.seal().cases == 0
    go_on.set()
    slow.join()
    assert office.seal().cases == 1
    assert sealed(office, cases.short)[-1] == office.length(cases.short)
    assert office.said() == []


def test_a_record_that_grows_while_it_is_sealed_waits_for_the_next_time(
    office: Office, cases: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sealing._write

    def meanwhile(*arguments: object) -> Line:
        line = real(*arguments)  # type: ignore[arg-type]
        monkeypatch.setattr(sealing, "_write", real)
        write(office, cases.short)
        return line

    write(office, cases.short)
    monkeypatch.setattr(sealing, "_write", meanwhile)
    assert office.seal().cases == 1
    assert office.seal().cases == 1
    assert sealed(office, cases.short)[-2:] == [2, 3]
    assert office.seal().cases == 0


def test_of_several_records_those_that_have_grown_go_on_waiting(
    office: Office, cases: Cases
) -> None:
    write(office, cases.short)
    write(office, cases.other)
    short, other = office.length(cases.short), office.length(cases.other)
    with office.work.db.writing() as session:
        queries.sealed(session, [(cases.short, short), (cases.other, other - 1)])
    with office.work.db.reading() as session:
        assert queries.waiting(session, 10) == [(cases.other, other)]


def test_a_worker_that_dies_after_the_line_and_before_its_note_does_no_harm(
    office: Office, cases: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(office, cases.short)
    with monkeypatch.context() as patch:
        patch.setattr(queries, "put_note", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            office.seal()
    assert office.said() == []
    assert office.seal().cases == 1
    assert sealed(office, cases.short)[-2:] == [2, 2]
    assert office.said() == []


def test_several_workers_that_seal_at_once_write_one_chain(office: Office, cases: Cases) -> None:
    def work(number: int) -> int:
        total = 0
        for _ in range(5):
            write(office, (cases.short, cases.other, cases.long)[number % 3])
            total += office.seal().lines
        return total

    with ThreadPoolExecutor(4) as workers:
        written = sum(workers.map(work, range(4)))
    office.seal()
    assert [line.number for line in lines(office)] == list(range(1, len(lines(office)) + 1))
    assert len(lines(office)) >= 3 + written
    assert office.said() == []
    for case in (cases.short, cases.other, cases.long):
        assert sealed(office, case)[-1] == office.length(case)


def test_many_records_go_into_several_lines(
    office: Office, cases: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "HEADS_PER_LINE", 2)
    begin_anew(office.work.db, office.journal)
    done = office.seal()
    assert (done.cases, done.lines) == (3, 2)
    assert office.said() == []


def test_a_new_journal_takes_over_with_a_new_key_and_the_old_one_is_kept(
    office: Office, cases: Cases
) -> None:
    old = office.raw()
    begin_anew(office.work.db, office.journal)
    assert office.seal(OTHER).cases == 3
    assert list(office.audit(OTHER).everything(office.report)) == []
    kept = office.journal.path.with_suffix(".1.jsonl")
    assert kept.read_bytes() == b"".join(old)


def test_a_case_whose_events_vanished_goes_on_waiting(office: Office, cases: Cases) -> None:
    write(office, cases.short)
    office.tamper("DELETE FROM event WHERE case_id IN (SELECT case_id FROM unsealed)")
    assert office.seal().cases == 0
    assert office.said() == [("cut_off", cases.short, 1)]
    assert office.report.waiting == 1


def test_a_draft_that_is_thrown_away_is_no_finding(office: Office, cases: Cases) -> None:
    discard(office.work, unknown_family(office.work).filer, cases.draft)
    assert office.seal().cases == 0
    assert office.said() == []


def test_a_case_that_has_a_record_is_never_thrown_away(office: Office) -> None:
    """Taken back it is a draft again, but not one that was never filed; not even if its number were lost."""
    family = known_family(office.work)
    case = make.filed_case(office.work, family)
    take_back(office.work, family.filer, case)
    office.seal()
    with pytest.raises(WrongMoment, match="already_filed"):
        discard(office.work, family.filer, case)
    number = see.case_of(office.work, case).number
    office.tamper('UPDATE "case" SET number = NULL WHERE number = :number', number=number)
    with pytest.raises(WrongMoment, match="already_filed"):
        discard(office.work, family.filer, case)
    assert [event.verb for event in see.events_of(office.work, case)] == ["submit", "take_back"]
    assert office.said() == [("case_changed", case, None)]


def test_a_case_being_worked_on_while_it_is_looked_at_is_no_finding(
    office: Office, cases: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its events were read, then its owner took it back and changed a value: what differs is looked at again, held."""
    real = auditing._events
    owner = unknown_family(office.work).filer

    def in_between(*arguments: object) -> None:
        real(*arguments)  # type: ignore[arg-type]
        monkeypatch.setattr(auditing, "_events", real)
        take_back(office.work, owner, cases.short)
        save(office.work, owner, cases.short, {"baby.person.name": "林小暖"})

    monkeypatch.setattr(auditing, "_events", in_between)
    assert office.said() == []
    assert see.verbs_of(office.work, cases.short) == ["submit", "take_back"]
