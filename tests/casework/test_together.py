"""Two at once, with real commits: exactly one wins, and the other is told so by name."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest

from portal.casework.accept import accept
from portal.casework.context import Casework
from portal.casework.decide import approve, refuse
from portal.casework.errors import StaleVersion, WrongMoment
from portal.casework.outcome import record_licence_number
from portal.casework.release import release, take_back
from portal.casework.save import Saved, save
from portal.casework.submit import Receipt, submit
from portal.casework.withdraw import withdraw
from portal.domain.merging import Seen
from portal.domain.states import CaseState, IllegalMove, TaskState
from tests.casework.walker import check_record
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import known_family


def at_once(*verbs: Callable[[], object]) -> list[object]:
    """Run verbs in threads that start together; what each gave or raised."""
    start = Barrier(len(verbs))

    def run(verb: Callable[[], object]) -> object:
        start.wait(timeout=30)
        try:
            return verb()
        except (StaleVersion, IllegalMove, WrongMoment) as refusal:
            return refusal

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(run, verbs))


@pytest.mark.parametrize("turn", range(5))
def test_one_of_two_clerks_accepts(work: Casework, turn: int) -> None:
    case = make.released_case(work)
    task = see.task_of(work, case, make.CERTIFICATE)
    clerks = [make.clerk_for(work, case, make.CERTIFICATE, name=name) for name in "ab"]
    ends = at_once(*(lambda c=c: accept(work, c, task.id, version=task.version) for c in clerks))
    assert sorted(type(end).__name__ for end in ends) == ["NoneType", "StaleVersion"]
    assert see.verbs_of(work, case).count("accept") == 1
    check_record(see.events_of(work, case), case)


def test_without_a_version_the_second_finds_an_illegal_move(work: Casework) -> None:
    case = make.released_case(work)
    task = see.task_of(work, case, make.CERTIFICATE)
    clerk = make.clerk_for(work, case, make.CERTIFICATE)
    ends = at_once(*[lambda: accept(work, clerk, task.id)] * 4)
    assert sorted(type(end).__name__ for end in ends) == ["IllegalMove"] * 3 + ["NoneType"]


def test_yes_and_no_at_once_is_one_of_them(work: Casework) -> None:
    case = make.released_case(work)
    make.accept_item(work, case, make.CERTIFICATE)
    task = see.task_of(work, case, make.CERTIFICATE)
    clerk = make.clerk_for(work, case, make.CERTIFICATE)
    ends = at_once(
        lambda: approve(work, clerk, task.id), lambda: refuse(work, clerk, task.id, "不符")
    )
    assert sum(isinstance(end, IllegalMove) for end in ends) == 1
    assert see.task_of(work, case, make.CERTIFICATE).state in {
        TaskState.APPROVED,
        TaskState.REFUSED,
    }


@pytest.mark.parametrize("turn", range(5))
def test_a_double_press_gives_one_number(work: Casework, turn: int) -> None:
    family = known_family(work)
    case = make.draft(work, family)
    key, version = uuid4(), see.case_of(work, case).version
    ends = at_once(*[lambda: submit(work, family.filer, case, key=key, version=version)] * 8)
    receipts = [end for end in ends if isinstance(end, Receipt)]
    assert len(receipts) == 8
    assert len({receipt.number for receipt in receipts}) == 1
    assert sorted(receipt.repeated for receipt in receipts) == [False] + [True] * 7
    assert see.verbs_of(work, case) == ["submit"]


def test_cases_sent_at_once_get_numbers_of_their_own(work: Casework) -> None:
    family = known_family(work)
    drafts = [make.draft(work, family) for _ in range(4)]
    ends = at_once(
        *(lambda d=d: submit(work, family.filer, d, key=uuid4(), another=True) for d in drafts)
    )
    assert len({end.number for end in ends if isinstance(end, Receipt)}) == 4


def test_two_saves_of_the_same_page_overwrite_nothing(work: Casework) -> None:
    family = known_family(work)
    case = make.draft(work, family)
    version = see.case_of(work, case).version
    typed = [{"baby.person.name": name} for name in ("林小暖", "林小晴")]
    ends = at_once(*(lambda t=t: save(work, family.filer, case, t, version=version) for t in typed))
    assert sum(isinstance(end, StaleVersion) for end in ends) == 1


def test_eight_windows_with_keys_of_their_own_give_one_receipt(work: Casework) -> None:
    family = known_family(work)
    case = make.draft(work, family)
    version = see.case_of(work, case).version
    ends = at_once(*[lambda: submit(work, family.filer, case, key=uuid4(), version=version)] * 8)
    assert len({end.number for end in ends if isinstance(end, Receipt)}) == 1
    assert see.verbs_of(work, case) == ["submit"]
    documents = see.outbox_rows(work)
    assert [row.kind for row in documents].count("make_document") == 1


def test_two_merging_saves_lose_neither_answer(work: Casework) -> None:
    family = known_family(work)
    case = make.draft(work, family)
    page = Seen(see.case_of(work, case).version, {"baby.person.name": ["林小满"]})
    typed = [{"baby.person.name": name} for name in ("林小暖", "林小晴")]
    ends = at_once(*(lambda t=t: save(work, family.filer, case, t, seen=page) for t in typed))
    saved = [end for end in ends if isinstance(end, Saved)]
    (collision,) = [one for end in saved for one in end.collisions.values()]
    assert {collision.here, collision.there} == {"林小暖", "林小晴"}
    assert see.facts_of(work, case)["baby.person.name"] == collision.there


def test_taken_back_or_released_but_not_both(work: Casework) -> None:
    family = known_family(work)
    case = make.filed_case(work, family)
    at_once(lambda: take_back(work, family.filer, case), lambda: release(work, case, family.filer))
    found = see.case_of(work, case)
    assert (found.state is CaseState.DRAFT) == (found.released_at is None)


def test_withdrawn_while_it_is_being_decided(work: Casework) -> None:
    family = known_family(work)
    case = make.released_case(work, family)
    make.accept_item(work, case, make.CERTIFICATE)
    task = see.task_of(work, case, make.CERTIFICATE)
    clerk = make.clerk_for(work, case, make.CERTIFICATE)
    at_once(
        lambda: withdraw(work, family.filer, case, [make.CERTIFICATE]),
        lambda: approve(work, clerk, task.id),
    )
    check_record(see.events_of(work, case), case)
    state = see.task_of(work, case, make.CERTIFICATE).state
    lapsed = see.task_of(work, case, make.VACCINES).state is TaskState.LAPSED
    assert lapsed == (state is TaskState.WITHDRAWN)


def test_a_licence_number_that_comes_twice_at_once_counts_once(work: Casework) -> None:
    case = make.released_case(work)
    make.accept_item(work, case, make.CERTIFICATE)
    task = see.task_of(work, case, make.CERTIFICATE)
    approve(work, make.clerk_for(work, case, make.CERTIFICATE), task.id)
    at_once(*[lambda: record_licence_number(work, task.id, make.LICENCE)] * 3)
    assert see.verbs_of(work, case).count("record_number") == 1
