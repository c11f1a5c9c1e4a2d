"""Rows that are read many at once say what their models say, and can only be read."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Uuid, bindparam, inspect, select
from sqlalchemy.orm import Session

from portal.persistence.gathering import Gathering, Part
from portal.persistence.models import (
    Account,
    Case,
    CasePerson,
    ConfirmationRequest,
    Consent,
    Document,
    Event,
    Fact,
    Person,
    Result,
    Task,
    Upload,
)
from portal.persistence.queries.accounts import visitor
from portal.persistence.queries.standing import case_head
from portal.persistence.queries.whole_case import WholeCase, whole_case
from portal.persistence.queries.whole_cases import whole_cases
from portal.persistence.sealed import fields_of
from portal.wiring import Portal
from tests.factories import cases as make
from tests.factories.families import known_family

MODELS: tuple[Any, ...] = (
    *(Account, Case, CasePerson, ConfirmationRequest, Consent, Document),
    *(Event, Fact, Person, Result, Task, Upload),
)


@pytest.fixture
def case(portal: Portal) -> UUID:
    """A case with something in every table."""
    made = make.released_case(portal.casework, chosen=make.OPTIONAL, confirmed=True)
    make.approve_item(portal.casework, made, make.CERTIFICATE)
    return made


@pytest.mark.parametrize("model", MODELS)
def test_a_row_says_what_its_model_says(portal: Portal, case: UUID, model: Any) -> None:
    key = list(model.__table__.primary_key.columns)
    gathering = Gathering(rows=Part(model, [], key))
    with portal.casework.db.reading() as session:
        read = gathering.read(session)["rows"]
        known = session.scalars(select(model).order_by(*key)).all()
        assert len(read) == len(known) > 0
        for row, one in zip(read, known, strict=True):
            assert _values(row, model) == _values(one, model)


def _values(row: Any, model: Any) -> dict[str, Any]:
    sealed = [field.name for field in fields_of(model)]
    columns = [attribute.key for attribute in inspect(model).column_attrs]
    return {name: getattr(row, name) for name in [*columns, *sealed]}


def test_a_row_cannot_be_changed(portal: Portal, case: UUID) -> None:
    with portal.casework.db.reading() as session:
        whole = whole_case(session, case)
        assert whole is not None
        with pytest.raises(AttributeError, match="not to be changed"):
            whole.case.version = 5
        with pytest.raises(AttributeError, match="not to be changed"):
            whole.facts[0].value = "又一个"


def test_what_was_not_asked_for_is_not_there(portal: Portal, case: UUID) -> None:
    gathering = Gathering(cases=Part(Case, [], only=(Case.id, Case.version), most=1))
    with portal.casework.db.reading() as session:
        (row,) = gathering.read(session)["cases"]
    assert row.version > 0
    with pytest.raises(AttributeError, match="saved_at"):
        row.saved_at  # noqa: B018


def test_a_value_that_is_asked_for_must_be_given(portal: Portal) -> None:
    gathering = Gathering(cases=Part(Case, [Case.id == bindparam("case_id", type_=Uuid())]))
    with portal.casework.db.reading() as session:
        assert gathering.read(session, case_id=uuid4()) == {"cases": []}
        with pytest.raises(Exception, match="case_id"):
            gathering.read(session)


def test_several_cases_at_once_are_what_each_is_alone(portal: Portal, case: UUID) -> None:
    another = make.filed_case(portal.casework, known_family(portal.casework))
    with portal.casework.db.reading() as session:
        together = whole_cases(session, [case, another])
        assert set(together) == {case, another}
        for one, whole in together.items():
            alone = whole_case(session, one)
            assert alone is not None
            assert _known_of(whole) == _known_of(alone)
        assert whole_cases(session, []) == {}
        assert whole_cases(session, [uuid4()]) == {}


def _known_of(whole: WholeCase) -> dict[str, object]:
    rows = {
        field.name: [
            {name: value for name, value in row._asdict().items() if name != "keys_to_it"}
            for row in found
        ]
        for field in fields(whole)
        if isinstance(found := getattr(whole, field.name), list)
    }
    return {**rows, "id": whole.case.id, "scope": whole.scope, "remarks": whole.remarks}


def test_nobody_is_found_under_no_id(portal: Portal) -> None:
    with portal.casework.db.reading() as session:
        assert whole_case(session, uuid4()) is None
        assert case_head(session, uuid4()) is None
        assert visitor(session, uuid4(), None) == (None, None, None)


def test_only_a_person_checked_from_the_account_is_found(portal: Portal) -> None:
    family = known_family(portal.casework)
    assert family.filer.id is not None
    with portal.casework.db.reading() as session:
        _, own, _until = visitor(session, family.filer.id, family.filer.person)
        _, others, _until = visitor(session, family.filer.id, family.other.person)
    assert own is not None
    assert own.id == family.filer.person
    assert others is None


def test_every_transaction_counts_a_case_once(portal: Portal, case: UUID) -> None:
    db = portal.casework.db
    before = _revision(db.reading, case)
    with db.writing() as session:
        task = session.scalars(select(Task).where(Task.case_id == case)).first()
        assert task is not None
        task.promised_days = 77
        session.flush()
        task.promised_days = 78
    assert _revision(db.reading, case) == before + 1
    with db.writing() as session:
        one = session.get_one(Case, case)
        one.saved_at += timedelta(seconds=1)
    assert _revision(db.reading, case) == before + 2
    with db.writing() as session:
        session.get_one(Case, case)
    assert _revision(db.reading, case) == before + 2


def _revision(reading: Any, case: UUID) -> int:
    session: Session
    with reading() as session:
        head = case_head(session, case)
    assert head is not None
    return head.revision
