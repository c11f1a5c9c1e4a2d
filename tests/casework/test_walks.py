"""Random walks over every verb: whatever people do in whatever order, the rules hold and an end can be reached.

``PORTAL_WALKS`` sets how many walks are taken in all; a few, always the same, when it is not set.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from portal.casework.accept import accept, deem_accepted
from portal.casework.advance import advance
from portal.casework.ask_correction import ask_correction
from portal.casework.attach import attach, detach
from portal.casework.claim import claim, unclaim
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
from portal.casework.prefill import compare, prefill
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
from portal.domain.states import TaskState
from portal.persistence.models import Task
from portal.persistence.queries import cases as case_queries
from portal.registries.demo import Trouble
from tests.casework.completer import Completer
from tests.casework.walker import Walker
from tests.factories import cases as make
from tests.factories import looking as see

WALKS = int(os.environ.get("PORTAL_WALKS", "14"))
STEPS = 25
names = st.lists(st.sampled_from(make.EVERYTHING), min_size=1, max_size=2)
items = st.integers(0, 20)
"""Picks an item; open ones four times out of five."""
staff = st.sampled_from(
    [*["right"] * 8, "clerk", "clerk-b", "reviewer", "chief", "stranger", "supervisor", "filer"]
)
reasons = st.sampled_from(["材料不齐", "材料不齐", "材料不齐", " ", ""])
stale = st.sampled_from([False, False, False, False, True])
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
answers = st.dictionaries(
    st.sampled_from(sorted(SAVED)), st.integers(0, 2), min_size=1, max_size=4
).map(lambda drawn: {k: SAVED[k][n % len(SAVED[k])] for k, n in drawn.items()})
materials = st.sampled_from(
    ["parents_id_cards", "marriage_certificate", "nation_form", "household_book", "diagnosis"]
)
marks = st.lists(st.integers(0, 9), min_size=1, max_size=3)
"""Picks what to mark; nine is something that may not be marked."""


class Walk(RuleBasedStateMachine):
    """People, clerks, the portal and chance, in any order."""

    world = "real"
    walker: Walker

    @initialize(
        filing=st.sampled_from(["mother", "father"]),
        point=st.sampled_from(
            ["draft", "filed", "released", "certified", "certified", "certified"]
        ),
    )
    def begin(self, filing: str, point: str) -> None:
        self.walker = Walker(self.world, filing)
        self.work: Casework = self.walker.work
        self.case, self.family = self.walker.case, self.walker.family
        if point != "draft":
            submit(self.work, self.family.filer, self.case, key=uuid4())
        if point in {"released", "certified"}:
            release(self.work, self.case, self.family.filer)
        if point == "certified":
            make.answer_confirmations(self.work, self.family.other, self.case)
            make.approve_item(self.work, self.case, make.CERTIFICATE)

    def by(
        self,
        item: int,
        kind: str,
        verb: Callable[[Actor, Task], object],
        *states: TaskState,
    ) -> None:
        """Let somebody try a verb on a task, mostly one in a state in which it could succeed."""
        task = self.walker.pick(item, states or tuple(OPEN))
        if task is not None:
            actor = self.walker.who(kind, task)
            self.walker.do(lambda: verb(actor, task))

    # ---- the family -----------------------------------------------------------------------------

    @rule(typed=answers, stale=stale)
    def saves(self, typed: dict[str, str], stale: bool) -> None:
        version = 1 if stale else None
        self.walker.do(
            lambda: save(self.work, self.family.filer, self.case, typed, version=version)
        )

    @rule(material=materials, shade=st.integers(0, 2))
    def attaches(self, material: str, shade: int) -> None:
        data = make.photo(shade)
        filer = self.family.filer
        self.walker.do(lambda: attach(self.work, filer, self.case, material, data, "a.png"))

    @rule(which=st.integers(0, 5))
    def detaches(self, which: int) -> None:
        with self.work.db.reading() as session:
            there = case_queries.uploads(session, self.case)
        if there:
            upload = there[which % len(there)].id
            self.walker.do(lambda: detach(self.work, self.family.filer, self.case, upload))

    @rule(chosen=names, agreed=st.sampled_from([(), ("insured",)]))
    def plans_anew(self, chosen: list[str], agreed: Sequence[str]) -> None:
        filer = self.family.filer
        self.walker.do(lambda: change_plan(self.work, filer, self.case, chosen=chosen))
        self.walker.do(lambda: prefill(self.work, filer, self.case, agreed))

    @rule(stale=stale, who=st.sampled_from(["filer", "filer", "other"]))
    def submits(self, stale: bool, who: str) -> None:
        actor = self.walker.who(who, None)
        version = 1 if stale else None
        self.walker.do(lambda: submit(self.work, actor, self.case, key=uuid4(), version=version))

    @rule()
    def releases(self) -> None:
        self.walker.do(lambda: release(self.work, self.case, self.family.filer))

    @rule()
    def takes_back(self) -> None:
        self.walker.do(lambda: take_back(self.work, self.family.filer, self.case))

    @rule(some=st.one_of(st.none(), *[names] * 4))
    def withdraws(self, some: list[str] | None) -> None:
        self.walker.do(lambda: withdraw(self.work, self.family.filer, self.case, some))

    @rule(which=st.integers(0, 3), agrees=st.booleans(), who=st.sampled_from(["other", "filer"]))
    def answers_a_question(self, which: int, agrees: bool, who: str) -> None:
        there = see.confirmations_of(self.work, self.case)
        if there:
            request, actor = there[which % len(there)].id, self.walker.who(who, None)
            self.walker.do(lambda: confirm(self.work, actor, request, agrees=agrees))

    @rule(which=st.integers(0, 3))
    def asks_again(self, which: int) -> None:
        there = see.confirmations_of(self.work, self.case)
        if there:
            request = there[which % len(there)].id
            self.walker.do(lambda: ask_again(self.work, self.family.filer, request))

    @rule(stale=stale)
    def sends_what_was_mended(self, stale: bool) -> None:
        version = 1 if stale else None
        filer = self.family.filer
        self.walker.do(lambda: correct(self.work, filer, self.case, version=version))

    # ---- the offices ----------------------------------------------------------------------------

    @rule(item=items, who=staff, stale=stale)
    def accepts(self, item: int, who: str, stale: bool) -> None:
        old = 99 if stale else None
        self.by(
            item,
            who,
            lambda actor, task: accept(self.work, actor, task.id, version=old),
            TaskState.SUBMITTED,
        )

    @rule(item=items, who=staff, why=reasons)
    def declines(self, item: int, who: str, why: str) -> None:
        self.by(
            item,
            who,
            lambda actor, task: decline(self.work, actor, task.id, why),
            TaskState.SUBMITTED,
        )

    @rule(item=items, who=staff, which=marks)
    def asks_for_a_correction(self, item: int, who: str, which: list[int]) -> None:
        task = self.walker.pick(item, tuple(OPEN))
        if task is not None:
            what = self.walker.marks(task, which)
            actor = self.walker.who(who, task)
            self.walker.do(lambda: ask_correction(self.work, actor, task.id, what))

    @rule(well=st.booleans())
    def mends(self, well: bool) -> None:
        completer = Completer(self.walker)
        if completer.is_asked_to_mend():
            completer.mend(send=well)

    @rule(item=items, who=staff)
    def passes_on(self, item: int, who: str) -> None:
        self.by(
            item,
            who,
            lambda actor, task: pass_stage(self.work, actor, task.id),
            TaskState.IN_REVIEW,
        )

    @rule(item=items, who=staff, why=reasons)
    def hands_back(self, item: int, who: str, why: str) -> None:
        self.by(
            item,
            who,
            lambda actor, task: return_stage(self.work, actor, task.id, why),
            TaskState.IN_REVIEW,
        )

    @rule(item=items, who=staff, output=st.sampled_from([make.BABY_ID, make.BABY_ID, "1", ""]))
    def approves(self, item: int, who: str, output: str) -> None:
        entered = Entered({make.BABY_ID_KEY: output})
        self.by(
            item,
            who,
            lambda a, task: approve(self.work, a, task.id, entered=entered),
            TaskState.IN_REVIEW,
        )

    @rule(item=items, who=staff, why=reasons)
    def refuses(self, item: int, who: str, why: str) -> None:
        self.by(
            item,
            who,
            lambda actor, task: refuse(self.work, actor, task.id, why),
            TaskState.IN_REVIEW,
        )

    @rule(item=items, who=staff, why=reasons)
    def upholds(self, item: int, who: str, why: str) -> None:
        self.by(
            item,
            who,
            lambda actor, task: uphold(self.work, actor, task.id, why),
            TaskState.APPROVED,
        )

    @rule(item=items, who=staff, why=st.sampled_from([*TerminationReason, "bad mood"]))
    def terminates(self, item: int, who: str, why: str) -> None:
        self.by(item, who, lambda actor, task: terminate(self.work, actor, task.id, why))

    @rule(
        item=items,
        who=st.sampled_from(["supervisor", "supervisor", "chief"]),
        ground=st.sampled_from([*ReopenGround, "a favour"]),
    )
    def reopens(self, item: int, who: str, ground: str) -> None:
        self.by(item, who, lambda a, task: reopen(self.work, a, task.id, ground, "重新办理"), *DEAD)

    @rule(item=items, who=staff, take=st.booleans())
    def claims(self, item: int, who: str, take: bool) -> None:
        verb = claim if take else unclaim
        self.by(item, who, lambda actor, task: verb(self.work, actor, task.id))
        self.by(item, "supervisor", lambda actor, task: nudge(self.work, actor, task.id, "请尽快"))

    @rule(item=items, who=staff, step=st.sampled_from(ResultState))
    def records_a_step(self, item: int, who: str, step: ResultState) -> None:
        self.by(
            item,
            who,
            lambda actor, task: record_step(self.work, actor, task.id, step),
            TaskState.APPROVED,
        )

    @rule(item=items)
    def is_brought_through(self, item: int) -> None:
        task = self.walker.pick(item, (TaskState.SUBMITTED, TaskState.IN_REVIEW))
        if task is not None and task.state in {TaskState.SUBMITTED, TaskState.IN_REVIEW}:
            self.walker.tries(lambda: make.approve_item(self.work, self.case, task.item))

    # ---- the portal, the departments' systems, and time -----------------------------------------

    @rule(item=items, yes=st.booleans(), number=st.sampled_from([None, make.LICENCE]))
    def a_department_answers(self, item: int, yes: bool, number: str | None) -> None:
        day = self.work.today
        answer: Callable[[Actor, Task], object] = (
            (lambda _, t: receive_approval(self.work, t.id, number=number, issued_on=day))
            if yes
            else (lambda _, t: receive_refusal(self.work, t.id, "不符合条件"))
        )
        self.by(item, "clerk", answer, TaskState.IN_REVIEW)

    @rule(item=items)
    def a_licence_number_comes(self, item: int) -> None:
        self.by(
            item,
            "clerk",
            lambda _, t: record_licence_number(self.work, t.id, make.LICENCE),
            TaskState.APPROVED,
        )

    @rule(item=items)
    def silence_is_looked_at(self, item: int) -> None:
        self.by(
            item, "clerk", lambda _, task: deem_accepted(self.work, task.id), TaskState.SUBMITTED
        )

    @rule(
        trouble=st.sampled_from([None, Trouble.DOWN]),
        registry=st.sampled_from(["births", "marriages"]),
    )
    def registries_compare(self, trouble: Trouble | None, registry: str) -> None:
        self.walker.registries.troubles.clear()
        if trouble is not None:
            self.walker.registries.troubles[registry] = trouble
        self.walker.do(lambda: compare(self.work, self.case))

    @rule(hours=st.sampled_from([0.2, 3, 24, 72, 240]))
    def time_passes(self, hours: float) -> None:
        self.walker.clock.pass_time(timedelta(hours=hours))
        sweep(self.work)

    @rule()
    def the_portal_looks_again(self) -> None:
        if see.case_of(self.work, self.case).number is not None:
            with pytest.raises(WrongMoment):
                discard(self.work, self.family.filer, self.case)
        self.walker.do(lambda: release(self.work, self.case))
        self.walker.do(lambda: send_corrections(self.work, self.case))
        self.walker.do(lambda: advance(self.work, self.case))

    @invariant()
    def every_rule_holds(self) -> None:
        if hasattr(self, "walker"):
            self.walker.check()

    def teardown(self) -> None:
        if hasattr(self, "walker"):
            Completer(self.walker).finish()
            self.walker.close()


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
TestWalks = Walk.TestCase
TestWalks.settings = _settings
TestStrictWalks = StrictWalk.TestCase
TestStrictWalks.settings = _settings
