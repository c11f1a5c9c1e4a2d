"""People who work in an office."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.items import StaffRole
from portal.persistence.base import Base, Code
from portal.persistence.sealed import HoldsSecrets, SealedBytes, sealed_text


class StaffMember(HoldsSecrets, Base):
    """A member of staff, of one office, in one role. Never shared, never deleted, only switched off."""

    __tablename__ = "staff_member"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    display_name = sealed_text()
    display_name_sealed: Mapped[bytes] = mapped_column(SealedBytes())
    password_hash: Mapped[str] = mapped_column(String(200))
    department: Mapped[str] = mapped_column(String(40))
    office: Mapped[str] = mapped_column(String(60))
    role: Mapped[StaffRole] = mapped_column(Code(StaffRole))
    active: Mapped[bool] = mapped_column(default=True)
    failed_tries: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    session_epoch: Mapped[int] = mapped_column(default=0)
    """Counted up to end every session of this entry."""
