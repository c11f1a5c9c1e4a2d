"""Counts the changes of each case: one more for every transaction that writes anything of it.

``case.version`` is what people saw when they press a button, and only counts what matters to them; ``case.revision`` counts everything, so
whatever was made of a case at one revision is still true while the number stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from portal.persistence.models import AccessRecord, Case, Notice, OutboxRow

NOT_SHOWN = (AccessRecord, Notice, OutboxRow)
"""Rows that name a case and are not of it: who looked, what is still to be done, what was told."""
_TOUCHED, _COUNTED = "touched", "counted"


def note_changes(session: Session, *_: Any) -> None:
    """Note the cases of whatever is about to be written."""
    note_rows(session, chain(session.new, session.dirty, session.deleted))


def note_rows(session: Session, rows: Iterable[object]) -> None:
    """Note the cases of some rows, for those who write past the session."""
    touched: set[UUID] = session.info.setdefault(_TOUCHED, set())
    counted: set[UUID] = session.info.setdefault(_COUNTED, set())
    for row in rows:
        case_id = row.id if isinstance(row, Case) else getattr(row, "case_id", None)
        if case_id is not None and case_id not in counted and not isinstance(row, NOT_SHOWN):
            touched.add(case_id)


def count_changes(session: Session) -> None:
    """Count every case that this transaction touched, once; called when it is about to be committed, or shortly before."""
    note_changes(session)
    touched: set[UUID] = session.info.pop(_TOUCHED)
    session.info[_COUNTED] |= touched
    for case_id in touched:
        case = session.identity_map.get(identity_key(Case, case_id))
        if case is None:
            one_more = update(Case).values(revision=Case.revision + 1)
            session.execute(
                one_more.where(Case.id == case_id),
                execution_options={"synchronize_session": False},
            )
        elif case not in session.deleted:
            # In the statement that writes the rest of the case, if there is one.
            case.revision = Case.revision + 1
