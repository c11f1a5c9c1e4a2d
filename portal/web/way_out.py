"""Where an answer leads that leaves the fast path: how each kind of way out is told, and what to do, step by step."""

from __future__ import annotations

from dataclasses import dataclass

from portal.catalogue.labels import Labels
from portal.domain.situations import Situation, SituationOption, WayOut
from portal.words import _


@dataclass(frozen=True, slots=True)
class Kind:
    """The words of one kind of way out, as message ids; an empty one is not said."""

    heading: str
    lead: str
    rule: str
    """Before the answer's own rule: who may, or from when on."""
    steps: str
    """Above what to do instead."""


KINDS = {
    WayOut.OTHER_WAY: Kind(
        _("Here is how it works for you"),
        _("This cannot be done here all at once. Do it like this:"),
        "",
        "",
    ),
    WayOut.NOT_ENTITLED: Kind(
        _("This is not for your situation"), "", _("Who may do this:"), _("What you can do instead")
    ),
    WayOut.LATER: Kind(
        _("Not yet, but later"), "", _("From when on:"), _("What you can do until then")
    ),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of advice in words: what to do, whom to call, whose counters to go to."""

    name: str
    text: str
    phone: str
    phone_name: str
    department: str
    """The department's id; empty where no counters are shown."""


def steps(labels: Labels, asked: Situation, option: SituationOption) -> tuple[Step, ...]:
    """What to do after an answer that leads out, in the words of a bundle."""
    own = f"situations.{asked.id}.answers.{option.code}.advice"
    return tuple(
        Step(
            labels.own(f"{own}.{one.id}.name"),
            labels.own(f"{own}.{one.id}.advice_text"),
            one.phone,
            labels.own(f"{own}.{one.id}.phone.name"),
            one.department,
        )
        for one in option.advice
    )
