"""Submit: everything once, checked whole, sent once however often it is pressed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from portal.casework.askings import held_firm
from portal.casework.confirmations import announce, requests_for
from portal.casework.context import Casework
from portal.casework.derive import derive
from portal.casework.errors import (
    AppliedBefore,
    Incomplete,
    StaleVersion,
    WindowClosed,
    WrongMoment,
)
from portal.casework.offices import office_for
from portal.casework.opening import OpenCase, open_case
from portal.casework.save import asked_questions
from portal.casework.subjects import SAID_ANOTHER, applied_before, marks_of, note_subject
from portal.domain.actors import Actor
from portal.domain.answers import BadAnswer, Fault, check_answer
from portal.domain.case_number import CaseNumber
from portal.domain.dates import contradictions
from portal.domain.elements import ValueType
from portal.domain.items import Provision
from portal.domain.permissions import Permission
from portal.domain.questions import materials
from portal.domain.regional import promise_in
from portal.domain.states import CaseState, TaskState
from portal.persistence.inserting import insert_rows, write_rows
from portal.persistence.models import CasePerson, Document, Task
from portal.persistence.queries import accounts, cases, record
from portal.persistence.queries.sending import before_sending


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person gets at once: the number, and whether it had been sent before."""

    number: str
    repeated: bool


def submit(
    work: Casework,
    actor: Actor,
    case_id: UUID,
    *,
    key: UUID,
    version: int | None = None,
    another: bool = False,
) -> Receipt:
    """Send a draft. A repeat gives the first receipt, whatever version or key it names.

    ``another``: the person saw that the same was filed for the same subject before, and says that this is another. A key
    sends once: what was taken back is not sent by a late repeat of the first press, only by a new one. Raises
    NotFound, StaleVersion, Incomplete with every fault, AppliedBefore, WrongMoment when the case was withdrawn, the key
    is used up or the firm it is for was not said since signing in, WindowClosed out of the bundle's season.
    """
    with open_case(work, actor, case_id, Permission.CASE_SUBMIT) as opened:
        case = opened.case
        if case.state is CaseState.FILED and case.number is not None:
            return Receipt(case.number, repeated=True)
        if case.state is not CaseState.DRAFT:
            raise WrongMoment("ended")
        derive(opened)
        if not another:
            # Two drafts of one account, sent at the same moment, see each other.
            accounts.hold(opened.session, case.account_id)
        read = before_sending(
            opened.session, case.id, key, case.account_id, actor.person, marks_of(opened)
        )
        if read.is_key_used or _was_taken_back(opened, key):
            raise WrongMoment("key_used_up")
        opened.read_ahead(read.uploads, read.end)
        if version is not None and version != case.version:
            raise StaleVersion(version, case.version)
        if held_firm(opened) not in {None, actor.firm}:
            raise WrongMoment("firm_unsaid")
        window = opened.bundle.window
        if window is not None and not window.is_open(opened.today):
            raise WindowClosed(window.opens_on(opened.today))
        faults = missing(opened)
        if faults:
            raise Incomplete(faults)
        number = read.person.id_number if read.person is not None else ""
        before = applied_before(opened, number) if read.is_subject_known else ()
        if before and not another:
            raise AppliedBefore
        return Receipt(_file(opened, key, read.account.phone, twofold=bool(before)), repeated=False)


def _was_taken_back(opened: OpenCase, key: UUID) -> bool:
    """Whether a key has sent this case before it was taken back."""
    if opened.case.number is None:
        return False
    return any(
        event.verb == "submit" and event.payload.get("key") == str(key)
        for event in record.events(opened.session, opened.case.id)
    )


def missing(opened: OpenCase) -> dict[str, Fault]:
    """Everything that keeps a case from being sent, by fact key or ``material.<id>``."""
    faults: dict[str, Fault] = {}
    facts = opened.facts
    for question in asked_questions(opened):
        value = facts.get(question.key, "")
        if not value:
            if question.required:
                faults[question.key] = Fault("required")
            continue
        try:
            check_answer(question.element, value, opened.today)
        except BadAnswer as error:
            faults[question.key] = error.fault
    uploaded = {u.material for u in opened.uploads}
    for paper in materials(opened.catalogue, opened.bundle, facts, opened.active):
        if (
            paper.required
            and paper.provision is Provision.UPLOAD
            and paper.material not in uploaded
        ):
            faults[f"material.{paper.material}"] = Fault("material_missing")
    faults.update(_same_person_twice(opened, facts, faults))
    asked = {question.key for question in asked_questions(opened)}
    faults.update(date_faults(opened, facts, asked - faults.keys()))
    if not opened.active:
        faults["items"] = Fault("nothing_chosen")
    return faults


