"""Cases for firms: what a registry says of one firm is never mixed with another, and is asked for this session's firm only."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from portal.casework.context import Casework
from portal.casework.errors import Incomplete, WrongMoment
from portal.casework.prefill import prefill
from portal.casework.start import start
from portal.casework.submit import submit
from portal.catalogue.files import read_split
from portal.catalogue.paths import paths
from portal.domain.actors import Actor
from portal.persistence.queries import accounts
from tests.factories import looking as see
from tests.factories.driver import Known, known_person
from tests.factories.families import Parent, citizen
from tests.guards.sources import SERVICES

DEMO = SERVICES / "demo"
BUNDLE = "utilities"
NAME, CODE = "firm.firm.name", "firm.firm.credit_code"


@pytest.fixture
def known(work: Casework) -> Known:
    """Somebody who acts for a firm that the registries know."""
    return known_person(work.shelf.current.bundles[BUNDLE], DEMO)


def acting(work: Casework, person: Parent, code: str) -> Actor:
    """The person, acting for a firm in this session."""
    name = read_split(DEMO / "registries", together_below=True)["enterprises"][code]["name"]
    actor = citizen(work, person)
    with work.db.writing() as session:
        firm = accounts.person_of_number(session, code, name=name, provider="demo", at=work.clock())
        return replace(actor, firm=firm.id)


def begin(work: Casework, actor: Actor) -> UUID:
    """A draft for a firm."""
    bundle = work.shelf.current.bundles[BUNDLE]
    path = dict(paths(bundle)[0])
    return start(work, actor, BUNDLE, path, language="zh_Hans_CN", mode="standard")


def test_the_firm_one_acts_for_is_looked_up(work: Casework, known: Known) -> None:
    actor = acting(work, known.person, known.firm)
    case = begin(work, actor)
    prefill(work, actor, case, ())
    facts = see.facts_of(work, case)
    assert facts[CODE] == known.firm
    assert facts[NAME]


def test_nothing_is_asked_about_a_firm_while_one_acts_for_none(
    work: Casework, known: Known
) -> None:
    actor = acting(work, known.person, known.firm)
    case = begin(work, actor)
    prefill(work, replace(actor, firm=None), case, ())
    assert CODE not in see.facts_of(work, case)
    prefill(work, actor, case, ())
    with work.db.reading() as session:
        before = len(accounts.persons_of(session, actor.id or UUID(int=0)))
    later = replace(actor, firm=None)
    assert "enterprises" not in prefill(work, later, case, ())
    assert before == 1


def test_another_firm_brings_its_own_facts_and_none_of_the_first(
    work: Casework, known: Known
) -> None:
    firms = read_split(DEMO / "registries", together_below=True)["enterprises"]
    other = next(code for code in firms if code != known.firm)
    actor = acting(work, known.person, known.firm)
    case = begin(work, actor)
    prefill(work, actor, case, ())
    first = see.facts_of(work, case)
    prefill(work, acting(work, known.person, other), case, ())
    facts = see.facts_of(work, case)
    assert facts[CODE] == other
    about = {key for key in first if key.startswith("firm.") and first[key] == facts.get(key)}
    assert not {key for key in about if key.startswith(("firm.project.", "firm.place."))}


def test_a_draft_for_a_firm_is_sent_by_who_acts_for_it_since_signing_in_only(
    work: Casework, known: Known
) -> None:
    actor = acting(work, known.person, known.firm)
    firms = read_split(DEMO / "registries", together_below=True)["enterprises"]
    other = acting(work, known.person, next(code for code in firms if code != known.firm))
    case = begin(work, actor)
    prefill(work, actor, case, ())
    for since in (replace(actor, firm=None), other):
        with pytest.raises(WrongMoment, match="firm_unsaid"):
            submit(work, since, case, key=uuid4())
    with pytest.raises(Incomplete):
        submit(work, actor, case, key=uuid4())


def test_looked_up_again_for_no_firm_a_draft_forgets_what_was_said_of_one(
    work: Casework, known: Known
) -> None:
    actor = acting(work, known.person, known.firm)
    case = begin(work, actor)
    prefill(work, actor, case, ())
    prefill(work, replace(actor, firm=None), case, ())
    assert not {key for key in see.facts_of(work, case) if key.startswith(("firm.", "proof."))}
    with pytest.raises(Incomplete):
        submit(work, replace(actor, firm=None), case, key=uuid4())
