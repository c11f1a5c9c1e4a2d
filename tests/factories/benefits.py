"""A city in which one item pays on: the expense of a birth, made into a monthly or yearly benefit in a copy of the services."""

from __future__ import annotations

import atexit
import tempfile
from copy import deepcopy
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from uuid import UUID

from portal.casework.benefit_pay import PaymentLine, record_payment
from portal.casework.context import Casework
from portal.catalogue.release import read_release
from portal.domain.actors import Actor
from portal.domain.benefit_reasons import ReturnReason
from portal.persistence.models import Benefit, BenefitPayment
from portal.persistence.queries import benefits
from portal.settings import ROOT
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.desk import SERVICES, Content
from tests.factories.families import Family, known_family, staff_of

ITEM = make.EXPENSE
MONTHLY = """
benefit:
  every: month
  amounts: [{id: standard, yuan: "300.00", name: 每月}]
  check: {every: year, month: 3}
  as_of: 2026-01
  source: 示例
"""
YEARLY = """
benefit:
  every: year
  amounts: [{id: standard, yuan: "3600.00", name: 每年}]
  as_of: 2026-01
  source: 示例
"""
RECKONED = """
benefit: {every: month, as_of: 2026-01, source: 按每个人算}
"""
CHOSEN = """
benefit:
  every: month
  amounts: [{id: younger, yuan: "100.00", name: 八十多岁}, {id: older, yuan: "200.00", name: 九十多岁}]
  as_of: 2026-01
  source: 示例
"""
FARTHER, FARTHER_OFFICE = "509921", "yb_qingxi"
"""A district whose own figure is higher, and its office."""
FARTHER_YUAN = "450.00"
APPROVED_IN, FIRST, SECOND = "2026-11", "2026-12", "2027-01"


def services_with(folder: Path, benefit: str = MONTHLY) -> Path:
    """A copy of the real services in which the item pays on."""
    services = folder / "services"
    copytree(SERVICES, services)
    (found,) = services.glob(f"items/*/{ITEM}.yaml")
    with found.open("a", encoding="utf-8") as written:
        written.write(benefit)
    if "standard" in benefit and "month" in benefit:
        with (services / "regional.yaml").open("a", encoding="utf-8") as written:
            own = f'{{amounts: {{standard: "{FARTHER_YUAN}"}}, as_of: 2026-01, source: 示例}}'
            written.write(f"  {ITEM}: {own}\n")
    return services


@cache
def paying_city() -> Path:
    """Such a copy that is there as long as the process lives, so that it is read once; change nothing in it."""
    folder = Path(tempfile.mkdtemp(prefix="paying-city-"))
    atexit.register(rmtree, folder)
    return services_with(folder)


@cache
def _content(benefit: str) -> Content:
    with tempfile.TemporaryDirectory() as folder:
        return read_release(services_with(Path(folder), benefit), ROOT / "translations")


def content_with(benefit: str = MONTHLY) -> Content:
    """What a release of that copy holds."""
    return deepcopy(_content(benefit))


def approved(work: Casework, family: Family | None = None) -> UUID:
    """The benefit of a case whose item was just approved."""
    family = family or known_family(work)
    case = make.released_case(work, family, chosen=[ITEM], confirmed=True)
    for item in (make.CERTIFICATE, make.REGISTRATION, make.INSURANCE, ITEM):
        make.approve_item(work, case, item)
    with work.db.reading() as session:
        found = benefits.of_task(session, see.task_of(work, case, ITEM).id)
    assert found is not None
    return found.id


def benefit_of(work: Casework, benefit_id: UUID) -> Benefit:
    """The benefit as it stands."""
    with work.db.reading() as session:
        found = benefits.one(session, benefit_id)
    assert found is not None
    return found


def payments_of(work: Casework, benefit_id: UUID) -> list[BenefitPayment]:
    """Its payments, the latest month first."""
    with work.db.reading() as session:
        return list(benefits.payments(session, [benefit_id]))


def clerk_of(work: Casework, benefit_id: UUID) -> Actor:
    """A clerk of the office that pays it."""
    return staff_of(work, benefit_of(work, benefit_id).office)


def pay(work: Casework, benefit_id: UUID, month: str, reason: ReturnReason | None = None) -> bool:
    """Record one payment as it stands."""
    version = benefit_of(work, benefit_id).version
    line = PaymentLine(benefit_id, month, version, reason)
    return record_payment(work, clerk_of(work, benefit_id), line)


def go_to(clock: Clock, month: str, day: int = 15) -> None:
    """Let time pass to a day of a month."""
    year, number = map(int, month.split("-"))
    clock.now = clock.now.replace(year=year, month=number, day=day)
