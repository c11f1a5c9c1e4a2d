"""Registries are asked at once and waited for together; who stays silent is left alone for a while."""

from __future__ import annotations

import time
from threading import Event

import pytest

from portal.registries.asking import REST_SECONDS, SILENT_TIMES, Asking, Breaker
from portal.registries.http import HttpRegistries
from portal.registries.protocol import Answer, Checked, Outcome
from tests.registries.test_http import PERSON, Registry
from tests.registries.test_http import registry as registry

MANY = ("births", "marriages", "insured", "vehicles", "firms")
BUDGET = 0.3
FAR_LESS_THAN_ONE_BY_ONE = 2.0


class Seconds:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Book:
    """Registries in memory that count how often each was asked; those in ``silent`` have no answer."""

    def __init__(self, *silent: str) -> None:
        self.silent = set(silent)
        self.asked: list[str] = []

    def ask(self, registry: str, person: Checked) -> Answer:
        self.asked.append(registry)
        return Answer(Outcome.UNAVAILABLE if registry in self.silent else Outcome.FOUND, {})


def test_slow_registries_together_take_no_longer_than_the_budget(registry: Registry) -> None:
    registry.silent.set()
    slow = HttpRegistries(dict.fromkeys(MANY, registry.address), timeout=5)
    began = time.monotonic()
    said = Asking().ask(slow, MANY, PERSON, BUDGET)
    assert BUDGET <= time.monotonic() - began < FAR_LESS_THAN_ONE_BY_ONE
    assert {answer.outcome for answer in said.values()} == {Outcome.UNAVAILABLE}
    registry.go_on.set()


def test_one_that_is_slow_does_not_take_the_others_answers(registry: Registry) -> None:
    ready = Event()

    class OneWaits(Book):
        def ask(self, registry: str, person: Checked) -> Answer:
            if registry == "births":
                ready.wait(10)
            return super().ask(registry, person)

    said = Asking().ask(OneWaits(), MANY, PERSON, BUDGET)
    ready.set()
    assert said["births"].outcome is Outcome.UNAVAILABLE
    assert {said[name].outcome for name in MANY[1:]} == {Outcome.FOUND}


def test_each_is_asked_once_however_often_it_is_named() -> None:
    book = Book()
    Asking().ask(book, ["births", "births", "firms"], PERSON, 5)
    assert sorted(book.asked) == ["births", "firms"]


def test_more_questions_than_threads_all_get_their_turn() -> None:
    book = Book()
    assert len(Asking(at_once=1).ask(book, MANY, PERSON, 5)) == len(MANY)
    assert sorted(book.asked) == sorted(MANY)


def test_a_question_that_had_no_turn_in_time_is_not_put_any_more() -> None:
    go_on = Event()

    class Waits(Book):
        def ask(self, registry: str, person: Checked) -> Answer:
            answer = super().ask(registry, person)
            go_on.wait(10)
            return answer

    book, asking = Waits(), Asking(at_once=1)
    asking.ask(book, MANY, PERSON, 0.05)
    go_on.set()
    asking.ask(book, ["last"], PERSON, 5)
    assert book.asked == ["births", "last"]


def test_a_dead_registry_is_left_alone_and_tried_again_with_one_question() -> None:
    clock, book = Seconds(), Book("births")
    asking = Asking(Breaker(clock))

    def ask() -> Outcome:
        return asking.ask(book, ["births"], PERSON, 5)["births"].outcome

    for _ in range(SILENT_TIMES + 5):
        assert ask() is Outcome.UNAVAILABLE
    assert len(book.asked) == SILENT_TIMES
    clock.now += REST_SECONDS
    for _ in range(3):
        assert ask() is Outcome.UNAVAILABLE
    assert len(book.asked) == SILENT_TIMES + 1
    book.silent.clear()
    clock.now += REST_SECONDS
    assert ask() is Outcome.FOUND
    assert ask() is Outcome.FOUND


def test_an_answer_forgives_the_silences_before_it() -> None:
    book, asking = Book(), Asking(Breaker(Seconds()))
    for _ in range(3):
        book.silent = {"births"}
        for _ in range(SILENT_TIMES - 1):
            asking.ask(book, ["births"], PERSON, 5)
        book.silent = set()
        assert asking.ask(book, ["births"], PERSON, 5)["births"].outcome is Outcome.FOUND


def test_a_mistake_of_our_own_is_not_taken_for_silence() -> None:
    class Broken(Book):
        def ask(self, registry: str, person: Checked) -> Answer:
            raise KeyError(registry)

    with pytest.raises(KeyError):
        Asking().ask(Broken(), ["births"], PERSON, 5)
