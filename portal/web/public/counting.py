"""减时间、减材料、减环节、减跑动: what each thing spares people, and how that is counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.catalogue.labels import SITUATION
from portal.domain.bundles import Catalogue
from portal.insight.savings import BundleFigures, PathFigures, report
from portal.web.access import public
from portal.web.house import house
from portal.web.public import blueprint
from portal.web.public.beside import Beside
from portal.web.rendering import labels_for


@dataclass(frozen=True, slots=True)
class Said:
    """One answer to a situation question, in words."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way through the questions of a thing: its figures, and the answers that lead to it."""

    figures: PathFigures
    answers: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Spared:
    """What one thing spares: on the way in the middle, and on the one where it spares least."""

    id: str
    name: str
    icon: str
    ways: int
    median: Way
    worst: Way


@dataclass(frozen=True, slots=True)
class Total:
    """All things together, each counted once on the way in its middle."""

    things: int
    fields: tuple[int, int]
    papers: tuple[int, int]
    applications: tuple[int, int]
    places: tuple[int, int]
    days: tuple[int, int]


_counted: Beside[tuple[BundleFigures, ...]] = Beside()


def begin_counting(release: str, catalogue: Catalogue) -> Future[tuple[BundleFigures, ...]]:
    """See that the figures of a release are being counted, once in each process."""
    return _counted.begin(release, lambda: report(catalogue))


@blueprint.get("/savings")
@public
def savings() -> ResponseReturnValue:
    """The figures of every thing, and how they were counted."""
    shelf = house().casework.shelf
    counted = begin_counting(shelf.current_id, shelf.current).result()
    return render_template(
        "pages/public/savings.html",
        things=[_spared(shelf.current, one) for one in counted],
        total=total(one.median for one in counted),
        assumed=any(one.median.visits_assumed for one in counted),
    )


def total(medians: Iterable[PathFigures]) -> Total:
    """The figures of several ways added up, as pairs of before and here."""
    ways = list(medians)
    return Total(
        things=len(ways),
        fields=(
            sum(w.data_items_separate for w in ways),
            sum(w.data_items_asked_known for w in ways),
        ),
        papers=(
            sum(w.materials_separate for w in ways),
            sum(w.materials_asked_known for w in ways),
        ),
        applications=(sum(w.items for w in ways), len(ways)),
        places=(sum(w.departments for w in ways), sum(w.visits for w in ways)),
        days=(sum(w.separate_days for w in ways), sum(w.computed_days for w in ways)),
    )


def _spared(catalogue: Catalogue, one: BundleFigures) -> Spared:
    return Spared(
        one.id,
        labels_for(one.id).own("name"),
        catalogue.bundles[one.id].icon,
        one.paths,
        Way(one.median, _answers(one.id, one.median.answers)),
        Way(one.worst, _answers(one.id, one.worst.answers)),
    )


def _answers(bundle: str, answers: Mapping[str, str]) -> tuple[Said, ...]:
    labels = labels_for(bundle)
    return tuple(
        Said(labels.fact(SITUATION + question), labels.value(SITUATION + question, answer))
        for question, answer in answers.items()
    )
