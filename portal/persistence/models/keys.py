"""Which keys this database was written under."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.persistence.base import Base, Code
from portal.persistence.keyring import KeyKind


class KeyProof(Base):
    """Shows that a key at hand is the one used before, and tells nothing of it."""

    __tablename__ = "key_proof"

    kind: Mapped[KeyKind] = mapped_column(Code(KeyKind), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    proof: Mapped[bytes] = mapped_column(LargeBinary(32))
    retired_at: Mapped[datetime | None]
    """Since when nothing has lain under it; it need not be at hand any more."""
