"""Another: one more case from the same form, for one more of those it is about (twins are two cases)."""

from __future__ import annotations

from uuid import UUID, uuid4

from portal.casework.attach import attachable
from portal.casework.context import Casework
from portal.casework.derive import derive
from portal.casework.errors import WrongMoment
from portal.casework.opening import OpenCase, lay_out, open_case
from portal.casework.start import SITUATION, begun_before
from portal.domain.actors import Actor
from portal.domain.bundles import Party
from portal.domain.elements import split_key
from portal.domain.facts import FactCheck, FactSource, Stream
from portal.domain.permissions import Permission
from portal.domain.states import CaseState
from portal.persistence.models import Case, CasePerson, Fact, Upload
from portal.persistence.queries import cases
from portal.persistence.queries.whole_cases import made_together


def begin_another(work: Casework, actor: Actor, case_id: UUID, *, key: UUID) -> UUID:
    """Begin a draft with all the person typed in a case, less what belongs to the one it is about; give its id.

    What only another case of the same form was told, because only there it had to be asked, is copied as well.
    What departments gave is not copied: they are asked again, so that each case has its own ground. The same ``key`` begins
    one draft only. Raises NotFound; WrongMoment where a bundle knows only one, or the case has come to an end.
    """
    with open_case(work, actor, case_id, Permission.CASE_EDIT) as opened:
        party = opened.bundle.repeats
        if party is None:
            raise WrongMoment("only_one")
        if opened.case.state not in {CaseState.DRAFT, CaseState.FILED}:
            raise WrongMoment("ended")
        begun = begun_before(opened.session, opened.case.account_id, key)
        if begun is not None:
            return begun
        opened.case.siblings = opened.case.siblings or opened.case.id
        fresh = _case(opened, key)
        opened.session.add(fresh)
        opened.session.flush()
        opened.session.add_all(_facts(opened, fresh, party))
        applicant = _applicant(opened, fresh)
        opened.session.add(applicant)
        opened.session.flush()
        copy = lay_out(work, opened.session, actor, fresh, [applicant])
        derive(copy)
        _copy_papers(opened, copy, party)
        return fresh.id


def _case(opened: OpenCase, key: UUID) -> Case:
    case, shelf = opened.case, opened.work.shelf
    # A case filed long ago is copied into what is offered now; a draft stays beside its sibling.
    anew = case.state is CaseState.FILED and case.bundle in shelf.current.bundles
    return Case(
        id=uuid4(),
        bundle=case.bundle,
        release_id=shelf.current_id if anew else case.release_id,
        account_id=case.account_id,
        state=CaseState.DRAFT,
        chosen=[
            item
            for item in case.chosen
            if item in opened.bundle.items and not opened.bundle.items[item].once_for_all
        ],
        language=case.language,
        mode=case.mode,
        created_at=opened.at,
        saved_at=opened.at,
        begun_key=key,
        siblings=case.siblings,
    )


def _facts(opened: OpenCase, fresh: Case, party: Party) -> list[Fact]:
    return [
        Fact(
            case_id=fresh.id,
            key=row.key,
            stream=Stream.CURRENT,
            value=row.value,
            source=FactSource.PERSON,
            check=FactCheck.NONE,
            set_at=opened.at,
        )
        for row in _typed(opened)
        if row.value and split_key(row.key)[0] != party.id
    ]


def _typed(opened: OpenCase) -> list[Fact]:
    """What the person typed in a case, and of what it does not hold, what they typed last in another of the same form."""
    own = {key: row for (key, stream), row in opened.rows.items() if stream is Stream.CURRENT}
    me, group = opened.actor, opened.case.siblings
    assert me.id is not None
    assert group is not None
    together = made_together(opened.session, group, me.id, me.person)
    rows = sorted((row for whole in together for row in whole.facts), key=lambda row: row.set_at)
    # Which way a case goes is its own answer, and what a department gave it is asked again.
    elsewhere = {
        row.key: row
        for row in rows
        if row.key not in own
        and row.source is FactSource.PERSON
        and split_key(row.key)[0] != SITUATION
    }
    return [row for row in own.values() if row.source is FactSource.PERSON] + [*elsewhere.values()]


def _applicant(opened: OpenCase, fresh: Case) -> CasePerson:
    return CasePerson(
        case_id=fresh.id,
        role=cases.APPLICANT,
        party="applicant",
        person_id=opened.actor.person,
        assurance=opened.actor.assurance,
    )


def _copy_papers(opened: OpenCase, copy: OpenCase, party: Party) -> None:
    wanted = attachable(copy) - set(party.papers)
    for upload in cases.uploads(opened.session, opened.case.id):
        if upload.material not in wanted or upload.stream is not Stream.CURRENT:
            continue
        try:
            data = opened.work.files.get(upload.id)
        except FileNotFoundError:
            continue  # Removed in another window at this very moment: it is asked for again.
        made = uuid4()
        opened.work.files.put(made, data)
        opened.session.add(
            Upload(
                id=made,
                case_id=copy.case.id,
                material=upload.material,
                stream=Stream.CURRENT,
                media_type=upload.media_type,
                size=upload.size,
                pages=upload.pages,
                digest=upload.digest,
                display_name=upload.display_name,
                added_at=opened.at,
            )
        )
