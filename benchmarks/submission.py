"""The submit verb in process, beside one ``add_all`` and one commit of the rows that it wrote."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import inspect

from benchmarks.figures import Figure, percentile
from benchmarks.ground import ground
from portal.casework.context import Casework
from portal.casework.submit import submit
from portal.persistence.base import Base
from portal.persistence.models import (
    Case,
    CasePerson,
    CaseSubject,
    ConfirmationRequest,
    Document,
    Event,
    OutboxRow,
    Task,
    Unsealed,
)
from portal.persistence.session import Database
from tests.factories import cases as make
from tests.factories.families import Family, known_family

WRITERS = (1, 8)
CASES = {1: 40, 8: 80}
ROUNDS = 3
GOAL = 0.5
FRESH_TEXTS = frozenset({"number", "check_code", "effect_key"})
"""Columns whose text exists once in the whole table."""

ROWS = (
    *(Task, CasePerson, ConfirmationRequest, Event, OutboxRow, Document),
    *(CaseSubject, Unsealed),
)
"""What may be written about a case when it is sent."""

Row = tuple[type[Base], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Pace:
    """Commits in a second, and the milliseconds of each: on the clock, and of processor on average."""

    per_second: float
    times: list[float]
    processor_ms: float


def submission(kind: str) -> Figure:
    """Submissions in a second of ours and of the bare parts, at one writer and at eight, in turns; of each the best round."""
    with ground(kind) as place:
        work = place.portal.casework
        family = known_family(work)
        rows = _rows_of_one(work, family)
        ours: dict[int, list[Pace]] = {writers: [] for writers in WRITERS}
        plain: dict[int, list[Pace]] = {writers: [] for writers in WRITERS}
        for turn, writers in product(range(ROUNDS), WRITERS):
            numbers = (f"{turn}{writers}{n}" for n in range(CASES[writers]))
            drafts = [_draft(work, family, number) for number in numbers]
            ours[writers].append(_pace(writers, [_sending(work, family, d) for d in drafts]))
            copies = [_copy(rows) for _ in drafts]
            plain[writers].append(_pace(writers, [_writing(work.db, copy) for copy in copies]))
    return _figure(_least_disturbed(ours), _least_disturbed(plain), rows)


def _least_disturbed(rounds: dict[int, list[Pace]]) -> dict[int, Pace]:
    return {n: max(paces, key=lambda pace: pace.per_second) for n, paces in rounds.items()}


def _sending(work: Casework, family: Family, case: UUID) -> Callable[[], object]:
    return lambda: submit(work, family.filer, case, key=uuid4(), another=True)


def _writing(db: Database, things: list[Base]) -> Callable[[], object]:
    def write() -> None:
        with db.writing() as session:
            # One flush for each table, parents first: the models name no relationships to sort by.
            for table in Base.metadata.sorted_tables:
                mine = [each for each in things if each.__tablename__ == table.name]
                session.add_all(mine)
                if mine:
                    session.flush()

    return write


def _pace(writers: int, acts: Sequence[Callable[[], object]]) -> Pace:
    def timed(act: Callable[[], object]) -> float:
        began = time.perf_counter()
        act()
        return (time.perf_counter() - began) * 1000

    with ThreadPoolExecutor(writers) as everybody:
        began, worked = time.perf_counter(), time.process_time()
        times = list(everybody.map(timed, acts))
        worked = time.process_time() - worked
        return Pace(len(acts) / (time.perf_counter() - began), times, worked * 1000 / len(acts))


def _draft(work: Casework, family: Family, number: str) -> UUID:
    """A draft about a child of its own, as people have them."""
    name = "林" + "".join(_SIGNS[int(digit)] for digit in number)
    return make.draft(work, family, chosen=make.OPTIONAL, answers={"baby.person.name": name})


_SIGNS = "一二三四五六七八九十"


def _rows_of_one(work: Casework, family: Family) -> list[Row]:
    """Every row that submit adds for one case, and the case itself."""
    case = _draft(work, family, "0")
    before = {_identity(row) for row in _rows_about(work.db, case)}
    submit(work, family.filer, case, key=uuid4(), another=True)
    after = _rows_about(work.db, case)
    return [(type(row), _columns(row)) for row in after if _identity(row) not in before]


def _rows_about(db: Database, case: UUID) -> list[Base]:
    with db.reading() as session:
        found: list[Base] = [session.get_one(Case, case)]
        for model in ROWS:
            found += session.query(model).filter_by(case_id=case)
    return found


def _identity(row: Base) -> object:
    # The case is changed, not added; the bare parts write one all the same.
    return object() if isinstance(row, Case) else inspect(row).identity_key


def _columns(thing: Base) -> dict[str, Any]:
    return {each.key: getattr(thing, each.key) for each in inspect(type(thing)).column_attrs}


def _copy(rows: Sequence[Row]) -> list[Base]:
    """The same rows once more: their own ids, whatever must be unique drawn anew."""
    fresh = {values["id"]: uuid4() for _, values in rows if isinstance(values.get("id"), UUID)}
    return [kind(**dict(_values(values, fresh))) for kind, values in rows]


def _values(values: dict[str, Any], fresh: dict[UUID, UUID]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if name == "submission_key":
            yield name, uuid4()
        elif name in FRESH_TEXTS:
            yield name, secrets.token_hex(10)
        elif isinstance(value, UUID):
            yield name, fresh.get(value, value)
        elif name != "id":
            yield name, value


def _figure(ours: dict[int, Pace], plain: dict[int, Pace], rows: Sequence[Row]) -> Figure:
    writers = min(WRITERS, key=lambda count: ours[count].per_second / plain[count].per_second)
    tables: dict[str, int] = {}
    for kind, _ in rows:
        tables[kind.__tablename__] = tables.get(kind.__tablename__, 0) + 1
    ratio = ours[writers].per_second / plain[writers].per_second
    times = ours[writers].times
    return Figure(
        ours=ours[writers].per_second,
        bare=plain[writers].per_second,
        unit="submissions/s",
        goal=f"≥ {GOAL} of bare",
        reached=ratio >= GOAL,
        p50=percentile(times, 0.50),
        p95=percentile(times, 0.95),
        p99=percentile(times, 0.99),
        explains=(
            f"the worse of 1 and 8 writers ({writers}); {ours[1].processor_ms:.1f} ms of processor each at one "
            f"writer, bare {plain[1].processor_ms:.1f}; each submission adds "
            + ", ".join(f"{count} {table}" for table, count in tables.items())
            + "; ours also reads the draft, checks every answer, routes, and chains the event"
        ),
        more={
            "writers": {
                str(count): {
                    "ours": ours[count].per_second,
                    "bare": plain[count].per_second,
                    "ratio": ours[count].per_second / plain[count].per_second,
                    "processor_ms": ours[count].processor_ms,
                    "bare_processor_ms": plain[count].processor_ms,
                    "p50": percentile(ours[count].times, 0.50),
                    "p95": percentile(ours[count].times, 0.95),
                    "p99": percentile(ours[count].times, 0.99),
                }
                for count in WRITERS
            },
            "rows": tables,
        },
    )
