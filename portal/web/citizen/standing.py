"""Where a case and each of its tasks stand, from what a list or a status page has read of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from portal.catalogue.labels import Labels
from portal.domain.facts import FactCheck
from portal.domain.identity import subject_name
from portal.domain.items import ResultKind
from portal.domain.mending import ConfirmationState, CorrectionState
from portal.domain.progress import (
    CaseStatus,
    TaskStanding,
    Turn,
    case_status,
    case_turn,
)
from portal.domain.results import ResultState
from portal.domain.states import CaseState
from portal.persistence.queries.case_list import CaseRow

if TYPE_CHECKING:
    from portal.persistence.models import ConfirmationRequest, Correction, Fact, Result, Task


KINDS = {Turn.YOURS: "yours", Turn.THEIRS: "theirs", Turn.DONE: "done"}
"""Turns as the components call them."""
_COLLECTABLE = {ResultState.READY, ResultState.POSTED}


class _HasStandings(Protocol):
    """Whatever says enough of a case to tell where each task stands."""

    @property
    def tasks(self) -> Sequence[Task]: ...
    @property
    def facts(self) -> Sequence[Fact]: ...
    @property
    def corrections(self) -> Sequence[Correction]: ...
    @property
    def confirmations(self) -> Sequence[ConfirmationRequest]: ...
    @property
    def results(self) -> Sequence[Result]: ...


def status_of_row(row: CaseRow, labels: Labels) -> tuple[CaseStatus, str, str]:
    """A listed case's status, whose turn that means, and the name of whom it is about."""
    known = list(standings(row).values())
    status = case_status(row.case.state, known, held=is_held(row.case.state, row.case.released_at))
    return status, KINDS[case_turn(status)], subject_of(row.facts, labels)


def standings(whole: _HasStandings) -> dict[UUID, TaskStanding]:
    """What is known of each task, for the one function that says where things stand."""
    mend = {c.task_id for c in whole.corrections if c.state is CorrectionState.SENT}
    asked = {r.task_id for r in whole.confirmations if r.state is ConfirmationState.ASKED}
    results = {r.task_id: r for r in whole.results}
    checking = any(f.check is FactCheck.CHECKING for f in whole.facts)
    return {
        task.id: TaskStanding(
            state=task.state,
            mend=task.id in mend,
            confirmation_open=task.id in asked,
            result_open=is_result_open(results.get(task.id)),
            collectable=_collectable(results.get(task.id)),
            checking=checking,
        )
        for task in whole.tasks
    }


def is_result_open(result: Result | None) -> bool:
    """Whether a result is still being made."""
    return result is not None and result.state is ResultState.BEING_MADE


def _collectable(result: Result | None) -> bool:
    return (
        result is not None and result.kind is ResultKind.PHYSICAL and result.state in _COLLECTABLE
    )


def is_held(state: CaseState, released_at: datetime | None) -> bool:
    """Whether a case can still be taken back."""
    return state is CaseState.FILED and released_at is None


def subject_of(facts: Sequence[Fact], labels: Labels) -> str:
    """The name of whom the case is about, if it is known."""
    return subject_name(labels.catalogue, labels.bundle, FactValues(facts))


class FactValues(Mapping[str, str]):
    """Values by key, each opened only when it is asked for."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._facts = {fact.key: fact for fact in facts}

    def __getitem__(self, key: str) -> str:
        return self._facts[key].value

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)
