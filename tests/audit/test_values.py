"""Beside the chain: words, values, uploads and files are what the events vouch for, or lawfully gone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from portal.casework.ask_correction import Mark, ask_correction
from portal.casework.attach import attach
from portal.casework.correct import correct
from portal.casework.release import take_back
from portal.casework.save import save
from portal.domain.facts import FactSource, Stream
from portal.persistence.models import Case, Document, Event, Fact, Remark, Upload
from portal.persistence.queries import record
from tests.audit.conftest import Cases
from tests.audit.office import Office, raw_id
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import known_family, unknown_family

NAME = "baby.person.name"
Row = TypeVar("Row", Document, Remark, Upload)


def rows(session: Session, model: type[Row], case: UUID) -> Sequence[Row]:
    """The rows of a case, to be altered."""
    return [row for row in session.query(model) if row.case_id == case]


def fact(session: Session, case: UUID, key: str) -> Fact:
    """One value that counts."""
    found = session.get(Fact, (case, key, Stream.CURRENT))
    assert found is not None
    return found


def spoken(session: Session, case: UUID) -> Event:
    """The one event of a case with words of a person."""
    [event] = [e for e in record.events(session, case) if e.remark_id]
    return event


def test_altered_words_are_found_and_removed_ones_are_only_counted(
    office: Office, cases: Cases
) -> None:
    with office.work.db.writing() as session:
        [remark] = rows(session, Remark, cases.long)
        at = spoken(session, cases.long).sequence
        remark.text = "别的话"
    assert office.said() == [("remark_changed", cases.long, at)]
    with office.work.db.writing() as session:
        [remark] = rows(session, Remark, cases.long)
        remark.text = ""
    assert office.said() == []
    assert office.report.gone == 1


def test_an_event_that_lost_its_words_is_found_and_so_are_the_words(
    office: Office, cases: Cases
) -> None:
    with office.work.db.writing() as session:
        event = spoken(session, cases.long)
        at, event.remark_id = event.sequence, None
    found = [(f.kind.value, f.first) for f in office.findings()]
    assert found == [("changed", at), ("remark_added", None)]


def test_words_given_to_an_event_that_has_none_are_found(office: Office, cases: Cases) -> None:
    with office.work.db.writing() as session:
        remark = Remark(id=uuid4(), case_id=cases.short, text="加上的话")
        session.add(remark)
        session.flush()
        [event] = record.events(session, cases.short)
        event.remark_id = remark.id
    assert office.said() == [("changed", cases.short, 1)]


@pytest.mark.parametrize("key", [NAME, "mother.person.name", "situation.birth_place"])
def test_an_altered_value_is_found_whichever_event_spoke_of_it_last(
    office: Office, cases: Cases, key: str
) -> None:
    with office.work.db.writing() as session:
        fact(session, cases.long, key).value = "other"
    assert [f.what for f in office.findings()] == [key]
    assert [kind for kind, *_ in office.said()] == ["value_changed"]


def test_what_an_office_brought_back_is_vouched_for_too(office: Office, cases: Cases) -> None:
    with office.work.db.writing() as session:
        fact(session, cases.long, make.BABY_ID_KEY).value = "509901202611170031"
    assert [(f.kind.value, f.what) for f in office.findings()] == [
        ("value_changed", make.BABY_ID_KEY)
    ]


def test_a_value_that_was_removed_is_counted_and_no_fault(office: Office, cases: Cases) -> None:
    with office.work.db.writing() as session:
        session.delete(fact(session, cases.long, NAME))
        fact(session, cases.short, NAME).value = ""
    assert office.said() == []
    assert office.report.gone == 2


def test_a_value_that_nobody_filed_is_found(office: Office, cases: Cases) -> None:
    with office.work.db.writing() as session:
        made = Fact(case_id=cases.short, key="baby.person.alias", stream=Stream.CURRENT)
        made.value, made.source = "小名", FactSource.PERSON
        made.set_at = office.work.clock()
        session.add(made)
    assert [(f.kind.value, f.what) for f in office.findings()] == [
        ("value_added", "baby.person.alias")
    ]


def test_a_case_under_another_number_is_found(office: Office, cases: Cases) -> None:
    with office.work.db.writing() as session:
        case = session.get(Case, cases.short)
        assert case is not None
        case.number = "509900-20261123-999-000099"
    [finding] = office.findings()
    assert (finding.kind.value, finding.what) == ("case_changed", "number")


def test_an_exchanged_upload_is_found(office: Office, cases: Cases) -> None:
    with office.work.db.writing() as session:
        first, second, *_ = rows(session, Upload, cases.short)
        first.digest = "0" * 64
        session.delete(second)
    assert [(f.kind.value, f.what) for f in office.findings()] == [
        ("upload_changed", f"upload {first.id}")
    ]
    assert office.report.gone == 1


def test_an_upload_that_nobody_filed_is_found(office: Office, cases: Cases) -> None:
    with office.work.db.writing() as session:
        [first, *_] = rows(session, Upload, cases.long)
        names = ("material", "stream", "media_type", "size", "pages", "digest", "display_name")
        copy = {name: getattr(first, name) for name in (*names, "case_id", "added_at")}
        session.add(Upload(id=uuid4(), **copy))
    assert [kind for kind, *_ in office.said()] == ["upload_added"]


def test_files_are_read_only_when_that_is_asked_for(office: Office, cases: Cases) -> None:
    with office.work.db.writing() as session:
        first, second, *_ = rows(session, Upload, cases.short)
        [paper] = rows(session, Document, cases.short)
        paper.digest = "0" * 64
    office.work.files.put(first.id, b"another")
    office.work.files.put(paper.id, b"no paper")
    office.work.files.remove(second.id)
    assert office.said() == []
    found = {(f.kind.value, f.what) for f in office.findings(files=True)}
    assert found == {
        ("file_changed", f"upload {first.id}"),
        ("file_missing", f"upload {second.id}"),
        ("file_changed", f"document {paper.id}"),
    }


def test_a_case_that_was_taken_back_may_be_changed_like_any_draft(office: Office) -> None:
    family = unknown_family(office.work)
    case = make.filed_case(office.work, family)
    take_back(office.work, family.filer, case)
    save(office.work, family.filer, case, {NAME: "林小暖"})
    office.seal()
    assert office.said() == []


def test_a_file_sent_with_a_correction_is_vouched_for(office: Office) -> None:
    work, family = office.work, known_family(office.work)
    case = make.released_case(work, family, confirmed=True)
    task = see.task_of(work, case, make.CERTIFICATE)
    material = work.shelf.current.items[make.CERTIFICATE].material_ids
    paper = min(material)
    clerk = make.clerk_for(work, case, make.CERTIFICATE)
    ask_correction(work, clerk, task.id, [Mark("material", paper, "看不清")])
    fresh = attach(work, family.filer, case, paper, make.photo(7), "photo.png")
    correct(work, family.filer, case)
    office.seal()
    assert office.said() == []
    with work.db.writing() as session:
        upload = session.get(Upload, fresh)
        assert upload is not None
        upload.digest = "0" * 64
    assert [(f.kind.value, f.what) for f in office.findings()] == [
        ("upload_changed", f"upload {fresh}")
    ]


@pytest.mark.parametrize(
    "change",
    ["UPDATE fact SET source = 'nobody'", "UPDATE upload SET stream = 'nowhere'"],
)
def test_a_row_that_cannot_be_read_is_found_in_its_case_only(
    office: Office, cases: Cases, change: str
) -> None:
    office.tamper(
        "UPDATE \"case\" SET state = 'odd' WHERE id = :case", case=raw_id(office, cases.short)
    )
    assert office.said() == []
    office.tamper(f"{change} WHERE case_id = :case", case=raw_id(office, cases.short))
    [finding] = office.findings()
    assert (finding.kind.value, finding.case) == ("value_changed", cases.short)
    assert finding.what is not None
    assert finding.what.endswith("that cannot be read")
