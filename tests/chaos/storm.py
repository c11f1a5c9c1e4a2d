"""The storm itself: drafts prepared in peace, eight writers in the wind, then a worker that does what is left."""

from __future__ import annotations

import random
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock, Thread
from time import monotonic
from uuid import UUID

from benchmarks.ground import Ground
from benchmarks.visitor import Visitor
from portal.audit.keys import signing_key
from portal.casework.context import Casework
from portal.catalogue.files import read_yaml
from portal.cli.demo import load_staff
from portal.domain.items import StaffRole
from portal.domain.states import TaskState
from portal.persistence.models import OutboxRow
from tests.chaos.browser import Browser, Lost
from tests.chaos.fate import WEB, WORKER, Plan
from tests.chaos.pile import Job, Pile
from tests.chaos.watchdog import Kept
from tests.chaos.writer import APPROVE, DECLINE, PAUSE_SECONDS, REFUSE, Seen, Unexpected, Writer
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import CHEN, LIN, SUN, WU, XU, ZHOU, Family, Parent, citizen

WRITERS = 8
COUPLES = ((CHEN, LIN), (WU, ZHOU), (SUN, XU))
WISHES = (APPROVE,) * 8 + (REFUSE, DECLINE)
FIRST_CHARACTER = 0x4E00
TWICE = 0.15
"""How often two people do the same job at once: two windows, two colleagues."""
POINTS = {WEB: 10, WORKER: 45}
"""At about so many points one case can die in each, from its draft to its result."""
DEATHS = 40
"""How many deaths of each there should be in a long storm; in a short one they come as often as a city can bear."""
WORST_CHANCES = {WEB: 1 / 60, WORKER: 1 / 120}
GUST_SECONDS = 15.0
"""One of the two is struck from outside so often on average."""
LEASE_SECONDS = 15.0
START_SECONDS = 120
COME_AGAIN_SECONDS = 1.0
PATIENCE_SECONDS = 180
"""How long nothing may get done."""


@dataclass
class Outcome:
    """What people saw, and what it cost. ``receipts``: every number that was on a screen, by draft."""

    drafts: frozenset[UUID]
    receipts: dict[UUID, set[str]] = field(default_factory=dict)
    decided: set[UUID] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def kills(self) -> int:
        """How often a process was killed."""
        return sum(count for what, count in self.counts.items() if what.startswith("killed"))

    def told(self) -> str:
        """The figures, one a line."""
        return "\n".join(f"  {count:6}  {what}" for what, count in sorted(self.counts.items()))


