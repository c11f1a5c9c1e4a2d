"""What the database itself knows of the journal: which records wait to be sealed, and how far sealing has come."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.persistence.base import Base


class Unsealed(Base):
    """A case whose record has grown since it was sealed. Written with the event, so it is there exactly when that is.

    It names the case without a foreign key: what was asked to be sealed is not forgotten with the case.
    """

    __tablename__ = "unsealed"

    case_id: Mapped[UUID] = mapped_column(primary_key=True)
    length: Mapped[int]
    """How many events the record has at least."""


class JournalNote(Base):
    """The newest line of the journal that this database has seen; one row. A journal that ends before it was cut off."""

    __tablename__ = "journal_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
