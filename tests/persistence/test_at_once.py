"""Many at once, in threads and processes, with real commits: nothing is lost, doubled or left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier
from typing import TypeVar
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import OperationalError

from portal.casework.accept import accept
from portal.casework.context import Casework
from portal.casework.errors import StaleVersion
from portal.casework.submit import submit
from portal.domain.states import TaskState
from portal.jobs.relay import Relay
from portal.people.codes import CodePurpose
from portal.people.send_code import TooManyCodes, send_code
from portal.persistence import connections as connections_module
from portal.persistence import session as session_module
from portal.persistence.queries import accounts, cases, notices, outbox
from portal.persistence.session import Database
from portal.settings import Settings
from portal.wiring import Portal, open_portal
from tests.databases import open_database
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.families import SUN, citizen, known_family

AT_ONCE = 8
MANY = 50
G = TypeVar("G")
T = TypeVar("T")


def at_once(verb: Callable[[G], T], given: Iterable[G]) -> list[T]:
    """Do the same with each of these in threads that start together; what came of each, in their order."""
    all_given = list(given)
    start = Barrier(len(all_given))

    def run(one: G) -> T:
        start.wait(timeout=30)
        return verb(one)

    with ThreadPoolExecutor(len(all_given)) as pool:
        return list(pool.map(run, all_given))


class Regret(Exception):
    """Somebody changed their mind before the commit."""


def test_processes_that_open_at_once_publish_the_release_once(portal: Portal) -> None:
    def open_again(_: int) -> str:
        again = open_portal(portal.settings)
        again.casework.db.close()
        return again.casework.shelf.current_id

    with portal.casework.db.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM release")
    assert set(at_once(open_again, range(3))) == {portal.casework.shelf.current_id}


def test_a_case_goes_from_its_first_answer_to_its_last_approval(portal: Portal) -> None:
    work = portal.casework
    case = make.finished_case(work, chosen=make.OPTIONAL)
    assert set(see.states_of(work, case).values()) == {TaskState.APPROVED}
    sequence = [event.sequence for event in see.events_of(work, case)]
    assert sequence == list(range(1, len(sequence) + 1))


def test_cases_sent_at_once_on_a_new_day_get_numbers_that_follow_each_other(
    portal: Portal, clock: Clock
) -> None:
    work = portal.casework
    family = known_family(work)
    drafts = [make.draft(work, family) for _ in range(AT_ONCE)]
    clock.pass_time(timedelta(days=1))

    def send(case: UUID) -> str:
        return submit(work, family.filer, case, key=uuid4(), another=True).number

    numbers = sorted(at_once(send, drafts))
    assert len({number[:-7] for number in numbers}) == 1
    assert [int(number[-7:-1]) for number in numbers] == list(range(1, AT_ONCE + 1))


def test_one_case_sent_from_many_tabs_at_once_has_one_receipt(portal: Portal) -> None:
    work = portal.casework
    family = known_family(work)
    case, key = make.draft(work, family), uuid4()
    receipts = at_once(lambda _: submit(work, family.filer, case, key=key), range(AT_ONCE))
    assert len({receipt.number for receipt in receipts}) == 1
    assert Counter(receipt.repeated for receipt in receipts) == {False: 1, True: AT_ONCE - 1}
    assert see.verbs_of(work, case).count("submit") == 1


def test_of_many_clerks_who_saw_the_same_version_one_accepts(portal: Portal) -> None:
    work = portal.casework
    case = make.released_case(work)
    task = see.task_of(work, case, make.CERTIFICATE)
    clerk = make.clerk_for(work, case, make.CERTIFICATE)

    def press(_: int) -> bool:
        with suppress(StaleVersion):
            accept(work, clerk, task.id, version=task.version)
            return True
        return False

    assert Counter(at_once(press, range(AT_ONCE))) == {True: 1, False: AT_ONCE - 1}
    assert see.verbs_of(work, case).count("accept") == 1


def test_steps_taken_at_once_in_two_parts_of_one_case_follow_each_other_in_its_record(
    portal: Portal,
) -> None:
    work: Casework = portal.casework
    case = make.released_case(work, confirmed=True)
    begun = [i for i, state in see.states_of(work, case).items() if state is TaskState.SUBMITTED]
    before = len(see.events_of(work, case))
    at_once(lambda item: make.accept_item(work, case, item), begun)
    events = see.events_of(work, case)
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert [event.verb for event in events[before:]].count("accept") == len(begun) > 0


def test_one_phone_that_signs_in_many_times_at_once_has_one_account(portal: Portal) -> None:
    assert len(set(at_once(lambda _: citizen(portal.casework, SUN), range(AT_ONCE)))) == 1


def test_one_new_phone_has_one_account_though_nobody_was_first(db: Database, clock: Clock) -> None:
    def sign_in(_: int) -> UUID:
        with db.writing() as session:
            return accounts.account_of_phone(session, SUN.phone, clock()).id

    assert len(set(at_once(sign_in, range(AT_ONCE)))) == 1


def test_one_new_person_is_one_though_checked_from_many_places(db: Database, clock: Clock) -> None:
    def check(_: int) -> UUID:
        with db.writing() as session:
            return accounts.person_of_number(
                session, SUN.id_number, name=SUN.name, provider="demo", at=clock()
            ).id

    assert len(set(at_once(check, range(AT_ONCE)))) == 1


def test_a_code_can_be_sent_to_a_phone_nobody_knows(portal: Portal) -> None:
    send_code(portal.people, SUN.phone, CodePurpose.SIGN_IN, language="zh_Hans_CN", mode="standard")
    with portal.casework.db.reading() as session:
        assert accounts.newest_code(session, SUN.phone, CodePurpose.SIGN_IN) is not None


def test_a_phone_that_asks_many_times_at_once_is_sent_one_code(portal: Portal) -> None:
    def ask(_: int) -> bool:
        with suppress(TooManyCodes):
            send_code(portal.people, SUN.phone, CodePurpose.SIGN_IN, language="en", mode="standard")
            return True
        return False

    assert Counter(at_once(ask, range(AT_ONCE))) == {True: 1, False: AT_ONCE - 1}


def test_a_message_written_by_several_workers_at_once_is_one(db: Database, clock: Clock) -> None:
    def write(_: int) -> UUID:
        with db.writing() as session:
            return notices.add_once(
                session, "filed", "one effect", clock(), params={}, language="en", mode="elder"
            ).id

    assert len(set(at_once(write, range(AT_ONCE)))) == 1


def test_numbers_have_no_gap_and_no_double_though_some_change_their_mind(db: Database) -> None:
    def draw(turn: int) -> int | None:
        with suppress(Regret), db.writing() as session:
            number = cases.next_number(session, "turns")
            if turn % 5 == 0:
                raise Regret
            return number
        return None

    with ThreadPoolExecutor(AT_ONCE) as writers:
        drawn = [number for number in writers.map(draw, range(MANY)) if number is not None]
    assert sorted(drawn) == list(range(1, MANY - MANY // 5 + 1))


def test_two_installations_on_one_database_draw_numbers_of_one_series(
    settings: Settings, db: Database
) -> None:
    other = open_database(settings)

    def draw(turn: int) -> int:
        with (db, other)[turn % 2].writing() as session:
            return cases.next_number(session, "turns")

    with ThreadPoolExecutor(AT_ONCE) as writers:
        assert sorted(writers.map(draw, range(MANY))) == list(range(1, MANY + 1))
    other.close()


def test_more_threads_than_connections_wait_for_their_turn(db: Database) -> None:
    def draw(_: int) -> int:
        with db.writing() as session:
            return cases.next_number(session, "crowd")

    crowd = 4 * AT_ONCE
    assert sorted(at_once(draw, range(crowd))) == list(range(1, crowd + 1))


def test_somebody_who_writes_keeps_nobody_from_reading(db: Database) -> None:
    def read() -> int:
        with db.reading() as session:
            return len(accounts.codes_sent_since(session, SUN.phone, Clock()()))

    with db.writing() as session, ThreadPoolExecutor(1) as another:
        cases.next_number(session, "slow")
        assert another.submit(read).result(timeout=10) == 0


def test_whoever_waits_too_long_for_what_another_holds_is_told_so(
    settings: Settings, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (session_module, connections_module):
        monkeypatch.setattr(module, "BUSY_MILLISECONDS", 50)
    impatient = open_database(settings)

    def draw(database: Database) -> int:
        with database.writing() as session:
            return cases.next_number(session, "held")

    with db.writing() as holder:
        cases.next_number(holder, "held")
        with pytest.raises(OperationalError):
            draw(impatient)
    assert draw(impatient) == 2
    impatient.close()


def test_several_relays_carry_every_piece_of_work_once(portal: Portal, clock: Clock) -> None:
    with portal.casework.db.writing() as session:
        for turn in range(MANY):
            outbox.add_once(session, "work", f"effect {turn}", clock())
    carried: list[int] = []

    def carry(_: int) -> None:
        relay = Relay(portal.casework, lambda row, _: carried.append(row))
        while relay.carry():
            pass

    at_once(carry, range(4))
    assert len(carried) == len(set(carried)) == MANY


def test_work_asked_for_by_many_at_once_is_asked_for_once(db: Database, clock: Clock) -> None:
    def ask(_: int) -> bool:
        with db.writing() as session:
            return outbox.add_once(session, "work", "the same effect", clock())

    at_once(ask, range(AT_ONCE))
    with db.reading() as session:
        assert outbox.any_due(session, clock())
    with db.writing() as session:
        assert len(outbox.claim(session, clock(), timedelta(minutes=1), MANY)) == 1