class Storm:
    """One storm over one database: ``filings`` drafts are sent and the first task of each is decided."""

    def __init__(self, place: Ground, filings: int, seed: str) -> None:
        self._place, self._work = place, place.portal.casework
        self._luck = random.Random(seed)  # noqa: S311
        settings = place.portal.settings
        # On PostgreSQL nobody makes it by himself, for several hosts must have the same.
        signing_key(settings.journal_keys, settings.journal_key, make=True)
        self._families = [_family(self._work, *couple) for couple in COUPLES]
        self._jobs = [self._prepare(n) for n in range(filings)]
        self._over, self._lock = Event(), Lock()
        self._done_at = monotonic()
        self.outcome = Outcome(frozenset(job.case for job in self._jobs))

    def _prepare(self, n: int) -> Job:
        family = self._families[n % len(self._families)]
        assert family.filer.id is not None
        # Every baby has a name of its own: nobody is to be asked whether it was sent before.
        name = {"baby.person.name": "林" + chr(FIRST_CHARACTER + n)}
        draft = make.draft(self._work, family, answers=name)
        return Job(draft, family.filer.id, self._luck.choice(WISHES))

    def rage(self) -> Outcome:
        """Let it rage until every draft is sent and decided, then let what is left be done in peace."""
        again = [
            replace(job, wish=self._luck.choice(WISHES))
            for job in self._jobs
            if self._luck.random() < TWICE
        ]
        pile = Pile(self._jobs + again, self._luck)
        with TemporaryDirectory(prefix="portal-storm-") as folder:
            plan = Plan(folder, str(self._luck.random()), chances(len(self._jobs)), LEASE_SECONDS)
            with self._kept(plan) as kept:
                writers = self._writers(kept.address)
                began = monotonic()
                plan.raging.touch()
                with self._gusts(kept), ThreadPoolExecutor(WRITERS) as everybody:
                    running = [everybody.submit(self._write, each, pile) for each in writers]
                plan.raging.unlink()
                for each in running:
                    each.result()
                self.outcome.counts["seconds of storm"] = round(monotonic() - began)
                self._drain()
            self._sum_up(plan, kept, writers)
        return self.outcome

    @contextmanager
    def _kept(self, plan: Plan) -> Iterator[_Kept]:
        port = _free_port()
        environment = {
            **self._place.environment,
            **plan.environment(),
            "PORT": str(port),
            "PORTAL_HOLD_MINUTES": "0",
            "PORTAL_DEMO_PACE": "0",
        }
        said = Path(plan.folder, "said")
        both = [Kept(who, environment, said) for who in (WEB, WORKER)]
        try:
            yield _Kept(f"http://127.0.0.1:{port}", *both)
            assert [each.stop() for each in both] == [0, 0]
        except BaseException:
            print(said.read_text("utf-8", "replace")[-6000:])  # noqa: T201 — shown when the test fails
            raise
        finally:
            for each in both:
                each.stop()

    def _writers(self, address: str) -> list[Writer]:
        """Everybody signs in while the weather is still good."""
        self._wait_for(Browser(address))
        citizens = {}
        for (mother, _), family in zip(COUPLES, self._families, strict=True):
            visitor = Visitor(address)
            visitor.sign_in(mother)
            assert family.filer.id is not None
            citizens[family.filer.id] = visitor.jar
        staff = read_yaml(self._place.portal.settings.services / "demo" / "staff.yaml")["staff"]
        clerks = {}
        for entry in load_staff(self._place.portal):
            office, role = (staff[entry.username][part] for part in ("office", "role"))
            department = self._work.city.offices[office].department
            if role == StaffRole.CLERK and department == _first_department(self._work):
                desk = Browser(address)
                form = desk.get("/staff/sign-in")
                answer = desk.send(form, username=entry.username, password=entry.password)
                if answer.path == form.path:
                    raise Unexpected(answer)
                clerks[office] = desk
        return [
            Writer(
                {account: Browser(address, jar) for account, jar in citizens.items()},
                {office: desk.window() for office, desk in clerks.items()},
                random.Random(self._luck.random()),  # noqa: S311
                self._over,
            )
            for _ in range(WRITERS)
        ]

    def _wait_for(self, browser: Browser) -> None:
        until = monotonic() + START_SECONDS
        while monotonic() < until:
            try:
                browser.get("/healthz")
            except Lost:
                self._over.wait(PAUSE_SECONDS)
            else:
                return
        raise TimeoutError("the web server did not start")

    @contextmanager
    def _gusts(self, kept: _Kept) -> Iterator[None]:
        """Strike from outside, both at first and one of them now and then; call everything off when nothing gets done."""
        calm, luck = Event(), random.Random(self._luck.random())  # noqa: S311
        self._progress()

        def blow() -> None:
            kept.web.strike()
            kept.worker.strike()
            struck_at = monotonic()
            while not calm.wait(luck.expovariate(1 / GUST_SECONDS)):
                # A house that has not come up again yet would never come up.
                if self._done_at > struck_at:
                    luck.choice((kept.web, kept.worker)).strike()
                    struck_at = monotonic()
                if monotonic() - self._done_at > PATIENCE_SECONDS:
                    self._over.set()

        wind = Thread(target=blow, name="wind")
        wind.start()
        try:
            yield
        finally:
            calm.set()
            wind.join()

    def _write(self, writer: Writer, pile: Pile) -> None:
        while (job := pile.take()) is not None:
            following = None
            try:
                following = self._do(writer, job)
            except BaseException:
                self._over.set()
                pile.drop()
                raise
            finally:
                pile.finish(following)

    def _do(self, writer: Writer, job: Job) -> Job | None:
        if not job.filed:
            number = writer.file(job.account, job.case)
            with self._lock:
                self.outcome.receipts.setdefault(job.case, set()).add(number)
            self._progress()
            return replace(job, filed=True)
        task = see.task_of(self._work, job.case, make.CERTIFICATE)
        if (
            task.state is TaskState.WAITING
            or writer.decide(task.office, task.id, job.wish) is Seen.NOT_YET
        ):
            writer.wait("came before a task was ready", COME_AGAIN_SECONDS)
            return job
        with self._lock:
            self.outcome.decided.add(task.id)
        self._progress()
        return None

    def _progress(self) -> None:
        self._done_at = monotonic()

    def _drain(self) -> None:
        """Wait until nothing is left to be done after the commits."""
        left, self._done_at = -1, monotonic()
        while (now_left := open_rows(self._work)) > 0:
            if now_left != left:
                left, self._done_at = now_left, monotonic()
            if monotonic() - self._done_at > PATIENCE_SECONDS:
                raise TimeoutError(f"{left} pieces of work are never done")
            self._over.wait(PAUSE_SECONDS)

    def _sum_up(self, plan: Plan, kept: _Kept, writers: list[Writer]) -> None:
        counts = self.outcome.counts
        counts["submissions"] = len(self.outcome.receipts)
        counts["decisions"] = len(self.outcome.decided)
        for what, count in plan.count().items():
            counts[f"killed {what}"] = count
        for each in (kept.web, kept.worker):
            counts[f"killed {each.who} from outside"] = each.struck
            counts[f"started {each.who} again"] = each.restarts
        for writer in writers:
            counts.update(writer.tally)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The two that are kept running, and where the web is."""

    address: str
    web: Kept
    worker: Kept


def chances(cases: int) -> dict[str, float]:
    """Of dying at one point, by process."""
    return {who: min(WORST_CHANCES[who], DEATHS / (POINTS[who] * cases)) for who in POINTS}


def open_rows(work: Casework) -> int:
    """How many pieces of later work are not done."""
    with work.db.reading() as session:
        return session.query(OutboxRow).filter(OutboxRow.done_at.is_(None)).count()


def _family(work: Casework, mother: Parent, father: Parent) -> Family:
    return Family(mother, father, "mother", citizen(work, mother), citizen(work, father))


def _first_department(work: Casework) -> str:
    return work.shelf.current.items[make.CERTIFICATE].department


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
