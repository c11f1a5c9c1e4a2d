"""SQL statements per page, for every page that a citizen can open, with three cases (a draft, one sent, one under way) and with twenty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from benchmarks.figures import Figure
from benchmarks.ground import SQLITE, ground
from portal import create_app
from portal.casework.context import Casework
from portal.casework.opening import open_case
from portal.casework.save import asked_questions
from portal.domain.actors import SYSTEM
from portal.domain.questions import materials, pages
from portal.persistence.queries import cases as case_rows
from portal.web import login
from portal.web.login import Visitor
from tests.factories import cases as make
from tests.factories import looking as see
from tests.factories.families import Family, known_family
from tests.guards.watching import counted

FEW, MANY = 3, 20
GOAL = 6
BLUEPRINTS = frozenset({"public", "citizen", "signin"})
OK = 200


def statements() -> Figure:
    """The most statements that any page takes, and each page's own count."""
    counts: dict[int, dict[str, int]] = {}
    closed: set[str] = set()
    for number in (FEW, MANY):
        with ground(SQLITE) as place:
            work = place.portal.casework
            family = known_family(work)
            scenes = _scenes(work, family, number)
            app = create_app(place.portal)
            counts[number], closed = _walk(app, family, scenes)
    worst = max(counts[MANY], key=lambda page: counts[MANY][page])
    over = {page: count for page, count in counts[MANY].items() if count > GOAL}
    grown = {
        page: [counts[FEW].get(page), count]
        for page, count in counts[MANY].items()
        if count > counts[FEW].get(page, count)
    }
    for page, count in sorted(over.items(), key=lambda each: -each[1]):
        print(f"  {count:3} statements: {page}")
    return Figure(
        ours=counts[MANY][worst],
        bare=None,
        unit="statements",
        goal=f"≤ {GOAL} for any page, whatever the case's size",
        reached=not over,
        explains=(
            f"the worst of {len(counts[MANY])} pages: {worst}; {len(over)} over the goal, "
            f"{len(grown)} take more with {MANY} cases than with {FEW}"
        ),
        more={
            "pages": {page: [counts[FEW].get(page), n] for page, n in sorted(counts[MANY].items())},
            "over": over,
            "grown": grown,
            "not_opened": sorted(closed),
        },
    )


def _scenes(work: Casework, family: Family, number: int) -> list[dict[str, Any]]:
    """What addresses may name: of a draft, of a case just sent, of one under way, of one finished."""
    draft = make.draft(work, family, chosen=make.OPTIONAL)
    sent = make.filed_case(work, family, chosen=make.OPTIONAL)
    running = make.released_case(work, family, chosen=make.OPTIONAL)
    made = [("draft", draft), ("held", sent), ("running", running)]
    if number > FEW:
        made.append(("finished", make.finished_case(work, family, chosen=make.OPTIONAL)))
        for _ in range(number - len(made)):
            make.empty_draft(work, family)
    return [{"scene": name, **_values(work, case)} for name, case in made]


def _values(work: Casework, case: UUID) -> dict[str, Any]:
    with open_case(work, SYSTEM, case, None) as opened:
        uploads = list(case_rows.uploads(opened.session, case))
        papers = materials(opened.catalogue, opened.bundle, opened.facts, opened.active)
        form = pages(opened.bundle, asked_questions(opened))
        bundle = opened.bundle
        items = opened.active
    documents = see.documents_of(work, case)
    requests = see.confirmations_of(work, case)
    found: dict[str, list[Any]] = {
        "case_id": [case],
        "bundle": [bundle.id],
        "bundle_id": [bundle.id],
        "life_event": [bundle.life_event],
        "item": list(items),
        "item_id": list(items),
        "page": [page.id for page in form],
        "section": [page.id for page in form],
        "material": [paper.material for paper in papers],
        "upload_id": [upload.id for upload in uploads],
        "document_id": [document.id for document in documents],
        "check_code": [document.check_code for document in documents],
        "code": [document.check_code for document in documents],
        "request_id": [request.id for request in requests],
    }
    return {name: values[0] for name, values in found.items() if values}


def _walk(
    app: Flask, family: Family, scenes: list[dict[str, Any]]
) -> tuple[dict[str, int], set[str]]:
    """The statements of each page that opens, the most of any scene; and the addresses that never opened."""
    client = _signed_in(app, family)
    adapter = app.url_map.bind("localhost")
    counts: dict[str, int] = {}
    closed: set[str] = set()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] not in BLUEPRINTS or "GET" not in (rule.methods or ()):
            continue
        closed.add(rule.rule)
        for scene in scenes:
            if not rule.arguments <= scene.keys():
                continue
            path = adapter.build(rule.endpoint, _arguments(rule, scene))
            client.get(path)  # whatever is read once for a process is read now
            with counted() as told:
                answer = client.get(path)
            if answer.status_code == OK:
                counts[rule.rule] = max(counts.get(rule.rule, 0), len(told))
                closed.discard(rule.rule)
    return counts, closed


def _arguments(rule: Rule, scene: Mapping[str, Any]) -> dict[str, Any]:
    return {name: scene[name] for name in rule.arguments}


def _signed_in(app: Flask, family: Family) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = Visitor(family.filer, "").get_id()
        session["_fresh"] = True
        session[login.PERSON] = str(family.filer.person)
        session[login.PERSONS] = [str(family.filer.person)]
    return client
