"""An opened portal on a database of its own, with a clock that stands until it is moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from portal.casework.shelf import ReleaseShelf
from portal.domain.items import DecidedAt, ResultKind
from portal.domain.states import CaseState
from portal.persistence.files import DiskFiles
from portal.persistence.models import Account, Case, OutboxRow
from portal.persistence.queries import outbox
from portal.persistence.sealed_files import SealedFiles
from portal.persistence.session import Database
from portal.wiring import Portal, open_portal
from tests.databases import Databases, open_database
from tests.factories.clock import Clock

FIRST = "first portal"


@dataclass
class Bench:
    """The portal under test, and short words for what every test here does."""

    portal: Portal
    clock: Clock

    @property
    def db(self) -> Database:
        return self.portal.casework.db

    @property
    def bundle(self) -> str:
        """A bundle in which a department's own system makes something to hold in one's hand, and something is paid."""
        catalogue = self.portal.casework.shelf.current
        made = {
            item.id
            for item in catalogue.items.values()
            if item.decided_at is DecidedAt.DEPARTMENT_SYSTEM
            and item.result.kind is ResultKind.PHYSICAL
        }
        paid = {i.id for i in catalogue.items.values() if i.result.kind is ResultKind.PAYMENT}
        return next(
            name
            for name, one in catalogue.bundles.items()
            if made & one.items.keys() and paid & one.items.keys()
        )

    def add(self, kind: str = "work", effect: str = "", **given: Any) -> int:
        key = effect or uuid4().hex
        with self.db.writing() as session:
            outbox.add_once(session, kind, key, self.clock(), **given)
            return session.query(OutboxRow.id).filter_by(effect_key=key).scalar() or 0

    def claim(self) -> tuple[int, datetime]:
        lease = timedelta(minutes=2)
        with self.db.writing() as session:
            [row] = outbox.claim(session, self.clock(), lease, 1)
        return row, self.clock() + lease

    def row(self, row: int) -> OutboxRow:
        with self.db.reading() as session:
            return session.get_one(OutboxRow, row)

    def case(self, phone: str = "19900000001", **given: Any) -> UUID:
        shelf = self.portal.casework.shelf
        with self.db.writing() as session:
            account = Account(id=uuid4(), phone=phone, created_at=self.clock())
            session.add(account)
            session.flush()
            case = Case(
                **{
                    "id": uuid4(),
                    "number": "YJ-1",
                    "bundle": self.bundle,
                    "release_id": shelf.current_id,
                    "account_id": account.id,
                    "state": CaseState.FILED,
                    "chosen": [],
                    "language": "zh_Hans_CN",
                    "mode": "standard",
                    "created_at": self.clock(),
                    "saved_at": self.clock(),
                    **given,
                }
            )
            session.add(case)
            return case.id


@pytest.fixture(scope="session")
def first_portal(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Portal:
    settings = databases.install(tmp_path_factory.mktemp("first"))
    portal = open_portal(settings, Clock())
    portal.casework.db.close()
    databases.keep(settings.database_url, FIRST)
    return portal


def open_bench(databases: Databases, portal: Portal, folder: Path) -> Bench:
    """A bench on a copy of the first portal's database."""
    settings = replace(portal.settings, database_url=databases.copy(folder, FIRST))
    db, clock = open_database(settings), Clock()
    casework = replace(
        portal.casework,
        db=db,
        clock=clock,
        shelf=ReleaseShelf(db, portal.casework.shelf.current_id, portal.casework.shelf.current),
        files=SealedFiles(DiskFiles(folder / "files"), db.vault),
    )
    settings = replace(settings, data=folder)
    return Bench(replace(portal, casework=casework, settings=settings), clock)


@pytest.fixture
def bench(databases: Databases, first_portal: Portal, tmp_path: Path) -> Iterator[Bench]:
    opened = open_bench(databases, first_portal, tmp_path)
    yield opened
    opened.db.close()
    databases.drop(opened.portal.settings.database_url)
