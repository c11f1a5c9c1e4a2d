"""Start: a draft begins with the first answer, never with a click on a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from portal.casework.context import Casework
from portal.casework.errors import NotFound, WrongMoment
from portal.domain.actors import Actor
from portal.domain.bundles import Bundle
from portal.domain.facts import FactCheck, FactSource, Stream
from portal.domain.permissions import Permission, Scope, require
from portal.domain.states import CaseState
from portal.persistence.models import Case, CasePerson, Fact
from portal.persistence.queries import accounts, cases

SITUATION = "situation"


def start(
    work: Casework,
    actor: Actor,
    bundle_id: str,
    situation: Mapping[str, str],
    *,
    chosen: Sequence[str] | None = None,
    language: str,
    mode: str,
    key: UUID | None = None,
) -> UUID:
    """Begin a draft of a bundle with its situation answered, and give its id. The same ``key`` begins one draft only.

    Raises NotFound for an unknown bundle, WrongMoment when the answers do not fit the fast path.
    """
    require(Permission.CASE_START, actor, Scope())
    assert actor.id is not None
    catalogue = work.shelf.current
    if bundle_id not in catalogue.bundles:
        raise NotFound(f"bundle {bundle_id}")
    bundle = catalogue.bundles[bundle_id]
    check_situation(bundle, situation)
    at = work.clock()
    case = Case(
        id=uuid4(),
        bundle=bundle_id,
        release_id=work.shelf.current_id,
        account_id=actor.id,
        state=CaseState.DRAFT,
        chosen=list(chosen) if chosen is not None else chosen_at_first(bundle),
        language=language,
        mode=mode,
        created_at=at,
        saved_at=at,
        begun_key=key,
    )
    with work.db.writing() as session:
        begun = begun_before(session, actor.id, key)
        if begun is not None:
            return begun
        session.add(case)
        session.flush()
        for question in (one.id for one in bundle.asked_situations(situation)):
            session.add(
                Fact(
                    case_id=case.id,
                    key=f"{SITUATION}.{question}",
                    stream=Stream.CURRENT,
                    value=situation[question],
                    source=FactSource.PERSON,
                    check=FactCheck.NONE,
                    set_at=at,
                )
            )
        session.add(
            CasePerson(
                case_id=case.id,
                role="applicant",
                party="applicant",
                person_id=actor.person,
                assurance=actor.assurance,
            )
        )
    return case.id


def begun_before(session: Session, account: UUID, key: UUID | None) -> UUID | None:
    """The draft that a press has begun already. The account is held, so that of two presses at once one waits.

    Raises WrongMoment for a key that somebody else has used.
    """
    if key is None:
        return None
    accounts.hold(session, account)
    found = cases.of_beginning(session, key)
    if found is not None and found.account_id != account:
        raise WrongMoment("key_used_up")
    return found.id if found is not None else None


def chosen_at_first(bundle: Bundle) -> list[str]:
    """The optional items that are ticked when a draft begins."""
    return [
        place.item for place in bundle.items.values() if place.optional and place.chosen_at_first
    ]


def check_situation(bundle: Bundle, situation: Mapping[str, str]) -> None:
    """Every question that is asked is answered, with an answer of the list that stays on the fast path. Raises WrongMoment."""
    for question in bundle.asked_situations(situation):
        option = next((o for o in question.options if o.code == situation.get(question.id)), None)
        if option is None:
            raise WrongMoment("situation_unanswered")
        if not option.fast_path:
            raise WrongMoment("not_fast_path")
