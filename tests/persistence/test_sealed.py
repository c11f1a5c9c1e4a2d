"""Models speak plain text, tables hold none of it, and a row moved or copied does not open."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import LargeBinary, String, Text, insert, inspect, select, text, update
from sqlalchemy.exc import StatementError
from sqlalchemy.types import JSON

from portal.persistence.base import Base
from portal.persistence.inserting import insert_rows, write_rows
from portal.persistence.models import Account, Notice, Person, Remark, StaffMember
from portal.persistence.queries import accounts
from portal.persistence.renewal import sealed_models
from portal.persistence.sealed import SealedBytes, fields_of, matches
from portal.persistence.session import Database
from portal.persistence.vault import Unreadable
from tests.factories.clock import Clock

PHONE, NAME, NUMBER = "19900000001", "欧阳建国", "509901195002011158"


def person(db: Database, clock: Clock, name: str = NAME, number: str = NUMBER) -> Person:
    with db.writing() as session:
        made = Person(name=name, id_number=number, assurance=1, checked_at=clock(), provider="demo")
        session.add(made)
    return made


def test_a_value_is_sealed_on_its_way_in_and_opened_when_it_is_looked_at(
    db: Database, clock: Clock
) -> None:
    made = person(db, clock)
    with db.reading() as session:
        found = session.get_one(Person, made.id)
        stored = session.execute(text("SELECT name_sealed, id_number_sealed FROM person")).one()
    assert (found.name, found.id_number) == (NAME, NUMBER)
    assert not any(value.encode() in bytes(cell) for value in (NAME, NUMBER) for cell in stored)


def test_what_is_changed_is_sealed_anew_and_what_is_not_stays_as_it_lies(
    db: Database, clock: Clock
) -> None:
    made = person(db, clock)

    def stored() -> tuple[bytes, bytes]:
        with db.reading() as session:
            row = session.execute(text("SELECT name_sealed, id_number_sealed FROM person")).one()
        return bytes(row[0]), bytes(row[1])

    before = stored()
    with db.writing() as session:
        row = session.get_one(Person, made.id)
        row.name, row.id_number = "欧阳建", NUMBER
    after = stored()
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_what_was_rolled_back_is_forgotten(db: Database, clock: Clock) -> None:
    made = person(db, clock)
    with db.writing() as session:
        row = session.get_one(Person, made.id)
        row.name = "别人"
        session.flush()
        session.rollback()
    with db.reading() as session:
        assert session.get_one(Person, made.id).name == NAME


def test_somebody_is_found_by_the_whole_number_and_not_by_a_part(
    db: Database, clock: Clock
) -> None:
    made = person(db, clock)
    with db.writing() as session:
        same = accounts.person_of_number(session, NUMBER, name="x", provider="demo", at=clock())
        other = accounts.person_of_number(
            session, NUMBER[:-1], name="x", provider="demo", at=clock()
        )
    assert same.id == made.id
    assert other.id != made.id


def test_a_value_copied_into_another_row_does_not_open(db: Database, clock: Clock) -> None:
    mine, theirs = person(db, clock), person(db, clock, "林小满", "509901202611170023")
    with db.writing() as session:
        copied = update(Person).where(Person.id == mine.id)
        session.execute(copied.values(name_sealed=theirs.name_sealed))
    with db.reading() as session:
        found = session.get_one(Person, mine.id)
    with pytest.raises(Unreadable):
        _ = found.name


def test_nothing_unsealed_reaches_a_sealed_column(db: Database, clock: Clock) -> None:
    forgotten = StaffMember(display_name="王芳")
    with pytest.raises(StatementError), db.engine.begin() as connection:
        connection.execute(
            insert(Account).values(
                id=uuid4(),
                phone_sealed=forgotten.display_name_sealed,
                phone_index=b"",
                created_at=clock(),
            )
        )


def test_rows_written_at_once_are_sealed_each_for_itself(db: Database, clock: Clock) -> None:
    rows = [Account(phone=f"1990000000{n}", created_at=clock()) for n in range(3)]
    with db.writing() as session:
        insert_rows(session, rows)
        for row in rows:
            assert accounts.account_of_phone(session, row.phone, clock()).id == row.id
    with db.reading() as session:
        for row in rows:
            assert session.get_one(Account, row.id).phone == row.phone


def test_a_row_written_over_is_sealed_anew_and_the_rest_stays(db: Database, clock: Clock) -> None:
    first, second = (
        Account(phone=phone, created_at=clock()) for phone in ("19900000001", "19900000002")
    )
    with db.writing() as session:
        insert_rows(session, [first, second])
    again = Account(id=first.id, phone="19900000003", created_at=clock())
    with db.writing() as session:
        write_rows(session, [again])
    with db.reading() as session:
        phones = {row.id: row.phone for row in session.scalars(select(Account))}
        found = session.scalar(select(Account).where(matches(session, Account.phone, again.phone)))
    assert phones == {first.id: "19900000003", second.id: "19900000002"}
    assert found is not None
    assert found.id == first.id


def test_an_absent_value_stays_absent_and_a_mapping_comes_back_whole(
    db: Database, clock: Clock
) -> None:
    with db.writing() as session:
        notice = Notice(
            message="filed",
            params={"code": "123456", "名": [1, None]},
            language="en",
            mode="standard",
            effect_key="x",
            created_at=clock(),
        )
        session.add(notice)
    with db.reading() as session:
        found = session.get_one(Notice, notice.id)
    assert (found.phone, found.params) == (None, {"code": "123456", "名": [1, None]})


def test_every_sealed_attribute_has_its_columns() -> None:
    assert Remark in sealed_models()
    for model in sealed_models():
        columns = inspect(model).columns
        for field in fields_of(model):
            assert isinstance(columns[field.column].type, SealedBytes)
            assert field.name not in columns
            if field.indexed:
                assert isinstance(columns[field.index_column].type, LargeBinary)


SAYS_NOTHING = {
    "case.number": "a number of the portal's own",
    "document.number": "likewise",
    "document.check_code": "drawn at random",
    "staff_member.username": "what staff sign in with; it names nobody outside",
    **{
        f"benefit.{column}": "a month"
        for column in (
            "check_due",
            "first_month",
            "last_month",
            "moves_in",
            "next_month",
            "reminded",
        )
    },
    "benefit_payment.month": "a month",
    "benefit.rate": "the id of a rate in the catalogue",
    "benefit.region": "the code of the place whose rates hold, as its office has it",
    "benefit.moves_region": "likewise",
    "benefit.moves_office": "an office's id",
}
"""Columns of text that hold something of one case or person and need no sealing, and why."""
_CODES = {
    "id", "kind", "state", "stream", "source", "check", "verb", "item", "bundle", "department",
    "office", "role", "party", "key", "material", "template", "message", "language", "mode",
    "reason", "rule", "purpose", "ground", "notice", "provider", "digest", "media_type", "issuer",
    "collect_from", "effect_key", "series", "last_error", "release_id", "actor_kind", "reference",
    "article", "password_hash", "registry", "version_num", "elements", "chosen", "payload",
    "content",
}  # fmt: skip
"""Columns of codes, ids, digests and words of the catalogue."""


def open_texts() -> set[str]:
    """Columns that could hold what a person typed, and do not lie sealed."""
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, String | Text | JSON) and column.name not in _CODES
    }


def test_no_column_holds_open_what_a_person_typed() -> None:
    assert open_texts() == set(SAYS_NOTHING)
