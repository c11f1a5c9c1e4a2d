"""Who can apply for everything at once, and what the others do instead."""

from __future__ import annotations

from dataclasses import dataclass

from portal.catalogue.labels import Labels
from portal.catalogue.reasons import reason
from portal.domain.situations import Situation, SituationOption
from portal.web.way_out import KINDS, Kind, Step, steps


@dataclass(frozen=True, slots=True)
class Still:
    """An item that can be applied for alone."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a situation question, and what follows from it."""

    label: str
    hint: str
    kind: Kind
    """What it means for whoever gives it, where it leads out."""
    rule: str
    advice: tuple[Step, ...]
    still_possible: tuple[Still, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One situation question: which answers go on online, and what to do with the others."""

    id: str
    text: str
    hint: str
    only_if: str
    """What must have been answered before for it to be asked at all; empty where it is asked of everybody."""
    fits: tuple[Answer, ...]
    others: tuple[Answer, ...]


def questions(labels: Labels) -> tuple[Question, ...]:
    """Who can apply for everything at once, and what the others do instead."""
    return tuple(_question(labels, situation) for situation in labels.bundle.situations)


def _question(labels: Labels, situation: Situation) -> Question:
    own = f"bundle.{labels.bundle.id}.situations.{situation.id}"

    def answer(option: SituationOption) -> Answer:
        said = f"{own}.answers.{option.code}"
        return Answer(
            labels.words.get(f"{said}.label", option.code),
            labels.words.get(f"{said}.hint"),
            KINDS[option.way_out],
            labels.words.get(f"{said}.rule"),
            steps(labels, situation, option),
            tuple(Still(item, labels.item(item)) for item in option.still_possible),
        )

    return Question(
        situation.id,
        labels.words.get(f"{own}.question"),
        labels.words.get(f"{own}.hint"),
        reason(labels, situation.when),
        tuple(answer(option) for option in situation.options if option.fast_path),
        tuple(answer(option) for option in situation.options if not option.fast_path),
    )
