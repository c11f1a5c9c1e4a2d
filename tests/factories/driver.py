"""Drives any bundle of any catalogue from the first question to the last document, knowing nothing about it but its data.

A question is answered by the type of its element: with the example its author wrote when that is a valid answer, else with
something plain. So a new bundle runs here unchanged, and an element that cannot be answered is told by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

from portal.casework.accept import accept
from portal.casework.askings import CONSENT
from portal.casework.attach import attach, attachable
from portal.casework.confirm import confirm
from portal.casework.context import Casework
from portal.casework.decide import Entered, approve, receive_approval
from portal.casework.moves import current_stage
from portal.casework.opening import open_case
from portal.casework.outcome import record_licence_number
from portal.casework.prefill import prefill
from portal.casework.release import release
from portal.casework.save import asked_questions, save
from portal.casework.stages import pass_stage
from portal.casework.start import start
from portal.casework.submit import missing, submit
from portal.catalogue.files import read_split, read_yaml
from portal.catalogue.paths import paths
from portal.domain.actors import Actor
from portal.domain.answers import BadAnswer, check_answer
from portal.domain.bundles import Bundle
from portal.domain.credit_code import make as make_code
from portal.domain.dates import FAULT, add_months
from portal.domain.elements import DataElement, ValueType, split_key
from portal.domain.items import DecidedAt
from portal.domain.resident_id import make
from portal.domain.states import OPEN, TaskState
from portal.persistence.models import Task
from portal.persistence.queries import accounts
from tests.factories import looking as see
from tests.factories.cases import photo
from tests.factories.clock import Clock
from tests.factories.families import Parent, citizen, staff_of

BORN = date(1985, 5, 15)
OUTPUT_BORN = date(2026, 11, 16)
AGES = (61, 7, 13, 82, 1, 30, 45, 95, 3)
"""Years that somebody is made old, or a day is put back, one after the other."""
ROUNDS = 40
"""More than any bundle needs; a bundle that does not end within them stands still."""


class StoodStill(AssertionError):
    """Tasks that nobody can bring on, though nothing was refused."""


class NoAnswer(AssertionError):
    """An element whose form the driver cannot guess; an example in its words would mend it."""


Situation = Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """Somebody of services/demo whom registries know, and the firm they act for, by its credit code."""

    person: Parent
    firm: str = ""


def known_person(bundle: Bundle, demo: Path) -> Known:
    """Whom the registries of a bundle know best, of those who were invented to try it if there are any."""
    people = list(read_split(demo / "people", together_below=True)["people"].values())
    own = demo / "people" / f"{bundle.id}.yaml"
    tries = list(read_yaml(own)["people"].values()) if own.exists() else people
    records = read_split(demo / "registries", together_below=True)
    asked = {s.registry for s in bundle.sources if s.registry in records}

    def held(number: str) -> int:
        return sum(number in records[registry] for registry in asked)

    best = max(tries, key=lambda one: held(one["id_number"]))
    if bundle.firm is not None:
        firms = records["enterprises"]
        code = max(firms, key=held)
        best = next(one for one in people if one["id_number"] in firms[code]["acting"])
        return Known(Parent(best["name"], best["id_number"], best["phone"]), code)
    return Known(Parent(best["name"], best["id_number"], best["phone"]))


def fast_paths(bundle: Bundle) -> Iterator[dict[str, str]]:
    """Every way of answering the situation questions that stays on the fast path."""
    return (dict(path) for path in paths(bundle))


@dataclass
class Driver:
    """Somebody who applies for one thing, and everybody whom it takes to grant it."""

    work: Casework
    bundle: Bundle
    people: dict[str, Parent] = field(default_factory=dict)
    known: Known | None = None
    """Whom the registries know, if it is such a one who applies; else nobody is asked anything."""

    def person(self, party: str) -> Parent:
        """The invented person who is a party of the bundle; every party is somebody else."""
        if party not in self.people:
            order = 2 * len(self.people) + 101
            number = make("509901", BORN, order)
            self.people[party] = Parent("周启明", number, f"19900001{order:03d}")
        return self.people[party]

    def apply(self, situation: Situation) -> UUID:
        """Fill in everything, with every optional item chosen, send it and hand it over."""
        self.wait_for_the_season()
        chosen = [place.item for place in self.bundle.items.values() if place.optional]
        if self.known is not None:
            self.people["applicant"] = self.known.person
        applicant = self._at_the_door()
        case = start(
            self.work,
            applicant,
            self.bundle.id,
            situation,
            chosen=chosen,
            language="zh_Hans_CN",
            mode="standard",
        )
        if self.known is not None:
            rules = self.work.shelf.current.registries.values()
            agreed = {rule.id for rule in rules if rule.ground == CONSENT}
            prefill(self.work, applicant, case, agreed)
        self._answer(applicant, case)
        self._fit_dates(applicant, case)
        with open_case(self.work, applicant, case, None) as opened:
            papers = attachable(opened)
        for paper in sorted(papers):
            attach(self.work, applicant, case, paper, photo(), "photo.png")
        submit(self.work, applicant, case, key=uuid4(), another=True)
        release(self.work, case, applicant)
        return case

    def _at_the_door(self) -> Actor:
        applicant = citizen(self.work, self.person("applicant"))
        if self.known is None or not self.known.firm:
            return applicant
        with self.work.db.writing() as session:
            firm = accounts.person_of_number(
                session, self.known.firm, name="一家企业", provider="demo", at=self.work.clock()
            )
            return replace(applicant, firm=firm.id)

    def wait_for_the_season(self) -> None:
        """Let time pass until what has its season can be sent."""
        window, clock = self.bundle.window, self.work.clock
        if window is not None:
            assert isinstance(clock, Clock)
            clock.pass_time(window.opens_on(self.work.today) - self.work.today)

    def grant(self, case: UUID) -> None:
        """Confirm what is asked and approve every item as soon as it begins. Raises StoodStill."""
        for _ in range(ROUNDS):
            self._confirm(case)
            states = see.states_of(self.work, case)
            begun = [item for item, state in states.items() if state is TaskState.SUBMITTED]
            if not begun:
                if waiting := [item for item, state in states.items() if state in OPEN]:
                    raise StoodStill(f"{self.bundle.id}: {waiting}")
                return
            for item in begun:
                self._approve(case, item)
        raise StoodStill(f"{self.bundle.id}: not ended after {ROUNDS} rounds")

    def _answer(self, applicant: Actor, case: UUID) -> None:
        for _ in range(ROUNDS):
            with open_case(self.work, applicant, case, None) as opened:
                empty = [q for q in asked_questions(opened) if q.key not in opened.facts]
            if not empty:
                return
            # Choices first: what follows from them is then not asked.
            choices = [q for q in empty if q.element.type is ValueType.CHOICE]
            typed: dict[str, str] = {
                q.key: self.an_answer(q.key, q.element) for q in choices or empty
            }
            faults = save(self.work, applicant, case, typed).faults
            if faults:
                raise NoAnswer(f"{self.bundle.id}: {faults}")
        raise NoAnswer(f"{self.bundle.id}: every answer brings up another question")

    def _fit_dates(self, applicant: Actor, case: UUID) -> None:
        """Make people older or younger, and days earlier, until every check of dates is content."""
        for years in AGES:
            with open_case(self.work, applicant, case, None) as opened:
                wrong = [key for key, fault in missing(opened).items() if fault.code == FAULT]
            if not wrong:
                return
            save(self.work, applicant, case, {key: self.aged(key, years) for key in wrong})

    def aged(self, key: str, years: int) -> str:
        """An answer that makes somebody so many years old, or puts a day so many years back."""
        party, element = split_key(key)
        day = add_months(self.work.today, -12 * years)
        if self.work.shelf.current.elements[element].type is ValueType.RESIDENT_ID:
            return self._of_age(party, day)
        return day.isoformat()

    def _of_age(self, party: str, born: date) -> str:
        person = self.person(party)
        number = make("509901", born, int(person.id_number[14:17]))
        self.people[party] = replace(person, id_number=number)
        return number

    def an_answer(self, key: str, element: DataElement) -> str:
        """A valid answer. Raises NoAnswer."""
        for candidate in self._candidates(key, element):
            try:
                if check_answer(element, candidate, self.work.today):
                    return candidate
            except BadAnswer:
                continue
        raise NoAnswer(f"{key} ({element.type}): give element {element.id} an example")

    def _candidates(self, key: str, element: DataElement) -> Iterator[str]:
        person, today = self.person(split_key(key)[0]), self.work.today
        words = self.work.shelf.current.words["zh_Hans_CN"]
        known = {
            ValueType.RESIDENT_ID: (person.id_number,),
            ValueType.MOBILE: (person.phone,),
            ValueType.NAME: (person.name,),
            ValueType.CHOICE: element.options,
            ValueType.CHOICES: (",".join(element.options),),
            ValueType.REGION: (self._place(),),
            ValueType.DATE: (
                words.get(f"element.{element.id}.example", ""),
                today.isoformat(),
            ),
            ValueType.MOMENT: (f"{today.isoformat()}T00:05",),
            ValueType.MONTH: (today.strftime("%Y-%m"),),
            ValueType.CREDIT_CODE: (make_code("91", "509901", "MA1B2C3D"),),
            ValueType.BANK_ACCOUNT: ("6217000010001234561",),
        }
        yield from known.get(element.type, ())
        yield words.get(f"bundle.{self.bundle.id}.fact.{key}.example", "")
        yield words.get(f"element.{element.id}.example", "")
        yield str(element.minimum if element.minimum is not None else 1)
        yield "云江市春江区望江街道滨河路18号3栋2单元501"
        yield "X509901001"

    def _place(self) -> str:
        """A place with nothing below it, in the district of the first such place."""
        regions = self.work.city.regions
        parents = {region.parent for region in regions.values()}
        return next(code for code in regions if code not in parents)

    def _confirm(self, case: UUID) -> None:
        for request in see.open_confirmations(self.work, case):
            other = citizen(self.work, Parent("吴若兰", request.id_number, "19900002001"))
            confirm(self.work, other, request.id, agrees=True)

    def _approve(self, case: UUID, item: str) -> None:
        work, rule = self.work, self.work.shelf.current.items[item]
        task = see.task_of(work, case, item)
        accept(work, staff_of(work, task.office, rule.stages[0].role, rule.stages[0].id), task.id)
        while (task := see.task_of(work, case, item)).stage < len(rule.stages) - 1:
            stage = current_stage(task, rule.stages)
            pass_stage(work, staff_of(work, task.office, stage.role, stage.id), task.id)
        if rule.decided_at is DecidedAt.DEPARTMENT_SYSTEM:
            receive_approval(work, task.id, number=None, issued_on=work.today)
        else:
            last = rule.stages[-1]
            decider = staff_of(work, task.office, last.role, last.id)
            approve(work, decider, task.id, entered=self._entered(case, task))
        if see.licence_is_coming(work, task.id):
            record_licence_number(work, task.id, "X509901001")

    def _entered(self, case: UUID, task: Task) -> Entered:
        """What a clerk fills in, and brings back from another system when the item is decided there by hand."""
        rule = self.work.shelf.current.items[task.item]
        fields = {
            field.id: self.an_answer(field.key, field.element) for field in rule.operator_fields
        }
        if rule.decided_at is not DecidedAt.BY_HAND:
            return Entered(fields=fields)
        facts = see.facts_of(self.work, case)
        keys = [self.bundle.resolve(output.key, facts) for output in rule.result.outputs]
        outputs: dict[str, str] = {key: self.an_output(key) for key in keys}
        return Entered(outputs, issued_on=self.work.today, fields=fields)

    def an_output(self, key: str) -> str:
        """What another system gives for a fact that comes out of an item. Raises NoAnswer."""
        element = self.work.shelf.current.elements[split_key(key)[1]]
        if element.type is ValueType.RESIDENT_ID:
            return make("509901", OUTPUT_BORN, 2)
        return self.an_answer(key, element)
