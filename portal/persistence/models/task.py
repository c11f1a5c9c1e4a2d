"""Tasks: one item inside a case, owned by one office."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.states import OPEN, TaskState
from portal.persistence.base import Base, Code

_OPEN_CODES = ", ".join(f"'{state.value}'" for state in sorted(OPEN))
_ALL_CODES = ", ".join(f"'{state.value}'" for state in TaskState)


class Task(Base):
    """One item of one case (事项办件). Dates are Asia/Shanghai days, instants UTC."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("case_id", "item"),
        CheckConstraint(f"state IN ({_ALL_CODES})", name="state"),
        Index(
            "ix_task_queue",
            "office",
            "state",
            "due_on",
            "id",
            sqlite_where=text(f"state IN ({_OPEN_CODES})"),
            postgresql_where=text(f"state IN ({_OPEN_CODES})"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    item: Mapped[str] = mapped_column(String(60))
    department: Mapped[str] = mapped_column(String(40))
    office: Mapped[str] = mapped_column(String(60))
    unrouted: Mapped[bool] = mapped_column(default=False)
    """Nobody could be found to handle it, so it lies on the lead office's desk with a lamp."""
    state: Mapped[TaskState] = mapped_column(Code(TaskState))
    stage: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    promised_days: Mapped[int | None]
    received_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    due_on: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(60))
    remark_id: Mapped[UUID | None]
    review_mark: Mapped[bool] = mapped_column(default=False)
    """待复核: something this task relied on has changed since."""
    claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff_member.id"))
    claimed_at: Mapped[datetime | None]


class SpecialProcedure(Base):
    """听证, 鉴定, 公示 and the like: the clock stands still, and the person was told so in writing."""

    __tablename__ = "special_procedure"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    article: Mapped[str] = mapped_column(String(200))
    began_on: Mapped[date]
    ended_on: Mapped[date | None]
