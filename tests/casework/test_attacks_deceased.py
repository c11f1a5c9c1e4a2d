"""What registries hold of somebody is shown to a relative as of one who has died only once they are known to have died."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.casework.context import Casework
from portal.casework.prefill import prefill
from portal.casework.start import start
from portal.catalogue.paths import paths
from portal.domain.resident_id import make
from portal.persistence.models import Consent
from portal.registries.demo import DemoRegistries
from portal.registries.protocol import Answer, Checked, Outcome
from tests.factories import looking as see
from tests.factories.families import CHEN, citizen

FATHER = make("509902", date(1941, 10, 9), 633)
ADDRESS, DIED_ON = "deceased.household.address", "deceased.death.on"
NATURAL, ACCIDENT = "illness", "accident"
NOTHING = Answer(Outcome.NOTHING, {})
SILENT = Answer(Outcome.UNAVAILABLE, {})


def looked_up(
    work: Casework, monkeypatch: pytest.MonkeyPatch, cause: str, deaths: Answer
) -> tuple[Mapping[str, str], set[str], list[str]]:
    """What a draft holds, which registries are told to have been asked, and which were asked about the father, in order."""
    asked: list[str] = []

    def ask(_: DemoRegistries, registry: str, person: Checked) -> Answer:
        if person.id_number == FATHER:
            asked.append(registry)
        if registry == "deaths":
            return deaths
        if registry == "relatives":
            return Answer(Outcome.FOUND, {"deceased_id": FATHER, "deceased_name": "陈老"})
        return Answer(Outcome.FOUND, {"address": "松涛路25号", "region": "509902001001"})

    monkeypatch.setattr(DemoRegistries, "ask", ask)
    bundle = work.shelf.current.bundles["afterlife"]
    path = next(dict(one) for one in paths(bundle) if one["cause"] == cause)
    case: UUID = start(
        work, citizen(work, CHEN), bundle.id, path, language="zh_Hans_CN", mode="standard"
    )
    told = prefill(work, citizen(work, CHEN), case, ())
    with work.db.reading() as session:
        grounds = session.scalars(select(Consent).where(Consent.case_id == case)).all()
    noted = {one.source for one in grounds if one.party == "deceased"}
    assert noted == set(asked), "each asking stands on record with its ground"
    return see.facts_of(work, case), set(told), asked


def test_once_a_registry_of_the_dead_knows_them_the_others_are_asked_and_shown(
    work: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Answer(Outcome.FOUND, {"died_on": "2026-11-19"})
    facts, told, asked = looked_up(work, monkeypatch, NATURAL, found)
    assert facts[DIED_ON] == "2026-11-19"
    assert facts[ADDRESS] == "松涛路25号"
    assert {"deaths", "households"} <= told
    assert asked[0] == "deaths"
    assert len(asked) == len(set(asked)), "nobody is asked twice"


@pytest.mark.parametrize("deaths", [NOTHING, SILENT], ids=["not among the dead", "no answer"])
def test_kinship_alone_opens_nothing_of_a_living_adult(
    work: Casework, monkeypatch: pytest.MonkeyPatch, deaths: Answer
) -> None:
    facts, told, asked = looked_up(work, monkeypatch, NATURAL, deaths)
    assert asked == ["deaths"]
    assert ADDRESS not in facts
    assert "households" not in told


def test_where_no_registry_can_know_of_the_death_nothing_is_asked_beforehand(
    work: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The police have yet to say how somebody died in an accident; until then the family fills in the form."""
    found = Answer(Outcome.FOUND, {"died_on": "2026-11-19"})
    facts, told, asked = looked_up(work, monkeypatch, ACCIDENT, found)
    assert asked == []
    assert ADDRESS not in facts
    assert "households" not in told
