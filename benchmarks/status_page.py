"""The signed-in status page of a seven-task case, beside one row on a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import create_engine, insert

from benchmarks import bare
from benchmarks.client import Pace, ask, best
from benchmarks.figures import Figure
from benchmarks.ground import POSTGRESQL, SQLITE, Ground, ground
from benchmarks.server import Served, bare_server, portal_server
from benchmarks.visitor import Visitor
from tests.factories import cases as make
from tests.factories.families import CHEN, known_family
from tests.factories.looking import tasks_of

ROUNDS = 5
SECONDS = 3
WARM_SECONDS = 3
GOAL = 0.35
GOAL_CACHED = 0.5
TASKS = 7
HELLO = 10_008
"""Hello in a second, on the machine of the table that the bare parts are checked with."""
ROWS = {SQLITE: 1715, POSTGRESQL: 1008}
"""The bare page in a second, on that machine."""
BARE_SHARE = 0.85


def status_page(kind: str) -> Figure:
    """Pages in a second of ours and of the bare parts, in turns, with the same server, client and cookies.

    Ours twice: made from the data at each request, and shown again while nothing of the case has changed.
    """
    with ground(kind) as place:
        path = f"/cases/{_seven_tasks(place)}"
        _bare_rows(place.bare_url)
        with (
            portal_server({**place.environment, "PORTAL_CACHE": "0"}) as making,
            portal_server({**place.environment, "PORTAL_CACHE": "1"}) as keeping,
            bare_server(place.bare_url) as plain,
        ):
            signed_in, reader = Visitor(making.address), Visitor(plain.address)
            signed_in.sign_in(CHEN)
            page, size = signed_in.get(path)
            assert page.count('class="part"') == TASKS, "this is not the page of seven tasks"
            reader.get("/enter")
            rendered = Target(making, path, signed_in.cookie, size)
            cached = Target(keeping, path, signed_in.cookie, size)
            theirs = Target(plain, "/matter/1", reader.cookie, reader.get("/matter/1")[1])
            hello = Target(plain, "/hello", "", 0)
            targets = (hello, theirs, rendered, cached)
            for target in targets:
                ask(target.url, cookie=target.cookie, seconds=WARM_SECONDS)
            for _ in range(ROUNDS):
                for target in targets:
                    target.measure()
        return _figure(kind, rendered, cached, theirs, best(hello.paces))


@dataclass
class Target:
    """One page and how it fared, round by round."""

    server: Served
    path: str
    cookie: str
    size: int
    paces: list[Pace] = field(default_factory=list)
    seconds: float = 0

    @property
    def url(self) -> str:
        """Where it is."""
        return self.server.address + self.path

    @property
    def processor_ms(self) -> float:
        """Processor time of the server for one answer, in milliseconds."""
        return self.seconds / sum(pace.requests for pace in self.paces) * 1000

    def measure(self) -> None:
        """One round."""
        before = self.server.processor_seconds()
        self.paces.append(ask(self.url, cookie=self.cookie, seconds=SECONDS, size=self.size))
        self.seconds += self.server.processor_seconds() - before


def _seven_tasks(place: Ground) -> UUID:
    """A case under way: handed over, confirmed, one item approved, one in review, the others waiting or received."""
    work = place.portal.casework
    case = make.released_case(work, known_family(work), chosen=make.OPTIONAL, confirmed=True)
    assert len(tasks_of(work, case)) == TASKS
    make.approve_item(work, case, make.CERTIFICATE)
    make.accept_item(work, case, make.REGISTRATION)
    return case


def _bare_rows(url: str) -> None:
    engine = create_engine(url)
    bare.Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(bare.Reader).values(id=1, name="陈*雨"))
        connection.execute(
            insert(bare.Matter).values(
                id=1, title="新生儿出生一件事", state="办理中", office="卫健委"
            )
        )
    engine.dispose()


def _figure(kind: str, rendered: Target, cached: Target, theirs: Target, hello: Pace) -> Figure:
    ours, again, plain = best(rendered.paces), best(cached.paces), best(theirs.paces)
    ratio, ratio_cached = ours.per_second / plain.per_second, again.per_second / plain.per_second
    expected = ROWS[kind] * hello.per_second / HELLO
    share = plain.per_second / expected
    sound = share >= BARE_SHARE
    told = "holds" if sound else "does NOT hold: the bare parts are too slow, distrust the ratio"
    print(
        f"bare page on {kind}: {plain.per_second:.0f}/s is {share:.0%} of the {expected:.0f}/s that the table gives "
        f"for hello {hello.per_second:.0f}/s (at least {BARE_SHARE:.0%}: {told})"
    )
    return Figure(
        ours=ours.per_second,
        bare=plain.per_second,
        unit="pages/s",
        goal=f"≥ {GOAL} of bare from data at each request, ≥ {GOAL_CACHED} cached",
        reached=ratio >= GOAL and ratio_cached >= GOAL_CACHED,
        p50=ours.p50,
        p95=ours.p95,
        p99=ours.p99,
        explains=(
            f"from data {ratio:.2f} of bare; cached {again.per_second:.1f} pages/s, {ratio_cached:.2f} of bare. "
            f"Processor a page: from data {rendered.processor_ms:.2f} ms, cached {cached.processor_ms:.2f}, "
            f"bare {theirs.processor_ms:.2f}: by that, whoever else is busy on this machine, "
            f"{theirs.processor_ms / rendered.processor_ms:.2f} and {theirs.processor_ms / cached.processor_ms:.2f}"
        ),
        more={
            "rendered": _told(rendered, theirs),
            "cached": _told(cached, theirs),
            "bytes": rendered.size,
            "bare_processor_ms": theirs.processor_ms,
            "bare_p50": plain.p50,
            "bare_p99": plain.p99,
            "hello": hello.per_second,
            "bare_of_table": share,
            "bare_is_sound": sound,
        },
    )


def _told(ours: Target, theirs: Target) -> dict[str, float]:
    pace = best(ours.paces)
    return {
        "pages_per_second": pace.per_second,
        "ratio": pace.per_second / best(theirs.paces).per_second,
        "p50": pace.p50,
        "p95": pace.p95,
        "p99": pace.p99,
        "processor_ms": ours.processor_ms,
        "processor_ratio": theirs.processor_ms / ours.processor_ms,
    }
