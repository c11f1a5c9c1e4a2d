"""The city that is fuzzed: the one of the guards, with a draft in which everything is still to be typed, and visitors under way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from uuid import UUID

from flask.testing import FlaskClient

from portal.casework.ask_correction import Mark, ask_correction
from portal.casework.attach import attach
from portal.casework.claim import claim
from portal.casework.context import Casework
from portal.casework.opening import open_case
from portal.casework.save import asked_questions
from portal.casework.shelf import publish
from portal.domain.actors import SYSTEM
from portal.domain.permissions import Scope
from portal.people.choose_person import persons_of
from portal.people.codes import CodePurpose
from portal.people.send_code import send_code
from portal.persistence.queries import accounts
from portal.persistence.queries.cases import uploads
from portal.web import login
from portal.web.login import SITUATION
from portal.web.public.progress import ASKED
from portal.web.signin.phone import PHONE
from portal.words import ELDER, LOCALES, MODES
from tests.databases import Databases
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.desk import services_to_change
from tests.factories.families import CHEN, LIN, SUN, Family, family_whose_father_files, known_family
from tests.guards.world import Role, Scene, World, make_world, values_of

STANDARD = MODES[0]
DECIDER, AGREED = "decider", "applicant who agreed"
BACK = "/my/identity/strong/back"
ANSWERED = {"filer": "father", "birth_place": "hospital", "family": "local_family"}


@dataclass(frozen=True)
class Visitor:
    """Somebody of the city with a browser: a role, a mode, and what the session holds besides."""

    name: str
    role: str
    mode: str = STANDARD
    session: Mapping[str, object] = field(default_factory=dict, hash=False)
    also: tuple[str, ...] = ()
    """Addresses that no page links to, since somebody else's site leads there."""
    pressed: Mapping[str, Callable[[], Mapping[str, str]]] = field(default_factory=dict, hash=False)
    """Pages that are the answer to a form, by address, with what makes up what is sent for them."""

    def browser(self, world: World, language: str = LOCALES[0], mode: str = "") -> FlaskClient:
        """A browser with this session in it."""
        browser, actor = world.client(self.role), world.roles[self.role].actor
        with browser.session_transaction() as session:
            session["language"], session["mode"] = language, mode or self.mode
            session.update(self.session)
            if actor is not None and actor.person is not None:
                persons = persons_of(world.portal.people, actor.id) if actor.id else ()
                session[login.PERSONS] = [str(person.id) for person in persons]
        return browser


_callers = count()


def _next_in_line() -> dict[str, str]:
    """Somebody at the counter who was not sent a code yet, since a telephone gets only so many."""
    return {"phone": f"1981{next(_callers) % 10**7:07d}"}


VISITORS = (
    Visitor("stranger", "stranger"),
    Visitor("stranger who answers", "stranger", session={SITUATION: {make.BUNDLE: ANSWERED}}),
    Visitor("stranger with a code", "stranger", session={PHONE: CHEN.phone}),
    Visitor(
        "stranger with a number",
        "stranger",
        session={ASKED: ["509901202611160JMZ000001A", LIN.phone]},
    ),
    Visitor("phone only", "phone_only"),
    Visitor(
        "applicant",
        "applicant",
        session={SITUATION: {make.BUNDLE: ANSWERED}},
        also=(f"{BACK}?state=s&assertion=a", f"/demo/identity?state=s&back={BACK}"),
    ),
    Visitor(AGREED, AGREED),
    Visitor("applicant, elder", "applicant", mode=ELDER),
    Visitor("confirmer", "confirmer"),
    Visitor("clerk", "clerk", pressed={"/staff/identity/code": _next_in_line}),
    Visitor("chief", "chief"),
    Visitor(DECIDER, DECIDER),
    Visitor("paying clerk", "paying_clerk"),
    Visitor("supervisor", "supervisor"),
)


def make_fuzzed_city(databases: Databases, folder: Path) -> World:
    """Build the city in an empty folder, and remember it so."""
    world = make_world(databases, folder)
    work = world.portal.casework
    father = family_whose_father_files(work)
    for phone, purpose in ((CHEN.phone, CodePurpose.SIGN_IN), (LIN.phone, CodePurpose.PROGRESS)):
        send_code(world.portal.people, phone, purpose, language=LOCALES[0], mode=STANDARD)
    _second_person(work, father)
    empty = make.empty_draft(work, father, chosen=make.OPTIONAL)
    owner = Scope(account=father.filer.id, person=father.filer.person)
    mended, decided = _sent_back(work, father), _at_the_last_stage(work, father)
    decider = make.to_last_stage(work, decided, make.REGISTRATION)
    task = see.task_of(work, decided, make.REGISTRATION)
    claim(work, decider, task.id)
    office = Scope(office=task.office)
    scenes = (
        Scene("empty draft", values_of(work, empty), owner),
        Scene("outdated draft", values_of(work, _outdated(work, father)), owner),
        Scene("sent back", values_of(work, mended), owner),
        Scene("at the last stage", {**values_of(work, decided), "task_id": task.id}, office),
    )
    mother = known_family(work)
    make.draft(work, mother)
    roles = {
        **world.roles,
        DECIDER: Role(DECIDER, decider),
        AGREED: Role(AGREED, mother.filer),
    }
    grown = replace(world, scenes=(*world.scenes, *scenes), roles=roles)
    grown.keep()
    return grown


def _outdated(work: Casework, father: Family) -> UUID:
    """A draft that was begun on a form which has changed since."""
    services = services_to_change()
    services["items"][make.CERTIFICATE]["promised_days"] = 4
    now, work.shelf.current_id = work.shelf.current_id, publish(work.db, services, work.clock)
    begun = make.empty_draft(work, father)
    work.shelf.current_id = now
    return begun


def _second_person(work: Casework, father: Family) -> None:
    """The applicant may act for one more person, so that there is somebody to choose."""
    assert father.filer.id is not None
    with work.db.writing() as session:
        other = accounts.person_of_number(
            session, SUN.id_number, name=SUN.name, provider="demo", at=work.clock()
        )
        accounts.link_person(session, father.filer.id, other.id, work.clock())


def _sent_back(work: Casework, father: Family) -> UUID:
    """A case of which everything that one office needs was sent back."""
    case = _at_the_last_stage(work, father)
    make.accept_item(work, case, make.VACCINES)
    task = see.task_of(work, case, make.REGISTRATION)
    with open_case(work, SYSTEM, case, None) as opened:
        marks = [
            Mark("fact", question.key, "请再核对一下")
            for question in asked_questions(opened)
            if task.item in question.items
        ]
        papers = sorted({upload.material for upload in uploads(opened.session, case)})
        marks += [
            Mark("material", paper, "照片看不清")
            for paper in papers
            if paper in opened.item(opened.task(task.id)).material_ids
        ]
    clerk = make.clerk_for(work, case, make.REGISTRATION)
    ask_correction(work, clerk, task.id, marks)
    paper = next(mark.reference for mark in marks if mark.kind == "material")
    attach(work, father.filer, case, paper, make.photo(9), "better.png")
    return case


def _at_the_last_stage(work: Casework, father: Family) -> UUID:
    case = make.released_case(work, father, confirmed=True)
    make.approve_item(work, case, make.CERTIFICATE)
    make.accept_item(work, case, make.REGISTRATION)
    return case
