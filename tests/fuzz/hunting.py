"""Hunts through one form with Hypothesis, and writes what it finds as a test that can be pasted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky

from tests.fuzz.asking import Desk
from tests.fuzz.forms import TOKEN, Form
from tests.fuzz.inputs import Coding, Input, inputs_for
from tests.fuzz.oracles import faults
from tests.guards.world import World


@dataclass(frozen=True)
class Find:
    """The smallest input that was found to go wrong, and what went wrong."""

    title: str
    input: Input
    faults: tuple[str, ...]

    def as_test(self) -> str:
        """A test for tests/fuzz/test_found.py."""
        digest = sha256(
            f"{self.title}{_written(self.input)}".encode("utf-8", "replace")
        ).hexdigest()[:6]
        endpoint = re.sub(r"\W+", "_", self.title.split(" | ")[2])
        return "\n".join(
            (
                f"def test_{endpoint}_{digest}(city: World) -> None:",
                *(f"    # {fault}"[:120] for fault in self.faults),
                f"    form = form_at(city, {self.title!r})",
                f"    assert wrong(city, form, {_written(self.input)}) == []",
            )
        )


class Wrong(AssertionError):
    """Raised at an answer that is not right, so that Hypothesis makes the input smaller."""


def hunt(
    desk: Desk,
    form: Form,
    others: tuple[str, ...],
    examples: int,
    *,
    seeded: int | None = None,
    told: Callable[[], None] = lambda: None,
) -> Find | None:
    """Send so many inputs to a form, and give the smallest that goes wrong. ``told`` is called after each.

    Without a seed the inputs are the same in every run.
    """
    last: list[Find] = []

    def once(given_input: Input) -> None:
        answer = desk.ask(form, given_input)
        told()
        found = faults(desk.world, form, given_input, answer)
        if found:
            last.append(Find(form.title, given_input, tuple(found)))
            raise Wrong(found[0])

    test: Any = given(inputs_for(form, others))(once)
    test = settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=seeded is None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )(test)
    if seeded is not None:
        test = seed(seeded)(test)
    try:
        test()
    except (Wrong, Flaky):
        return last[-1]
    return None


def names_of(forms: list[Form]) -> tuple[str, ...]:
    """Every name of every form, to be smuggled into others."""
    return tuple(sorted({one.name for form in forms for one in form.fields} - {TOKEN}))


def wrong(world: World, form: Form, given_input: Input) -> list[str]:
    """What goes wrong with one input."""
    return faults(world, form, given_input, Desk(world).ask(form, given_input))


def few(forms: list[Form], posts: int, reads: int) -> list[tuple[Form, int]]:
    """One form for each place that takes one, the one in which most can be typed; with how many inputs to send to it."""
    chosen: dict[tuple[str, str], Form] = {}
    for form in sorted(forms, key=lambda form: (-len(form.fields), form.title)):
        chosen.setdefault((form.endpoint, form.method), form)
    return [(form, posts if form.method == "POST" else reads) for form in chosen.values()]


def shares(forms: list[Form], total: int) -> list[tuple[Form, int]]:
    """So many inputs spread over all forms: a form that changes something gets four times what a page that is read gets."""
    weights = [4 if form.method == "POST" else 1 for form in forms]
    return [
        (form, max(1, total * weight // sum(weights)))
        for form, weight in zip(forms, weights, strict=True)
    ]


def _written(given_input: Input) -> str:
    parts: list[str] = []
    for one in fields(Input):
        value = getattr(given_input, one.name)
        if value != one.default and one.name != "inspected":
            written = f"Coding.{value.name}" if isinstance(value, Coding) else repr(value)
            parts.append(f"{one.name}={written}")
    parts.append("inspected=True")
    return f"Input({', '.join(parts)})"
