"""Who is signed in: what the session holds, how it begins and ends, and where a sign-in leads back to.

The session is Flask's signed cookie, so there is no id on the server to be fixed beforehand; signing in throws away all that the
session held but language and mode, the form token included, and begins a new one. It can be ended from the server all the same:
the cookie holds the epoch in which it was begun, and the row that is read for every request holds the epoch that counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, current_app, g, request, session, url_for
from flask_login import LoginManager, login_user
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from portal.domain.actors import Actor, ActorKind
from portal.people import visitors
from portal.people.check_person import CheckedPerson
from portal.people.visitors import KnownVisitor
from portal.web.house import house, reader

STAFF_IDLE = timedelta(minutes=30)
NOTED_EVERY = timedelta(seconds=60)
"""How exactly the last request of staff is noted, so that not every answer sets a cookie."""
KEPT = ("language", "mode", "contrast")
SITUATION = "situation"
"""Answers given before signing in; they go on with whoever signs in, and end with the session."""
PERSON, PERSONS, SEEN, ENDED = "person", "persons", "seen", "ended"
FIRM = "firm"
"""The firm acted for, in a session in which a registry has confirmed it."""
EPOCH, STRONG = "epoch", "strong"
LONGEST_TARGET = 2_000


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody signed in, as Flask-Login wants to see them."""

    actor: Actor
    display_name: str
    """The masked name of the person acted as, else the masked phone; the name of staff."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def is_staff(self) -> bool:
        """Whether this is a member of staff."""
        return self.actor.kind is ActorKind.STAFF

    def get_id(self) -> str:
        """``c:`` or ``s:`` and the id."""
        return f"{'s' if self.is_staff else 'c'}:{self.actor.id}"


class Stranger:
    """Somebody who is not signed in."""

    is_authenticated = False
    is_active = False
    is_anonymous = True
    is_staff = False
    display_name = ""

    def get_id(self) -> None:
        """Nobody has no id."""


class Logins(LoginManager):  # type: ignore[misc]
    """Flask-Login, with sessions that are not marked by address: the networks of phones change it under way, which would end them."""

    def _session_protection_failed(self) -> bool:
        # Switched off by its setting, it would still hash address and browser for every request.
        return False


def install(app: Flask) -> None:
    """Let Flask-Login find the visitor of a session."""
    manager = Logins()
    manager.anonymous_user = Stranger
    manager.user_loader(_load)
    manager.init_app(app)


def _load(visitor_id: str) -> Visitor | None:
    if g.get("nobody"):
        return None
    kind, _, text = visitor_id.partition(":")
    desk = house().people
    try:
        number = UUID(text)
    except ValueError:
        return None
    if kind == "s":
        return _current(visitors.member_of_staff(desk, number)) if _still_there() else None
    known = visitors.citizen(desk, number, person(), _strong_until(), firm(), reader=reader())
    return _current(known)


def _current(known: KnownVisitor | None) -> Visitor | None:
    """The visitor, unless the session was ended from the server since it was begun."""
    return _visitor(known) if known is None or known.epoch == session.get(EPOCH, 0) else None


def _visitor(known: KnownVisitor | None) -> Visitor | None:
    return Visitor(known.actor, known.display_name) if known is not None else None


def _strong_until() -> datetime | None:
    """How long the person acted as counts as strongly proven in this session."""
    stamp = session.get(STRONG, {}).get(session.get(PERSON, ""))
    return datetime.fromtimestamp(stamp, UTC) if stamp is not None else None


def _still_there() -> bool:
    """Whether staff did something within the last half hour; ends the session when not."""
    now = house().people.clock().timestamp()
    idle = now - float(session.get(SEEN, 0))
    if idle > STAFF_IDLE.total_seconds():
        _begin_anew()
        session[ENDED] = "idle"
        return False
    if idle > NOTED_EVERY.total_seconds():
        session[SEEN] = now
    return True


def _begin_anew(*also: str) -> None:
    kept = {key: session[key] for key in (*KEPT, *also) if key in session}
    session.clear()
    session.update(kept)
    session.permanent = True
    g.pop("csrf_token", None)


def enter_citizen(account: UUID) -> None:
    """Begin a citizen's session; nobody is acted as until a real-name check."""
    _enter(visitors.citizen(house().people, account, None))


def enter_staff(staff_id: UUID) -> Actor:
    """Begin the session of a member of staff, and say who it is."""
    visitor = _enter(visitors.member_of_staff(house().people, staff_id))
    session[SEEN] = house().people.clock().timestamp()
    return visitor.actor


def _enter(known: KnownVisitor | None) -> Visitor:
    visitor = _visitor(known)
    if known is None or visitor is None:
        raise LookupError("nobody to sign in")
    _begin_anew(SITUATION)
    session[EPOCH] = known.epoch
    login_user(visitor)
    return visitor


def leave() -> None:
    """End the session; language and mode stay."""
    _begin_anew()
    g.pop("_login_user", None)


def forget_visitor() -> None:
    """Answer the rest of this request as if nobody were signed in: the database may be out of reach."""
    g.nobody = True
    g.pop("_login_user", None)


def ended_idle() -> bool:
    """Whether the last session ended by itself; said once."""
    return bool(session.pop(ENDED, None) == "idle")


def person() -> UUID | None:
    """The person whom the account acts as now."""
    text = session.get(PERSON)
    return UUID(text) if text else None


def firm() -> UUID | None:
    """The firm that the person acted as acts for now."""
    text = session.get(FIRM)
    return UUID(text) if text else None


def act_for(chosen: UUID | None) -> None:
    """Act for a firm that a registry has just confirmed; for nobody but oneself with None."""
    session.pop(FIRM, None)
    if chosen is not None:
        session[FIRM] = str(chosen)
    g.pop("_login_user", None)


def confirmed_persons() -> frozenset[UUID]:
    """Everybody who was checked since the sign-in."""
    return frozenset(UUID(text) for text in session.get(PERSONS, ()))


def act_as(chosen: CheckedPerson) -> None:
    """Act as a person who was just checked or chosen among those."""
    confirmed: Iterable[Any] = {*session.get(PERSONS, ()), str(chosen.id)}
    session[PERSONS] = sorted(confirmed)
    session[PERSON] = str(chosen.id)
    session.pop(FIRM, None)
    if chosen.strong_until is not None:
        stamp = chosen.strong_until.timestamp()
        session[STRONG] = {**session.get(STRONG, {}), str(chosen.id): stamp}
    g.pop("_login_user", None)


def safe_next(target: str | None, fallback: str) -> str:
    """Where to go on: ``target`` when it is a page of this portal that can be opened, else the endpoint ``fallback``."""
    if target is not None and is_own_page(target):
        return target
    return url_for(fallback)


def is_own_page(target: str) -> bool:
    """Whether this is the path of a page of this portal that can be opened: nothing with a host, nothing odd."""
    return _has_no_host(target) and _leads_to_a_view(target)


def _has_no_host(target: str) -> bool:
    # Browsers read a backslash as a slash and drop tabs and line ends, so "/\\host" and "/\t/host" would leave this portal.
    odd = "\\" in target or any(
        ord(character) < 0x20 or ord(character) == 0x7F for character in target
    )
    return (
        len(target) <= LONGEST_TARGET
        and target.startswith("/")
        and not target.startswith("//")
        and not odd
    )


def _leads_to_a_view(target: str) -> bool:
    adapter = current_app.url_map.bind(request.host)
    try:
        adapter.match(urlsplit(target).path, method="GET")
    except RequestRedirect:
        return True
    except (MethodNotAllowed, NotFound, ValueError):
        return False
    return True
