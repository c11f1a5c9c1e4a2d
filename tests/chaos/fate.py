"""Where and how often a process kills itself, as suddenly as the power goes: SIGKILL, nothing is tidied up.

It dies just before a commit (the work is done, nobody has it), just after one (the database has it, nobody was told), after
a file was kept whose row is not committed, after a piece of later work ran that is not noted as done, and in the middle of a line of
the journal in which the record is sealed.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.engine.default import DefaultDialect

from portal.audit.journal import Held
from portal.audit.lines import Line
from portal.documents.render import Words
from portal.jobs import documents, perform, relay
from portal.jobs.work import Handler, Work
from portal.persistence.files import DiskFiles

STORM = "STORM"
"""The variable of the environment in which a process finds its plan."""
WEB, WORKER = "web", "worker"
BEFORE_COMMIT, AFTER_COMMIT = "before commit", "after commit"
FILE_KEPT, WORK_RAN = "file kept, row not", "work ran, not noted"
HALF_A_LINE, WHOLE_LINE = "journal line half written", "journal line written, not noted"
SEALINGS_ARE_RARE = 20
"""How much likelier death is where a process comes by once a minute only."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a process must know about the storm. ``chances``: of dying at one point, by process."""

    folder: str
    seed: str
    chances: Mapping[str, float]
    lease_seconds: float

    @property
    def raging(self) -> Path:
        """While this file is there, processes die."""
        return Path(self.folder, "raging")

    @property
    def deaths(self) -> Path:
        """One line for each death, written by the one who dies."""
        return Path(self.folder, "deaths")

    def environment(self) -> dict[str, str]:
        """What a process is given."""
        return {
            STORM: json.dumps(
                [self.folder, self.seed, dict(self.chances), self.lease_seconds], sort_keys=True
            )
        }

    def count(self) -> Counter[str]:
        """Deaths so far by process and place, such as ``web before commit``."""
        if not self.deaths.exists():
            return Counter()
        return Counter(self.deaths.read_text("ascii").splitlines())


def read_plan(environment: Mapping[str, str]) -> Plan:
    """The plan of this process."""
    return Plan(*json.loads(environment[STORM]))


class Fate:
    """Throws the dice at every point of one process."""

    def __init__(self, plan: Plan, who: str) -> None:
        self._plan, self._who = plan, who
        self._dice = random.Random(f"{plan.seed} {who} {os.getpid()}")  # noqa: S311

    def falls(self, weight: int = 1) -> bool:
        """Whether it is to die now."""
        chance = self._plan.chances[self._who] * weight
        return self._plan.raging.exists() and self._dice.random() < chance

    def die(self, place: str) -> None:
        """Die here, and leave word."""
        with self._plan.deaths.open("a", encoding="ascii") as told:
            told.write(f"{self._who} {place}\n")
        os.kill(os.getpid(), signal.SIGKILL)

    def at(self, place: str, weight: int = 1) -> None:
        """Perhaps die here."""
        if self.falls(weight):
            self.die(place)


def tempt(plan: Plan, who: str) -> None:
    """Put the points at which it may die into this process, for good."""
    fate = Fate(plan, who)
    _around_commits(fate)
    _after_files(fate)
    _after_work(fate)
    _in_the_journal(fate)
    # The lease is what a killed worker's work waits for, and a test cannot wait for minutes.
    lease = timedelta(seconds=plan.lease_seconds)
    perform.LEASE = relay.LEASE = lease  # type: ignore[attr-defined]


def _around_commits(fate: Fate) -> None:
    commit = DefaultDialect.do_commit

    def do_commit(dialect: DefaultDialect, connection: Any) -> None:
        fate.at(BEFORE_COMMIT)
        commit(dialect, connection)  # type: ignore[no-untyped-call]
        fate.at(AFTER_COMMIT)

    DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]


def _after_files(fate: Fate) -> None:
    put = DiskFiles.put

    def put_and_go_on(store: DiskFiles, file: UUID, data: bytes) -> None:
        put(store, file, data)
        fate.at(FILE_KEPT)

    DiskFiles.put = put_and_go_on  # type: ignore[method-assign, assignment]


def _after_work(fate: Fate) -> None:
    find = perform._handler

    def found(handlers: Mapping[str, Handler], kind: str) -> Handler:
        run = find(handlers, kind)

        def run_and_go_on(portal: Any, work: Work) -> None:
            run(portal, work)
            fate.at(WORK_RAN)

        return run_and_go_on

    perform._handler = found


def _in_the_journal(fate: Fate) -> None:
    append = Held.append

    def append_and_go_on(held: Held, line: Line) -> None:
        if fate.falls(SEALINGS_ARE_RARE):
            written = line.written()
            os.write(held._descriptor, written[: len(written) // 2])
            fate.die(HALF_A_LINE)
        append(held, line)
        fate.at(WHOLE_LINE, SEALINGS_ARE_RARE)

    Held.append = append_and_go_on  # type: ignore[method-assign, assignment]


def typeset_once(folder: Path) -> None:
    """Typeset only the first paper of each template and use its pages again; each is sealed for itself.

    Typesetting takes most of a second of processor and touches nothing that is kept, so it would only make the storm longer.
    """
    render = documents.render  # type: ignore[attr-defined]

    def render_once(template: str, view: Mapping[str, object], words: Words) -> bytes:
        page = folder / f"{hashlib.sha256(template.encode()).hexdigest()}.pdf"
        if not page.exists():
            beside = page.with_suffix(f".{uuid4().hex}")
            beside.write_bytes(render(template, view, words))
            beside.replace(page)
        return page.read_bytes()

    documents.render = render_once  # type: ignore[attr-defined, assignment]
