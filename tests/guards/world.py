"""A small city in which every kind of page has something to show: one applicant with a case at each point of its way, those who
work on it, and those whom it does not concern.

The database is kept as it was made, so that a guard may press every button and begin anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient

from portal import create_app
from portal.casework.ask_correction import Mark, ask_correction
from portal.casework.benefit_account import ask_account
from portal.casework.benefit_change import move_away
from portal.casework.context import Casework
from portal.casework.decline import decline
from portal.casework.marks import open_marks
from portal.casework.opening import open_case
from portal.casework.save import asked_questions
from portal.domain.actors import SYSTEM, Actor, ActorKind, Assurance
from portal.domain.benefit_reasons import ReturnReason
from portal.domain.items import StaffRole
from portal.domain.permissions import Scope
from portal.domain.questions import materials, pages
from portal.domain.states import TaskState
from portal.jobs.documents import make_document
from portal.persistence import models
from portal.persistence.queries import cases as case_rows
from portal.persistence.queries import consents
from portal.web import limits, login
from portal.wiring import Portal, open_portal
from portal.words import LOCALES, MODES
from tests.databases import Databases
from tests.factories import benefits
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.clock import Clock
from tests.factories.families import (
    LIN,
    SUN,
    Family,
    citizen,
    family_whose_father_files,
    known_family,
    staff_of,
    supervisor,
)
from tests.inspector import Inspector

B = TypeVar("B", bound=FlaskClient)


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody at the keyboard; ``actor`` is None for somebody who is not signed in."""

    name: str
    actor: Actor | None


@dataclass(frozen=True, slots=True)
class Scene:
    """Values that addresses may name together, whose they are, and who alone may know of them besides."""

    name: str
    values: Mapping[str, object]
    scope: Scope = field(default_factory=Scope)
    holder: UUID | None = None
    """The checked person that a value such as ``person`` belongs to, where no permission says so."""
    foreign: frozenset[str] = frozenset()
    """The values that belong to somebody else than the rest."""


@dataclass(frozen=True)
class World:
    """The city: its application, the people in it, and the scenes."""

    portal: Portal
    app: Flask
    roles: Mapping[str, Role]
    scenes: tuple[Scene, ...]
    databases: Databases
    kept: str = field(default_factory=lambda: f"world {uuid4().hex}")
    """The name under which the data are remembered."""

    def client(self, role: str) -> FlaskClient:
        """A browser of somebody, which reads nothing into what it is given."""
        return self._let_in(FlaskClient(self.app, self.app.response_class), role)

    def inspector(
        self, role: str, *, language: str = LOCALES[0], mode: str = MODES[0]
    ) -> Inspector:
        """A browser of somebody, which inspects every page."""
        browser = Inspector(self.app, self.app.response_class)
        with browser.session_transaction() as session:
            session["language"], session["mode"] = language, mode
        return self._let_in(browser, role)

    def _let_in(self, browser: B, role: str) -> B:
        limits._limiter.reset()
        actor = self.roles[role].actor
        with browser.session_transaction() as session:
            if actor is not None:
                session["_user_id"] = f"{actor.kind[0]}:{actor.id}"
                session["_fresh"] = True
                session[login.SEEN] = self.portal.casework.clock().timestamp()
            if actor is not None and actor.person is not None:
                session[login.PERSON] = str(actor.person)
                session[login.PERSONS] = [str(actor.person)]
        return browser

    def keep(self) -> None:
        """Remember the data as they are now."""
        self.portal.casework.db.close()
        self.databases.keep(self.portal.settings.database_url, self.kept)

    def restore(self) -> None:
        """Put the data back as they were remembered."""
        self.portal.casework.db.close()
        self.databases.restore(self.portal.settings.database_url, self.kept)


TASKS_LOOKED_AT = (make.REGISTRATION, make.CERTIFICATE)
"""One item decided by hand and one in the department's system; the rest would be walked in vain. The clerks' own comes first: of
addresses that name only the case, the first scene is walked."""

ROLE_NAMES = (
    "stranger",
    "phone_only",
    "applicant",
    "next_owner_of_number",
    "other_citizen",
    "confirmer",
    "clerk",
    "chief",
    "other_clerk",
    "paying_clerk",
    "supervisor",
)


