"""A city office with several cases, sealed as they went along."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from portal.casework.ask_correction import Mark, ask_correction
from portal.casework.context import Casework
from portal.casework.correct import correct
from portal.casework.decide import uphold
from portal.casework.save import save
from portal.registries.demo import DemoRegistries
from tests.audit.office import Office, open_office
from tests.casework.conftest import open_desk, registries, work
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import family_whose_father_files, known_family, unknown_family

__all__ = ["open_desk", "registries", "work"]
WHY = "名字的写法请核对"
UPHELD = "另发更正说明"


@dataclass(frozen=True)
class Cases:
    """``long`` has a correction behind it and words in its record; ``short`` was only filed; ``other`` was released; the
    ``draft`` has no record.
    """

    long: UUID
    short: UUID
    other: UUID
    draft: UUID


@pytest.fixture
def office(work: Casework, tmp_path: Path) -> Office:
    """The auditor's desk."""
    return open_office(work, tmp_path)


@pytest.fixture
def cases(office: Office, registries: DemoRegistries) -> Cases:
    """Several cases, sealed in more than one line."""
    work, family = office.work, known_family(office.work)
    long = make.released_case(work, family, confirmed=True)
    office.seal()
    make.approve_item(work, long, make.CERTIFICATE)
    task = see.task_of(work, long, make.REGISTRATION)
    marks = [Mark("fact", "baby.person.name", WHY)]
    ask_correction(work, make.clerk_for(work, long, make.REGISTRATION), task.id, marks)
    make.accept_item(work, long, make.VACCINES)
    save(work, family.filer, long, {"baby.person.name": "林小暖"})
    short = make.filed_case(work, unknown_family(work))
    other = make.released_case(work, family_whose_father_files(work))
    office.seal()
    correct(work, family.filer, long)
    make.answer_confirmations(work, family.other, long)
    decided = see.task_of(work, long, make.CERTIFICATE)
    uphold(work, make.clerk_for(work, long, make.CERTIFICATE), decided.id, UPHELD)
    make.approve_item(work, long, make.REGISTRATION)
    office.seal()
    return Cases(long, short, other, make.draft(work, unknown_family(work)))
