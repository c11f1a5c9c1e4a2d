"""The demonstration's registries know what their file says, about whom it says it, and nothing else."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.domain.actors import Assurance
from portal.domain.plaintext import clean_birth_certificate_number
from portal.registries.demo import (
    ASSERTION_LIFETIME,
    SLOW_SECONDS,
    DemoCertificateLibrary,
    DemoIdentityProvider,
    DemoRegistries,
    Trouble,
)
from portal.registries.protocol import Checked, Finding, Outcome, Verdict
from portal.settings import ROOT
from tests.factories.clock import Clock

REGISTRIES = """
births:
  "509901199506121284": {born_days_ago: 6, born_at: "08:15", looked_at: desk, weight_grams: 3250}
insured:
  "50990119930308115X": {kind: employee}
"""
PEOPLE = """
people:
  a: {name: 陈晓雨, id_number: "509901199506121284"}
  b: {name: 林知远, id_number: "50990119930308115X"}
"""
MOTHER = Checked("陈晓雨", "509901199506121284")
FATHER = Checked("林知远", "50990119930308115x")


class Waiting:
    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


@pytest.fixture
def registries(tmp_path: Path, waiting: Waiting) -> DemoRegistries:
    (tmp_path / "registries.yaml").write_text(REGISTRIES, encoding="utf-8")
    (tmp_path / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    return DemoRegistries(
        tmp_path / "registries.yaml",
        tmp_path / "people.yaml",
        # 00:30 of the next day in Shanghai
        lambda: datetime(2026, 3, 1, 16, 30, tzinfo=UTC),
        outages=tmp_path / "outages",
        wait=waiting,
    )


def test_days_ago_become_a_moment_by_the_date_of_shanghai(registries: DemoRegistries) -> None:
    answer = registries.ask("births", MOTHER)
    assert answer.outcome is Outcome.FOUND
    assert answer.values == {
        "born": "2026-02-24T08:15",
        "looked_at": "desk",
        "weight_grams": "3250",
    }


def test_somebody_without_a_record_is_surely_not_there(registries: DemoRegistries) -> None:
    assert registries.ask("births", FATHER).outcome is Outcome.NOTHING


def test_a_small_x_in_the_id_number_is_the_same_number(registries: DemoRegistries) -> None:
    assert registries.ask("insured", FATHER).values == {"kind": "employee"}


def test_nothing_is_told_when_the_name_does_not_belong_to_the_number(
    registries: DemoRegistries,
) -> None:
    answer = registries.ask("births", Checked("别人", MOTHER.id_number))
    assert (answer.outcome, dict(answer.values)) == (Outcome.NOTHING, {})


def test_a_registry_nobody_has_does_not_answer(registries: DemoRegistries) -> None:
    assert registries.ask("vehicles", MOTHER).outcome is Outcome.UNAVAILABLE


@pytest.mark.parametrize("trouble", [Trouble.DOWN, Trouble.WRONG])
def test_a_registry_in_trouble_does_not_answer_and_tells_nothing(
    registries: DemoRegistries, trouble: Trouble
) -> None:
    registries.troubles["births"] = trouble
    answer = registries.ask("births", MOTHER)
    assert (answer.outcome, dict(answer.values)) == (Outcome.UNAVAILABLE, {})
    assert registries.ask("insured", FATHER).outcome is Outcome.FOUND


def test_a_slow_registry_answers_late(registries: DemoRegistries, waiting: Waiting) -> None:
    registries.troubles["births"] = Trouble.SLOW
    assert registries.ask("births", MOTHER).outcome is Outcome.FOUND
    assert waiting.seconds == [SLOW_SECONDS]


def test_trouble_can_be_made_and_mended_in_a_file_while_the_portal_runs(
    registries: DemoRegistries, tmp_path: Path
) -> None:
    (tmp_path / "outages").write_text("births: down\n", encoding="utf-8")
    assert registries.ask("births", MOTHER).outcome is Outcome.UNAVAILABLE
    assert registries.ask("insured", FATHER).outcome is Outcome.FOUND
    (tmp_path / "outages").write_text("", encoding="utf-8")
    assert registries.ask("births", MOTHER).outcome is Outcome.FOUND


def test_every_record_of_the_demo_city_can_be_read() -> None:
    folder = ROOT / "services" / "demo"
    registries = DemoRegistries(
        folder / "registries.yaml", folder / "people.yaml", lambda: datetime.now(UTC)
    )
    for registry, records in registries._records.items():
        for number in records:
            answer = registries.ask(registry, Checked(registries._names.get(number, ""), number))
            assert answer.outcome is Outcome.FOUND
            assert all(isinstance(value, str) and value for value in answer.values.values())
            assert not any(name.endswith("_days_ago") for name in answer.values)


def test_the_identity_provider_knows_the_invented_people_only(tmp_path: Path) -> None:
    provider = identity_provider(tmp_path, Clock())
    found = provider.check("陈晓雨", MOTHER.id_number)
    assert (found.finding, found.level) == (Finding.CONFIRMED, Assurance.CHECKED)
    assert provider.check("林知远", FATHER.id_number).finding is Finding.CONFIRMED
    wrong_name = provider.check("林知远", MOTHER.id_number)
    assert wrong_name == provider.check("某人", "11010519491231002X")
    assert wrong_name.finding is Finding.NOT_CONFIRMED
    provider.down = True
    assert provider.check("陈晓雨", MOTHER.id_number).finding is Finding.UNAVAILABLE


def identity_provider(folder: Path, clock: Clock) -> DemoIdentityProvider:
    (folder / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    return DemoIdentityProvider(folder / "people.yaml", b"a key that is long enough", clock)


def test_an_assertion_holds_for_its_state_and_for_five_minutes(tmp_path: Path) -> None:
    clock = Clock()
    provider = identity_provider(tmp_path, clock)
    assertion = provider.agree(MOTHER.id_number, "state")
    assert MOTHER.id_number not in assertion
    found = provider.redeem("state", assertion)
    assert (found.level, found.name) == (Assurance.STRONG, MOTHER.name)
    assert found.id_number == MOTHER.id_number
    until, _, mac = assertion.partition(".")
    for state, forged in (
        ("another state", assertion),
        ("state", f"{int(until) + 60}.{mac}"),
        ("state", f"{until}.{mac[::-1]}"),
        ("state", ""),
        ("state", "." * 5000),
        ("state", "9" * 400 + "." + mac),
    ):
        assert provider.redeem(state, forged) == Verdict(Finding.NOT_CONFIRMED)
    with pytest.raises(LookupError):
        provider.agree("11010519491231002X", "state")
    clock.pass_time(ASSERTION_LIFETIME)
    assert provider.redeem("state", assertion) == Verdict(Finding.NOT_CONFIRMED)


def test_the_same_task_always_gets_the_same_licence_number() -> None:
    library, other = DemoCertificateLibrary(b"key"), DemoCertificateLibrary(b"another key")
    numbers = {library.number_of("item", str(task), {}) for task in range(200)}
    assert len(numbers) == 200
    assert all(number and re.fullmatch(r"[A-Z]\d{9}", number) for number in numbers)
    assert all(
        number and clean_birth_certificate_number(number).problem is None for number in numbers
    )
    assert library.number_of("item", "7", {}) == library.number_of("item", "7", {"name": "anybody"})
    assert library.number_of("item", "7", {}) != other.number_of("item", "7", {})
