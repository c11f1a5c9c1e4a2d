"""Random walks over every verb: whatever people do in whatever order, the rules hold and an end can be reached.

``PORTAL_WALKS`` sets how many walks are taken in all; a few, always the same, when it is not set.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from portal.casework.accept import accept, deem_accepted
from portal.casework.advance import advance
from portal.casework.ask_correction import ask_correction
from portal.casework.attach import attach, detach
from portal.casework.claim import claim, unclaim
from portal.casework.compare import compare
from portal.casework.confirm import ask_again, confirm
from portal.casework.context import Casework
from portal.casework.correct import correct
from portal.casework.decide import (
    Entered,
    approve,
    receive_approval,
    receive_refusal,
    refuse,
    uphold,
)
from portal.casework.decline import decline
from portal.casework.discard import discard
from portal.casework.errors import WrongMoment
from portal.casework.notice import send_corrections
from portal.casework.nudge import nudge
from portal.casework.outcome import record_licence_number, record_step
from portal.casework.prefill import prefill
from portal.casework.release import release, take_back
from portal.casework.reopen import ReopenGround, reopen
from portal.casework.save import change_plan, save
from portal.casework.stages import pass_stage, return_stage
from portal.casework.submit import submit
from portal.casework.sweep import sweep
from portal.casework.terminate import TerminationReason, terminate
from portal.casework.withdraw import withdraw
from portal.domain.actors import Actor
from portal.domain.results import ResultState
from portal.domain.states import TaskState, Verb, verbs_from
from portal.persistence.queries import cases as case_queries
from portal.registries.demo import Trouble
from tests.casework.completer import Completer
from tests.casework.walker import Walker
from tests.databases import Databases, Sqlite
from tests.factories import cases as make
from tests.factories import looking as see

WALKS = int(os.environ.get("PORTAL_WALKS", "14"))
STEPS = 25
SAVED = {
    "baby.person.name": ["林小暖", "林小满", ""],
    "baby.household.follow": ["mother", "father"],
    "baby.household.region": ["509901002001", "509902001001", "999999"],
    "baby.household.address": ["云江市春江区梧桐街道梧桐路1号", "云"],
    "baby.card.delivery": ["collect", "post"],
    "baby.birth.weight_grams": ["3300", "三斤"],
    "mother.contact.mobile": ["19900000031", "1990"],
    "father.person.nation": ["01", "15"],
}
MATERIALS = ["parents_id_cards", "marriage_certificate", "nation_form", "diagnosis"]
POINTS = ["draft", "filed", "released", "confirmed", "certified", "certified", "registered"]
answers = st.dictionaries(
    st.sampled_from(sorted(SAVED)), st.integers(0, 2), min_size=1, max_size=4
).map(lambda drawn: {k: SAVED[k][n % len(SAVED[k])] for k, n in drawn.items()})
names = st.lists(st.sampled_from(make.EVERYTHING), min_size=1, max_size=2)
staff = st.sampled_from(
    [*["right"] * 9, "clerk", "clerk-b", "reviewer", "chief", "stranger", "supervisor", "filer"]
)
numbers = st.integers(0, 99)
"""Picks one of what is there, and now and then one of what is not."""


@dataclass(frozen=True)
class Drawn:
    """What is typed together with an act of an office."""

    why: str
    which: list[int]
    output: str
    ground: str
    ending: str
    step: ResultState
    stale: bool


drawn = st.builds(
    Drawn,
    st.sampled_from(["材料不齐", "材料不齐", "材料不齐", " "]),
    st.lists(st.integers(0, 20), min_size=1, max_size=2),
    st.sampled_from([make.BABY_ID, make.BABY_ID, make.BABY_ID, "1"]),
    st.sampled_from([*ReopenGround, "a favour"]),
    st.sampled_from([*TerminationReason, "bad mood"]),
    st.sampled_from(ResultState),
    st.sampled_from([False] * 6 + [True]),
)


class Walk(RuleBasedStateMachine):
    """People, clerks, the portal and chance, in any order."""

    world = "real"
    kind = Sqlite.kind
    walker: Walker

    @initialize(filing=st.sampled_from(["mother", "father"]), point=st.sampled_from(POINTS))
    def begin(self, filing: str, point: str) -> None:
        self.walker = Walker(self.kind, self.world, filing)
        self.work: Casework = self.walker.work
        self.case, self.filer = self.walker.case, self.walker.family.filer
        reached = POINTS.index(point)
        if reached >= POINTS.index("filed"):
            submit(self.work, self.filer, self.case, key=uuid4())
        if reached >= POINTS.index("released"):
            release(self.work, self.case, self.filer)
        if reached >= POINTS.index("confirmed"):
            make.answer_confirmations(self.work, self.walker.family.other, self.case)
        if reached >= POINTS.index("certified"):
            make.approve_item(self.work, self.case, make.CERTIFICATE)
        if reached >= POINTS.index("registered"):
            make.approve_item(self.work, self.case, make.REGISTRATION)

    # ---- the family -----------------------------------------------------------------------------

    @rule(typed=answers, stale=st.integers(0, 5))
    def saves(self, typed: dict[str, str], stale: int) -> None:
        version = 1 if stale == 0 else None
        self.walker.do(lambda: save(self.work, self.filer, self.case, typed, version=version))

    @rule(material=st.sampled_from(MATERIALS), shade=st.integers(0, 2))
    def attaches(self, material: str, shade: int) -> None:
        data = make.photo(shade)
        self.walker.do(lambda: attach(self.work, self.filer, self.case, material, data, "a.png"))
        with self.work.db.reading() as session:
            there = case_queries.uploads(session, self.case)
        if there and shade == 0:
            upload = there[-1].id
            self.walker.do(lambda: detach(self.work, self.filer, self.case, upload))

    @rule(chosen=names, agreed=st.sampled_from([(), ("insured",)]))
    def plans_anew(self, chosen: list[str], agreed: Sequence[str]) -> None:
        self.walker.do(lambda: change_plan(self.work, self.filer, self.case, chosen=chosen))
        self.walker.do(lambda: prefill(self.work, self.filer, self.case, agreed))

    @rule(n=numbers, who=st.sampled_from(["filer", "filer", "other"]))
    def sends(self, n: int, who: str) -> None:
        actor, version = self.walker.who(who, None), 1 if n % 7 == 0 else None
        self.walker.do(lambda: submit(self.work, actor, self.case, key=uuid4(), version=version))
        if n % 3:
            self.walker.do(lambda: release(self.work, self.case, actor))

    @rule(some=st.one_of(*[names] * 4, st.none()), n=numbers)
    def withdraws(self, some: list[str] | None, n: int) -> None:
        if n % 3 == 0:
            self.walker.do(lambda: take_back(self.work, self.filer, self.case))
        else:
            self.walker.do(lambda: withdraw(self.work, self.filer, self.case, some))

    @rule(n=numbers, agrees=st.booleans(), who=st.sampled_from(["other", "other", "filer"]))
    def answers_a_question(self, n: int, agrees: bool, who: str) -> None:
        there = see.open_confirmations(self.work, self.case)
        there = there or see.confirmations_of(self.work, self.case)
        if there:
            request, actor = there[n % len(there)].id, self.walker.who(who, None)
            self.walker.do(lambda: confirm(self.work, actor, request, agrees=agrees))

    @rule(n=numbers)
    def asks_again(self, n: int) -> None:
        there = see.confirmations_of(self.work, self.case)
        if there:
            request = there[n % len(there)].id
            self.walker.do(lambda: ask_again(self.work, self.filer, request))

    @rule(n=numbers)
    def mends(self, n: int) -> None:
        completer = Completer(self.walker)
        if completer.is_asked_to_mend() and n % 3:
            completer.mend(send=n % 3 == 1)
        else:
            version = 1 if n % 2 else None
            self.walker.do(lambda: correct(self.work, self.filer, self.case, version=version))

    # ---- the offices ----------------------------------------------------------------------------

    @rule(n=numbers, m=numbers, who=staff, typed=drawn)
    def an_office_acts(self, n: int, m: int, who: str, typed: Drawn) -> None:
        task = self.walker.pick(n)
        if task is None:
            return
        acts = ACTS if m % 8 == 0 else tuple(v for v in verbs_from(task.state) if v in ACTS)
        if not acts:
            return
        verb = list(acts)[m // 8 % len(acts)]
        version = 99 if typed.stale else task.version
        right = "supervisor" if verb is Verb.REOPEN else who
        actor = self.walker.who(right if who == "right" else who, task)
        self.walker.do(lambda: ACTS[verb](self, actor, task.id, typed, version))

    @rule(n=numbers, m=numbers, who=staff, typed=drawn)
    def another_office_acts(self, n: int, m: int, who: str, typed: Drawn) -> None:
        self.an_office_acts(n, m, who, typed)

    @rule(n=numbers)
    def an_office_finishes(self, n: int) -> None:
        task = self.walker.pick(n)
        if task is not None and task.state in {TaskState.SUBMITTED, TaskState.IN_REVIEW}:
            self.walker.tries(lambda: make.approve_item(self.work, self.case, task.item))

    @rule(n=numbers, who=staff, typed=drawn)
    def a_result_comes_on(self, n: int, who: str, typed: Drawn) -> None:
        task = self.walker.pick(n, TaskState.APPROVED)
        if task is not None:
            actor = self.walker.who(who, task)
            self.walker.do(lambda: record_step(self.work, actor, task.id, typed.step))
            self.walker.do(lambda: record_licence_number(self.work, task.id, make.LICENCE))

    @rule(n=numbers, who=staff, typed=drawn)
    def small_things_happen(self, n: int, who: str, typed: Drawn) -> None:
        task = self.walker.pick(n)
        if task is not None:
            actor, chief = self.walker.who(who, task), self.walker.who("supervisor", task)
            verb = claim if n % 2 else unclaim
            self.walker.do(lambda: verb(self.work, actor, task.id))
            self.walker.do(lambda: nudge(self.work, chief, task.id, typed.why))
        if see.case_of(self.work, self.case).number is not None:
            with pytest.raises(WrongMoment):
                discard(self.work, self.filer, self.case)

    # ---- the portal, the departments' systems, and time -----------------------------------------

    @rule(n=numbers, yes=st.booleans(), number=st.sampled_from([None, make.LICENCE]))
    def a_department_answers(self, n: int, yes: bool, number: str | None) -> None:
        task = self.walker.pick(n, TaskState.IN_REVIEW)
        if task is not None and yes:
            day = self.work.today
            self.walker.do(
                lambda: receive_approval(self.work, task.id, number=number, issued_on=day)
            )
        elif task is not None:
            self.walker.do(lambda: receive_refusal(self.work, task.id, "不符合条件"))

    @rule(down=st.sampled_from(["births", "marriages", "", ""]))
    def registries_compare(self, down: str) -> None:
        self.walker.registries.troubles.clear()
        if down:
            self.walker.registries.troubles[down] = Trouble.DOWN
        self.walker.do(lambda: compare(self.work, self.case))

    @rule(hours=st.sampled_from([0.2, 3, 24, 72, 240]))
    def time_passes(self, hours: float) -> None:
        self.walker.clock.pass_time(timedelta(hours=hours))
        sweep(self.work)

    @rule(n=numbers)
    def the_portal_looks_again(self, n: int) -> None:
        self.walker.do(lambda: release(self.work, self.case))
        self.walker.do(lambda: send_corrections(self.work, self.case))
        self.walker.do(lambda: advance(self.work, self.case))
        task = self.walker.pick(n, TaskState.SUBMITTED)
        if task is not None:
            self.walker.do(lambda: deem_accepted(self.work, task.id))

    @invariant()
    def every_rule_holds(self) -> None:
        if hasattr(self, "walker"):
            self.walker.check()

    def teardown(self) -> None:
        if hasattr(self, "walker"):
            Completer(self.walker).finish()
            self.walker.close()


Act = Callable[[Walk, Actor, UUID, Drawn, int], object]
ACTS: Mapping[Verb, Act] = {
    Verb.ACCEPT: lambda w, a, t, _, v: accept(w.work, a, t, version=v),
    Verb.DECLINE: lambda w, a, t, d, v: decline(w.work, a, t, d.why, version=v),
    Verb.ASK_CORRECTION: lambda w, a, t, d, v: ask_correction(
        w.work, a, t, w.walker.marks(t, d.which), version=v
    ),
    Verb.PASS_STAGE: lambda w, a, t, _, v: pass_stage(w.work, a, t, version=v),
    Verb.RETURN_STAGE: lambda w, a, t, d, v: return_stage(w.work, a, t, d.why, version=v),
    Verb.APPROVE: lambda w, a, t, d, v: approve(
        w.work, a, t, entered=Entered({make.BABY_ID_KEY: d.output}), version=v
    ),
    Verb.REFUSE: lambda w, a, t, d, v: refuse(w.work, a, t, d.why, version=v),
    Verb.UPHOLD: lambda w, a, t, d, v: uphold(w.work, a, t, d.why, version=v),
    Verb.TERMINATE: lambda w, a, t, d, v: terminate(w.work, a, t, d.ending, version=v),
    Verb.REOPEN: lambda w, a, t, d, v: reopen(w.work, a, t, d.ground, d.why, version=v),
}
"""What staff can do to a task."""


class StrictWalk(Walk):
    """The same among services with deemed acceptance, two pairs of eyes, and a choice of inputs."""

    world = "strict"


_settings = settings(
    max_examples=max(1, WALKS // 2),
    stateful_step_count=STEPS,
    deadline=None,
    derandomize="PORTAL_WALKS" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


@pytest.mark.parametrize("world", [Walk, StrictWalk])
def test_no_walk_breaks_a_rule_or_ends_where_nobody_can_go_on(
    databases: Databases, world: type[Walk]
) -> None:
    on = type(world.__name__, (world,), {"kind": databases.kind})
    run_state_machine_as_test(on, settings=_settings)