def date_faults(
    opened: OpenCase, facts: Mapping[str, str], keys: Collection[str]
) -> dict[str, Fault]:
    """The facts among ``keys`` whose dates do not fit the others or today."""
    bundle = opened.bundle
    found = contradictions(
        bundle.checks, opened.catalogue.elements, bundle.resolve, facts, opened.today
    )
    return {key: fault for key, fault in found.items() if key in keys}


def _same_person_twice(
    opened: OpenCase, facts: Mapping[str, str], faults: Mapping[str, Fault]
) -> dict[str, Fault]:
    seen: dict[str, str] = {}
    twice: dict[str, Fault] = {}
    for question in asked_questions(opened):
        if question.element.type is ValueType.RESIDENT_ID and question.key not in faults:
            number = facts.get(question.key)
            if number and number in seen:
                twice[question.key] = Fault("same_person")
            elif number:
                seen[number] = question.key
    return twice


def _file(opened: OpenCase, key: UUID, phone: str, *, twofold: bool) -> str:
    case, work = opened.case, opened.work
    for item in opened.active:
        opened.tasks[item] = new_task(opened, item)
    insert_rows(opened.session, list(opened.tasks.values()))
    _people(opened, phone)
    requests = [r for item in opened.tasks for r in requests_for(opened, item)]
    insert_rows(opened.session, requests)
    note_subject(opened)
    event = opened.next_event("submit", payload=_filed_payload(opened))
    for request in requests:
        announce(opened, request, event)
    opened.tell("filed", event)
    opened.later("ask_registries", str(event.sequence))
    opened.later("release", str(event.sequence), after=work.hold)
    receipt = opened.queued("receipt", event)
    opened.write_ahead(event)
    case.number = _number(opened, receipt)
    case.state, case.submission_key = CaseState.FILED, key
    case.filed_at, case.release_after = opened.at, opened.at + work.hold
    opened.touch()
    said = {"said": SAID_ANOTHER} if twofold else {}
    event.payload |= {"number": case.number, **said, "key": str(key)}
    opened.append(event)
    return case.number


def _number(opened: OpenCase, receipt: Document) -> str:
    """Give the receipt its number, and the case its own unless it was sent before."""
    if opened.case.number is not None:
        opened.issue(receipt, cases.next_number(opened.session, opened.document_series))
        return opened.case.number
    serial, of_receipt = cases.next_numbers(
        opened.session, f"case:{opened.today.isoformat()}", opened.document_series
    )
    opened.issue(receipt, of_receipt)
    city = opened.work.city
    lead = city.departments[opened.bundle.lead_department]
    return str(CaseNumber(city.area_code, opened.today, lead.code, serial))


def _filed_payload(opened: OpenCase) -> dict[str, object]:
    return {
        "release": opened.case.release_id,
        "items": {item: task.office for item, task in opened.tasks.items()},
        "facts": {key: opened.mac(key) for key in sorted(opened.facts)},
        "uploads": {str(u.id): u.digest for u in opened.uploads},
    }


def new_task(opened: OpenCase, item_id: str) -> Task:
    """A task for an item of a case, routed by what the case says; still waiting."""
    item, work = opened.catalogue.items[item_id], opened.work
    routed = office_for(opened, item_id)
    return Task(
        id=uuid4(),
        case_id=opened.case.id,
        item=item_id,
        department=item.department,
        office=routed.office,
        unrouted=not routed.certain,
        state=TaskState.WAITING,
        promised_days=promise_in(
            opened.catalogue,
            item_id,
            item.promised_days,
            work.city.offices[routed.office].region if routed.certain else None,
            work.city.regions,
        ),
    )


def _people(opened: OpenCase, phone: str) -> None:
    """Note whose the case is, who sends it, and whom it is about."""
    case_id, actor = opened.case.id, opened.actor
    rows = [
        CasePerson(
            case_id=case_id,
            role=role,
            party=cases.APPLICANT,
            person_id=actor.person,
            assurance=actor.assurance,
            phone=phone,
        )
        for role in (cases.APPLICANT, "acting")
    ]
    subject = next((p.id for p in opened.bundle.parties.values() if p.is_subject), None)
    if subject is not None and all(person.role != "subject" for person in opened.people):
        rows.append(CasePerson(case_id=case_id, role="subject", party=subject, assurance=0))
    write_rows(opened.session, rows)
