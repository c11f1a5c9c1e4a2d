"""Questions about benefits that go on: of a person, of an office, and which need the portal itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.benefits import GRACE, BenefitState, PaymentState, Standing
from portal.domain.months import CHECK_OPENS, later, month_of
from portal.persistence.models import Benefit, BenefitPayment, Case, Task
from portal.persistence.queries.cases import owned_by

MOST = 50
"""Benefits of one account that are shown; nobody has as many."""


@dataclass(frozen=True, slots=True)
class BenefitRow:
    """A benefit with the case it came from and its payments, the latest month first."""

    benefit: Benefit
    case: Case
    task_office: str
    """The office that decided; another one may pay by now."""
    payments: Sequence[BenefitPayment]


class OfficeCounts(NamedTuple):
    """How many benefits of an office need something."""

    due: int
    returned: int
    checks: int
    asked: int
    all: int


def standing_of(benefit: Benefit, payments: Sequence[BenefitPayment]) -> Standing:
    """What the rules look at."""
    latest = [payment for payment in payments if payment.last]
    returned = [payment.month for payment in latest if payment.state is PaymentState.RETURNED]
    return Standing(
        state=benefit.state,
        every=benefit.every,
        next_month=benefit.next_month,
        last_month=benefit.last_month,
        check_due=benefit.check_due,
        reminded=benefit.reminded,
        reminded_on=benefit.reminded_on,
        reason=benefit.reason,
        account_asked=benefit.asked_at is not None,
        returned=tuple(sorted(returned)),
        paid=frozenset(p.month for p in latest if p.state is PaymentState.PAID),
    )


def one(session: Session, benefit_id: UUID) -> Benefit | None:
    """One benefit."""
    return session.get(Benefit, benefit_id)


def of_task(session: Session, task_id: UUID) -> Benefit | None:
    """The benefit that a task began, if it began one."""
    return session.scalar(select(Benefit).where(Benefit.task_id == task_id))


def payments(session: Session, benefit_ids: Sequence[UUID]) -> Sequence[BenefitPayment]:
    """Every payment that was tried, the latest month first."""
    if not benefit_ids:
        return []
    return session.scalars(
        select(BenefitPayment)
        .where(BenefitPayment.benefit_id.in_(benefit_ids))
        .order_by(BenefitPayment.month.desc(), BenefitPayment.attempt.desc(), BenefitPayment.id)
    ).all()


def row(session: Session, benefit_id: UUID) -> BenefitRow | None:
    """One benefit with what belongs to it."""
    found = _rows(session, [Benefit.id == benefit_id], 1)
    return found[0] if found else None


def of_owner(session: Session, account: UUID, person: UUID | None) -> list[BenefitRow]:
    """The benefits of an account acting as a person: what goes on first."""
    return _rows(session, [owned_by(account, person)], MOST)


def has_any(session: Session, account: UUID, person: UUID | None) -> bool:
    """Whether an account acting as a person has a benefit at all."""
    mine = exists().where(Benefit.case_id == Case.id, owned_by(account, person))
    return session.scalar(select(mine)) is True


def of_office(
    session: Session,
    office: str,
    which: ColumnElement[bool],
    *,
    skip: int = 0,
    limit: int = 50,
) -> list[BenefitRow]:
    """A page of an office's benefits, the longest owed first."""
    return _rows(session, [Benefit.office == office, which], limit, skip)


def _rows(
    session: Session, where: Sequence[ColumnElement[bool]], limit: int, skip: int = 0
) -> list[BenefitRow]:
    found = session.execute(
        select(Benefit, Case, Task.office)
        .join(Case, Case.id == Benefit.case_id)
        .join(Task, Task.id == Benefit.task_id)
        .where(*where)
        .order_by(
            Benefit.state == BenefitState.STOPPED, Benefit.next_month, Benefit.began_at, Benefit.id
        )
        .offset(skip)
        .limit(limit)
    ).all()
    by_benefit: dict[UUID, list[BenefitPayment]] = {benefit.id: [] for benefit, _, _ in found}
    for payment in payments(session, list(by_benefit)):
        by_benefit[payment.benefit_id].append(payment)
    return [
        BenefitRow(benefit, case, office, by_benefit[benefit.id]) for benefit, case, office in found
    ]


def is_due(today: date) -> ColumnElement[bool]:
    """Something can be paid now: a month that has begun, or one whose payment came back."""
    now = month_of(today)
    begun = and_(
        Benefit.next_month <= now,
        or_(Benefit.last_month.is_(None), Benefit.next_month <= Benefit.last_month),
    )
    return and_(Benefit.state != BenefitState.SUSPENDED, or_(begun, came_back()))


def came_back() -> ColumnElement[bool]:
    """A payment came back and was not tried again."""
    return exists().where(
        BenefitPayment.benefit_id == Benefit.id,
        BenefitPayment.last.is_(True),
        BenefitPayment.state == PaymentState.RETURNED,
    )


def to_be_checked(today: date) -> ColumnElement[bool]:
    """The yearly check can be done and is not."""
    return and_(
        Benefit.state != BenefitState.STOPPED,
        Benefit.check_due <= later(month_of(today), CHECK_OPENS),
    )


def asks_for_account() -> ColumnElement[bool]:
    """The person has asked for another account."""
    return Benefit.asked_at.is_not(None)


def every_one() -> ColumnElement[bool]:
    """All of them."""
    return Benefit.id.is_not(None)


def office_counts(session: Session, office: str, today: date) -> OfficeCounts:
    """How many benefits of an office stand in each list."""
    found = session.execute(
        select(
            func.count().filter(is_due(today)),
            func.count().filter(came_back()),
            func.count().filter(to_be_checked(today)),
            func.count().filter(asks_for_account()),
            func.count(),
        )
        .select_from(Benefit)
        .where(Benefit.office == office)
    ).one()
    return OfficeCounts(*found)


def for_the_sweep(session: Session, today: date, limit: int = 500) -> Sequence[UUID]:
    """Benefits whose person must be told of the check, or whose check is overdue although they were told in time."""
    now = month_of(today)
    return session.scalars(
        select(Benefit.id)
        .where(
            Benefit.state == BenefitState.ACTIVE,
            Benefit.check_due <= later(now, CHECK_OPENS),
            or_(
                Benefit.reminded.is_(None),
                Benefit.reminded != Benefit.check_due,
                and_(Benefit.check_due < now, Benefit.reminded_on < today - GRACE),
            ),
        )
        .order_by(Benefit.check_due, Benefit.id)
        .limit(limit)
    ).all()