def make_world(databases: Databases, folder: Path) -> World:
    """Build the city in an empty folder."""
    clock = Clock()
    planted = benefits.services_with(folder / "city")
    portal = open_portal(databases.install(folder / "data", PORTAL_SERVICES=str(planted)), clock)
    work = portal.casework
    father = family_whose_father_files(work)
    roles = {
        "stranger": None,
        "phone_only": citizen(work, SUN, checked=False),
        "applicant": father.filer,
        "next_owner_of_number": Actor(ActorKind.CITIZEN, id=father.filer.id),
        "other_citizen": citizen(work, LIN, Assurance.CHECKED),
        "confirmer": father.other,
        "supervisor": supervisor(work),
    }
    stories = _stories(work, father)
    elsewhere = make.filed_case(work, known_family(work))
    running = stories["running"]
    clerk = make.clerk_for(work, running, make.REGISTRATION)
    roles["clerk"] = clerk
    roles["chief"] = make.clerk_for(work, running, make.REGISTRATION, StaffRole.CHIEF)
    roles["other_clerk"] = _clerk_of_another_office(work, clerk)
    _mend(work, clerk, running)
    benefit = _benefit(work, father, clock)
    roles["paying_clerk"] = staff_of(work, str(benefit.scope.office))
    clock.pass_time(timedelta(minutes=1))
    finished = stories["finished"]
    make_document(portal, see.documents_of(work, finished)[0].id)
    app = create_app(portal)
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False)
    scenes = [Scene("nothing", {})]
    for name, case in stories.items():
        scenes += _scenes(work, name, case, father.filer, father.other)
    scenes += _foreign(work, running, elsewhere)
    scenes += _open_to_all(portal, finished)
    scenes += _consents(work, father.filer, running)
    assert father.filer.person is not None
    scenes.append(benefit)
    scenes.append(Scene("own person", {"person": father.filer.person}, holder=father.filer.person))
    named = {name: Role(name, roles[name]) for name in ROLE_NAMES}
    world = World(portal, app, named, tuple(scenes), databases)
    world.keep()
    return world


def _stories(work: Casework, father: Family) -> dict[str, UUID]:
    """Cases of one applicant, each at another point of its way."""
    stories = {
        "draft": make.draft(work, father),
        "held": make.filed_case(work, father),
        "waiting": make.released_case(work, father),
        "declined": make.released_case(work, father, confirmed=True),
        "finished": make.finished_case(work, father),
        "running": make.released_case(work, father, chosen=make.OPTIONAL, confirmed=True),
    }
    task = see.task_of(work, stories["declined"], make.CERTIFICATE)
    decliner = make.clerk_for(work, stories["declined"], make.CERTIFICATE)
    decline(work, decliner, task.id, "请到出生的医院办理。")
    make.approve_item(work, stories["running"], make.CERTIFICATE)
    make.accept_item(work, stories["running"], make.REGISTRATION)
    return stories


def _clerk_of_another_office(work: Casework, clerk: Actor) -> Actor:
    department = next(o for o in work.city.offices.values() if o.department != clerk.department)
    return staff_of(work, department.id)


def _mend(work: Casework, clerk: Actor, case: UUID) -> None:
    """One office wants an answer mended, another a photo."""
    task = see.task_of(work, case, make.REGISTRATION)
    with open_case(work, clerk, case, None) as opened:
        keys = [q.key for q in asked_questions(opened) if task.item in q.items]
        photo = case_rows.uploads(opened.session, case)[0].material
        wanting = next(t for t in opened.tasks.values() if photo in opened.item(t).material_ids)
    ask_correction(work, clerk, task.id, [Mark("fact", keys[0], "与出生记录不一致")])
    theirs = make.clerk_for(work, case, wanting.item)
    ask_correction(work, theirs, wanting.id, [Mark("material", photo, "照片看不清")])
    # The list goes out when every office that has begun has spoken.
    for item, state in see.states_of(work, case).items():
        if state is TaskState.SUBMITTED:
            make.accept_item(work, case, item)


