"""Looking through everything: by what happens in a life, by whom it is for, and by the department that does it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.web.access import public
from portal.web.house import city_words, house, service_words
from portal.web.house import gettext as _
from portal.web.public import blueprint
from portal.web.public.counters import districts
from portal.web.public.matters import Named, matters, things
from portal.web.public.wording import AUDIENCES


@dataclass(frozen=True, slots=True)
class Doer:
    """A department, or a company, and how much of what is offered it does."""

    id: str
    name: str
    decides: bool
    items: int
    things: int


@dataclass(frozen=True, slots=True)
class Done:
    """One item that a department does, and the things that it is part of."""

    id: str
    name: str
    summary: str
    things: tuple[Named, ...]


@blueprint.get("/browse")
@public
def browse() -> ResponseReturnValue:
    """Every thing, or those for some people or of some matter."""
    every = things()
    offered = {thing.audience for thing in every}
    audience = request.args.get("for", "")
    audience = audience if audience in offered else ""
    fitting = [thing for thing in every if audience in {"", thing.audience}]
    choices = matters(fitting)
    event = request.args.get("event", "")
    event = event if event in {matter.id for matter in choices} else ""
    return render_template(
        "pages/public/browse.html",
        audiences=[Named(code, _(name)) for code, name in AUDIENCES.items() if code in offered],
        audience=audience,
        choices=choices,
        event=event,
        matters=[matter for matter in choices if event in {"", matter.id}],
    )


@blueprint.get("/browse/departments")
@public
def departments() -> ResponseReturnValue:
    """Which department does what."""
    work, city = house().casework, city_words()
    items = Counter(item.department for item in work.shelf.current.items.values())
    taking_part = Counter(department for thing in things() for department in thing.departments)
    doers = [
        Doer(
            one.id,
            city.get(f"department.{one.id}.name", one.id),
            one.decides,
            items[one.id],
            taking_part[one.id],
        )
        for one in work.city.departments.values()
        if items[one.id]
    ]
    return render_template(
        "pages/public/departments.html",
        organs=[doer for doer in doers if doer.decides],
        others=[doer for doer in doers if not doer.decides],
    )


@blueprint.get("/browse/departments/<string:department>")
@public
def department(department: str) -> ResponseReturnValue:
    """What one department does, and where it is."""
    work, words, city = house().casework, service_words(), city_words()
    known = work.city.departments.get(department)
    if known is None:
        abort(404)
    every = things()
    done = [
        Done(
            item.id,
            words(f"item.{item.id}.name"),
            words.get(f"item.{item.id}.summary"),
            tuple(
                Named(thing.id, thing.name)
                for thing in every
                if any(one.id == item.id for one in thing.items)
            ),
        )
        for item in work.shelf.current.items.values()
        if item.department == department
    ]
    return render_template(
        "pages/public/department.html",
        name=city.get(f"department.{department}.name", department),
        decides=known.decides,
        body=city.get(known.review_body),
        done=done,
        districts=districts({department}),
    )
