"""Cases of the newborn bundle at every point of their way, made with the verbs themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from io import BytesIO
from uuid import UUID, uuid4

from PIL import Image

from portal.casework.accept import accept
from portal.casework.attach import attach, attachable
from portal.casework.confirm import confirm
from portal.casework.context import Casework
from portal.casework.decide import NOTHING_ENTERED, Entered, approve, receive_approval, refuse
from portal.casework.decline import decline
from portal.casework.moves import current_stage
from portal.casework.opening import open_case
from portal.casework.outcome import record_licence_number
from portal.casework.prefill import prefill
from portal.casework.release import release
from portal.casework.save import asked_questions, save
from portal.casework.stages import pass_stage
from portal.casework.start import start
from portal.casework.submit import submit
from portal.casework.terminate import terminate
from portal.domain.actors import Actor
from portal.domain.elements import ValueType, split_key
from portal.domain.items import DecidedAt, StaffRole
from portal.domain.questions import Question
from portal.domain.states import TaskState
from tests.factories import looking as see
from tests.factories.families import Family, known_family, staff_of

BUNDLE = "newborn"
CERTIFICATE = "birth_certificate"
VACCINES = "vaccination_record"
REGISTRATION = "birth_registration"
INSURANCE = "resident_insurance"
CARD = "social_security_card"
EXPENSE = "maternity_expense"
GUIDANCE = "parenting_guidance"
ALWAYS = (CERTIFICATE, VACCINES, REGISTRATION, INSURANCE, CARD)
EVERYTHING = (CERTIFICATE, VACCINES, REGISTRATION, INSURANCE, CARD, EXPENSE, GUIDANCE)
OPTIONAL = (EXPENSE, GUIDANCE)

BABY_ID_KEY = "baby.person.id_number"
BABY_ID = "509901202611170023"
LICENCE = "X509901001"


def clerk_for(
    work: Casework,
    case: UUID,
    item: str,
    role: StaffRole = StaffRole.CLERK,
    name: str = "a",
) -> Actor:
    """A member of staff of the office that has the item of a case."""
    return staff_of(work, see.task_of(work, case, item).office, role, name)


# ---- drafts and filed cases ---------------------------------------------------------------------


def empty_draft(work: Casework, family: Family, *, chosen: Collection[str] = ()) -> UUID:
    """A draft with its situation answered and nothing else."""
    return start(
        work,
        family.filer,
        BUNDLE,
        family.situation,
        chosen=list(chosen),
        language="zh_Hans_CN",
        mode="standard",
    )


def draft(
    work: Casework,
    family: Family | None = None,
    *,
    chosen: Collection[str] = (),
    answers: Mapping[str, str] | None = None,
    prefilled: bool = True,
) -> UUID:
    """A draft that is ready to be sent: prefilled, every question answered, every paper attached."""
    family = family or known_family(work)
    case = empty_draft(work, family, chosen=chosen)
    if prefilled:
        prefill(work, family.filer, case, {"insured"})
    answer_everything(work, family, case, answers or {})
    attach_everything(work, family, case)
    return case


def filed_case(
    work: Casework,
    family: Family | None = None,
    *,
    chosen: Collection[str] = (),
    answers: Mapping[str, str] | None = None,
) -> UUID:
    """A case that was sent and can still be taken back; another of the same family is sent all the same."""
    family = family or known_family(work)
    case = draft(work, family, chosen=chosen, answers=answers)
    submit(work, family.filer, case, key=uuid4(), another=True)
    return case


def released_case(
    work: Casework,
    family: Family | None = None,
    *,
    chosen: Collection[str] = (),
    answers: Mapping[str, str] | None = None,
    confirmed: bool = False,
) -> UUID:
    """A case the departments have; ``confirmed``: the other parent has agreed to everything."""
    family = family or known_family(work)
    case = filed_case(work, family, chosen=chosen, answers=answers)
    release(work, case, family.filer)
    if confirmed:
        answer_confirmations(work, family.other, case)
    return case


def finished_case(
    work: Casework, family: Family | None = None, *, chosen: Collection[str] = ()
) -> UUID:
    """A case in which every item was approved."""
    case = released_case(work, family, chosen=chosen, confirmed=True)
    for item in EVERYTHING:
        if item in see.tasks_of(work, case):
            approve_item(work, case, item)
    return case


def answer_everything(
    work: Casework, family: Family, case: UUID, answers: Mapping[str, str] | None = None
) -> None:
    """Answer whatever is asked and still empty, until no new question comes up."""
    given: dict[str, str] = dict(answers or {})
    while True:
        with open_case(work, family.filer, case, None) as opened:
            asked, facts = asked_questions(opened), opened.facts
        typed: dict[str, str] = {q.key: given.pop(q.key) for q in asked if q.key in given}
        empty = [q for q in asked if q.key not in facts and q.key not in typed]
        # Choices first: what follows from them is then not typed.
        choices = [q for q in empty if q.element.type is ValueType.CHOICE]
        typed |= {q.key: an_answer(work, family, q) for q in choices or empty}
        if not typed:
            return
        faults = save(work, family.filer, case, typed).faults
        assert not faults or answers, faults
        if faults:
            return


def an_answer(work: Casework, family: Family, question: Question) -> str:
    """An answer that fits a question about this family."""
    party, element = split_key(question.key)
    parent = family.mother if party == "mother" else family.father
    known = {
        "person.name": "林小满" if party == "baby" else parent.name,
        "person.id_number": parent.id_number,
        "contact.mobile": parent.phone,
        "person.nation": "01",
        "household.follow": "mother",
        "household.head_name": family.father.name,
        "birth.weight_grams": "3250",
        "birth.gestation_weeks": "39",
        "marriage.certificate_number": "J509901-2021-000123",
        "card.delivery": "post",
    }
    if element in known:
        return known[element]
    by_type = {
        ValueType.TEXT: "云江银行望江支行",
        ValueType.NAME: parent.name,
        ValueType.ADDRESS: "云江市春江区望江街道滨河路18号3栋2单元501",
        ValueType.REGION: "509901001001",
        ValueType.BANK_ACCOUNT: "6217000010001234561",
        ValueType.DATE: work.today.isoformat(),
        ValueType.MOMENT: f"{work.today.isoformat()}T00:05",
    }
    return by_type.get(question.element.type) or question.element.options[0]


@lru_cache(maxsize=8)
def photo(shade: int = 255) -> bytes:
    """A readable picture; another shade is another file."""
    made = BytesIO()
    Image.new("L", (400, 300), shade).save(made, "PNG")
    return made.getvalue()


def attach_everything(work: Casework, family: Family, case: UUID) -> None:
    """Attach a picture for every material that can be attached now."""
    with open_case(work, family.filer, case, None) as opened:
        papers = attachable(opened)
    for paper in sorted(papers):
        attach(work, family.filer, case, paper, photo(), "photo.png")


# ---- steps of departments -----------------------------------------------------------------------


def answer_confirmations(
    work: Casework, person: Actor, case: UUID, *, agrees: bool = True, item: str | None = None
) -> None:
    """The other parent answers what is open, about one item or all."""
    for request in see.open_confirmations(work, case):
        if item is None or request.task_id == see.task_of(work, case, item).id:
            confirm(work, person, request.id, agrees=agrees)


def accept_item(work: Casework, case: UUID, item: str) -> None:
    """A clerk of its office accepts an item."""
    accept(work, clerk_for(work, case, item), see.task_of(work, case, item).id)


def to_last_stage(work: Casework, case: UUID, item: str) -> Actor:
    """Pass an accepted item on to its last stage, and give whoever may decide it."""
    stages = work.shelf.current.items[item].stages
    while (task := see.task_of(work, case, item)).stage < len(stages) - 1:
        stage = current_stage(task, stages)
        pass_stage(work, staff_of(work, task.office, stage.role, stage.id), task.id)
    return staff_of(work, task.office, stages[-1].role, stages[-1].id)


def approve_item(work: Casework, case: UUID, item: str) -> None:
    """Bring an item from wherever it stands to its approval, its licence number included."""
    if see.task_of(work, case, item).state is TaskState.SUBMITTED:
        accept_item(work, case, item)
    decider = to_last_stage(work, case, item)
    task, rule = see.task_of(work, case, item), work.shelf.current.items[item]
    if rule.decided_at is DecidedAt.DEPARTMENT_SYSTEM:
        receive_approval(work, task.id, number=None, issued_on=work.today)
    else:
        entered = NOTHING_ENTERED
        if rule.decided_at is DecidedAt.BY_HAND:
            entered = Entered({BABY_ID_KEY: BABY_ID}, issued_on=work.today)
        approve(work, decider, task.id, entered=entered)
    if see.licence_is_coming(work, task.id):
        record_licence_number(work, task.id, LICENCE)


def end_item(work: Casework, case: UUID, item: str, state: TaskState) -> None:
    """Let an office end an item without a yes: refused after it was accepted, not accepted, or terminated."""
    task, clerk = see.task_of(work, case, item), clerk_for(work, case, item)
    if state is TaskState.REFUSED:
        accept_item(work, case, item)
        refuse(work, clerk, task.id, "不符合条件")
    elif state is TaskState.NOT_ACCEPTED:
        decline(work, clerk, task.id, "不归这里管")
    else:
        terminate(work, clerk, task.id, "applicant_unreachable")