def _scenes(
    work: Casework, name: str, case: UUID, owner: Actor, confirmer: Actor
) -> Iterator[Scene]:
    """One scene for each task of a case; one for the case itself when it has none."""
    values = values_of(work, case)
    tasks = see.tasks_of(work, case)
    with work.db.reading() as session:
        uploads = case_rows.uploads(session, case)
        released = session.get_one(models.Case, case).released_at is not None
    requests = {request.task_id: request.id for request in see.confirmations_of(work, case)}
    if not tasks:
        yield Scene(name, values, Scope(account=owner.id, person=owner.person))
    for item in (each for each in TASKS_LOOKED_AT if each in tasks):
        task = tasks[item]
        own: dict[str, object] = dict(values)
        if released:
            own["task_id"] = task.id
            needed = work.shelf.current.items[item].material_ids
            for upload in uploads:
                if upload.material in needed:
                    own["upload_id"] = upload.id
        if task.id in requests:
            own["request_id"] = requests[task.id]
        office = task.office if released else None
        scope = Scope(
            account=owner.id, person=owner.person, office=office, confirmer=confirmer.person
        )
        yield Scene(f"{name}, {item}", own, scope)


def values_of(work: Casework, case: UUID) -> dict[str, object]:
    """What addresses may name of a case: its first page, material, upload and document."""
    with open_case(work, SYSTEM, case, None) as opened:
        uploads = list(case_rows.uploads(opened.session, case))
        asked = asked_questions(opened)
        papers = materials(opened.catalogue, opened.bundle, opened.facts, opened.active)
        form = pages(opened.bundle, asked)
        bundle = opened.case.bundle
        sent_back = [m.reference for m in open_marks(opened) if m.kind == "material"]
    values: dict[str, object] = {"case_id": case, "bundle": bundle, "step": 1, "n": 1}
    for key, found in (
        ("page_id", [page.id for page in form]),
        (
            "material",
            sent_back + [upload.material for upload in uploads] + [p.material for p in papers],
        ),
        ("upload_id", [upload.id for upload in uploads]),
        ("document_id", [document.id for document in see.documents_of(work, case)]),
    ):
        if found:
            values[key] = found[0]
    return values


def _benefit(work: Casework, father: Family, clock: Clock) -> Scene:
    """A benefit that goes on, with a month paid, one that came back, one that is due, a check to do, and a wish for another
    account. It has moved to a district whose office has nothing else. Only to be made last: months go by for it.
    """
    found = benefits.approved(work, father)
    here = benefits.clerk_of(work, found)
    move_away(work, here, found, benefits.FARTHER, benefits.FIRST)
    benefits.go_to(clock, "2027-02")
    benefits.pay(work, found, benefits.FIRST)
    benefits.pay(work, found, benefits.SECOND, ReturnReason.ACCOUNT_CLOSED)
    ask_account(work, father.filer, found, "6217000010009876548")
    office = benefits.benefit_of(work, found).office
    scope = Scope(account=father.filer.id, person=father.filer.person, office=office)
    return Scene("benefit", {"benefit_id": found}, scope)


def _foreign(work: Casework, own: UUID, foreign: UUID) -> Iterator[Scene]:
    """One's own case with another's paper, which must not open it."""
    theirs = {name: values_of(work, foreign)[name] for name in ("upload_id", "document_id")}
    values = {"case_id": own, **theirs}
    yield Scene("own case, another's papers", values, foreign=frozenset(theirs))


def _consents(work: Casework, owner: Actor, case: UUID) -> Iterator[Scene]:
    """A ground on which a department was asked about the applicant, and which only they may touch."""
    with work.db.reading() as session:
        given = [c for c in consents.standing(session, case) if c.person_id == owner.person]
    yield Scene("own ground", {"consent_id": given[0].id}, Scope(confirmer=owner.person))


def _open_to_all(portal: Portal, finished: UUID) -> Iterator[Scene]:
    """What everybody may name: things on offer, and the code printed on a document."""
    catalogue = portal.casework.shelf.current
    document = see.documents_of(portal.casework, finished)[0]
    for bundle in catalogue.bundles.values():
        slow = next((q, a) for q in bundle.situations for a in q.options if not a.fast_path)
        values = {
            "bundle": bundle.id,
            "step": 1,
            "question": slow[0].id,
            "answer": slow[1].code,
            "check_code": document.check_code,
        }
        yield Scene(f"thing {bundle.id}", values)
    for item in catalogue.items:
        yield Scene(f"item {item}", {"item": item})
    for department in sorted({item.department for item in catalogue.items.values()}):
        yield Scene(f"department {department}", {"department": department})
