"""Who can apply for everything at once, and what the others do instead."""

from __future__ import annotations

from dataclasses import dataclass

from portal.catalogue.labels import Labels
from portal.catalogue.reasons import reason
from portal.domain.bundles import Situation, SituationOption


@dataclass(frozen=True, slots=True)
class Advice:
    """Where to go and what to bring, in one situation."""

    name: str
    text: str


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
    advice: tuple[Advice, ...]
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
            tuple(
                Advice(
                    labels.words.get(f"{said}.advice.{advice}.name"),
                    labels.words.get(f"{said}.advice.{advice}.advice_text"),
                )
                for advice in option.advice
            ),
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
