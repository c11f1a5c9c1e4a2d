"""Questions about what waits to be sealed in the journal, and the notes of what was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from uuid import UUID

from sqlalchemy import Insert, bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from portal.domain.chain import Head
from portal.persistence.inserting import insert_for, insert_into
from portal.persistence.models import Event, JournalNote, Unsealed

_ONLY = 1


def ask(session: Session, case_id: UUID, length: int) -> None:
    """A case's record has grown to ``length`` events and is to be sealed once this transaction is committed."""
    statement = _ask(session.get_bind().dialect.name)
    session.connection().execute(statement, {"case": case_id, "length": length})


@cache
def _ask(dialect: str) -> Insert:
    row = insert_for(dialect, Unsealed).values(
        case_id=bindparam("case"), length=bindparam("length")
    )
    return row.on_conflict_do_update(
        index_elements=["case_id"], set_={"length": row.excluded.length}
    )


def ask_for_all(session: Session) -> None:
    """Every record is to be sealed, whether it was before or not."""
    session.execute(delete(Unsealed))
    grown = select(Event.case_id, func.max(Event.sequence)).group_by(Event.case_id)
    session.execute(insert(Unsealed).from_select(["case_id", "length"], grown))


def waiting(session: Session, limit: int, after: UUID | None = None) -> Sequence[tuple[UUID, int]]:
    """Cases to be sealed and how many events they have at least, by id."""
    query = select(Unsealed.case_id, Unsealed.length).order_by(Unsealed.case_id).limit(limit)
    if after is not None:
        query = query.where(Unsealed.case_id > after)
    return [(case_id, length) for case_id, length in session.execute(query)]


def heads(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, Head]:
    """The committed end of the record of each case that has one."""
    newest = (
        select(Event.case_id, func.max(Event.sequence).label("length"))
        .where(Event.case_id.in_(case_ids))
        .group_by(Event.case_id)
        .subquery()
    )
    rows = session.execute(
        select(Event.case_id, Event.sequence, Event.hash).join(
            newest, (newest.c.case_id == Event.case_id) & (newest.c.length == Event.sequence)
        )
    )
    return {case_id: Head(length, hash_) for case_id, length, hash_ in rows}


def sealed(session: Session, lengths: Iterable[tuple[UUID, int]]) -> None:
    """Cases are sealed up to a length. A case that has grown meanwhile goes on waiting, and so does one that somebody
    is writing to right now: nobody waits for anybody.
    """
    up_to = dict(lengths)
    free = session.execute(
        select(Unsealed.case_id, Unsealed.length)
        .where(Unsealed.case_id.in_(up_to))
        .with_for_update(skip_locked=True)
    )
    done = [case_id for case_id, length in free if length <= up_to[case_id]]
    session.execute(delete(Unsealed).where(Unsealed.case_id.in_(done)))


def note(session: Session) -> JournalNote | None:
    """The newest line of the journal that this database has seen."""
    return session.get(JournalNote, _ONLY)


def put_note(session: Session, number: int, hash_: bytes) -> None:
    """A line of the journal was written, and is on its disk."""
    row = insert_into(session, JournalNote).values(id=_ONLY, number=number, hash=hash_)
    session.execute(
        row.on_conflict_do_update(
            index_elements=["id"],
            set_={"number": row.excluded.number, "hash": row.excluded.hash},
        )
    )


def forget_note(session: Session) -> None:
    """A new journal is begun: its first line follows none."""
    session.execute(delete(JournalNote))
