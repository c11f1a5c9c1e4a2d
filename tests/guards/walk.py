"""Walks the running application: every endpoint, every scene it can be asked with, and what must come of it for whom."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

from portal.domain.permissions import OWN_ONLY, Permission, Scope, allowed, kind_for
from portal.web.access import MACHINES, PUBLIC, access_of
from portal.web.unproven import NEEDED
from tests.guards.world import Role, Scene, World

STATIC = "static"
READS = ("GET", "HEAD")
_NEEDED = f"{NEEDED}=yes"
ERROR = 500
MISFILLED = frozenset({400, 409, 413, 415, 422})


class Outcome(StrEnum):
    """What a visitor meets at the door."""

    IN = "let in"
    MISFILLED = "told that the form is not filled in"
    SIGN_IN = "sent to sign in"
    PROVE = "sent to have their name checked"
    REFUSED = "told that there is no such page"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address of the application with what its view declared."""

    name: str
    rule: Rule
    declared: Permission | str | None

    @property
    def reads(self) -> bool:
        """Whether it can be read."""
        return "GET" in (self.rule.methods or ())

    @property
    def writes(self) -> bool:
        """Whether something can be sent to it."""
        return "POST" in (self.rule.methods or ())

    @property
    def arguments(self) -> frozenset[str]:
        """What its address names."""
        return frozenset(self.rule.arguments)


def endpoints(app: Flask, only: str = "") -> list[Endpoint]:
    """Every endpoint but the folder of static files, or the one of that name."""
    return [
        Endpoint(rule.endpoint, rule, access_of(app.view_functions[rule.endpoint]))
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        if rule.endpoint != STATIC and only in {"", rule.endpoint}
    ]


def scenes_for(endpoint: Endpoint, world: World) -> list[tuple[Scene, Mapping[str, Any]]]:
    """Every scene that can fill the address, with the values for it."""
    choices = {
        name: converter.items
        for name, converter in endpoint.rule._converters.items()
        if isinstance(converter, AnyConverter)
    }
    wanted = endpoint.arguments - choices.keys() - (endpoint.rule.defaults or {}).keys()
    if not wanted:
        found = [(world.scenes[0], dict[str, Any]())]
    else:
        found = [
            (scene, {name: scene.values[name] for name in wanted})
            for scene in world.scenes
            if wanted <= scene.values.keys()
        ]
    return [
        (scene, {**values, **dict(zip(choices, picked, strict=True))})
        for scene, values in _once(found)
        for picked in itertools.product(*choices.values())
    ]


def _once(found: list[tuple[Scene, dict[str, Any]]]) -> Iterator[tuple[Scene, dict[str, Any]]]:
    """The same address is worth a second walk only when it belongs to somebody else."""
    seen = set()
    for scene, values in found:
        office = scene.scope.office if "task_id" in values else None
        key = (tuple(sorted((name, str(value)) for name, value in values.items())), office)
        if key not in seen:
            seen.add(key)
            yield scene, values


def address(world: World, endpoint: Endpoint, values: Mapping[str, Any]) -> str:
    """The path with its values filled in."""
    return world.app.url_map.bind("localhost").build(endpoint.name, dict(values))


def expected(endpoint: Endpoint, role: Role, scene: Scene) -> Outcome:
    """What the declared permission and the scene's ownership say, and nothing else."""
    if endpoint.declared == PUBLIC:
        return Outcome.IN
    if endpoint.declared == MACHINES:
        return Outcome.REFUSED
    if role.actor is None:
        return Outcome.SIGN_IN
    permission = Permission(str(endpoint.declared))
    if role.actor.kind != kind_for(permission):
        return Outcome.REFUSED
    actor, scope = role.actor, scene.scope
    if not endpoint.arguments:
        scope = Scope(account=actor.id, office=actor.office, confirmer=actor.person)
        if actor.person is None and permission is Permission.CONFIRMATION_ANSWER:
            return Outcome.REFUSED
    if scene.holder is not None and scene.holder != actor.person:
        return Outcome.REFUSED
    if allowed(permission, actor, scope):
        return Outcome.IN
    # Whoever is nobody yet is told nothing, and sent on; a form of theirs is refused with the same words.
    return Outcome.PROVE if permission in OWN_ONLY and actor.person is None else Outcome.REFUSED


def outcome(world: World, endpoint: Endpoint, response: TestResponse) -> Outcome:
    """What really came."""
    if response.status_code >= ERROR:
        return Outcome.BROKEN
    if response.status_code in {401, 403, 404}:
        return Outcome.REFUSED
    if response.status_code in {301, 302, 303, 307, 308} and endpoint.declared != PUBLIC:
        target = _matched(world.app, response.location, "GET")
        if target in {"signin.phone", "clerk.sign_in"}:
            return Outcome.SIGN_IN
        if (
            target == "citizen.identity"
            and endpoint.name != target
            and _NEEDED in response.location
        ):
            return Outcome.PROVE
    if response.status_code in MISFILLED:
        return Outcome.MISFILLED
    return Outcome.IN


def nobody_s(scene: Scene, values: Mapping[str, Any]) -> dict[str, Any]:
    """The same address with ids that no thing has, where it named what is not one's own."""
    wrong = scene.foreign or {name for name, value in values.items() if isinstance(value, UUID)}
    return {name: uuid4() if name in wrong else value for name, value in values.items()}


def _matched(app: Flask, url: str, method: str) -> str | None:
    parts = urlsplit(url)
    try:
        endpoint, _values = app.url_map.bind("localhost").match(parts.path, method=method)
    except HTTPException:
        return None
    return str(endpoint)


def leads_to(app: Flask, url: str, method: str) -> str | None:
    """The endpoint that an address of this portal reaches by a method; None when there is none."""
    return _matched(app, url, method)


class Forms(HTMLParser):
    """Reads the forms of a page as somebody would fill them in: the first choice everywhere, short words in empty fields."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, str]]] = []
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form or a field of the form that is open."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((given.get("action", ""), given.get("method", "get").lower(), {}))
            return
        if not self.found:
            return
        fields = self.found[-1][2]
        name = given.get("name", "")
        match tag:
            case "input" if given.get("type") in {"radio", "checkbox"} and name:
                fields.setdefault(name, given.get("value") or "on")
            case "input" | "textarea" if name and given.get("type") != "file":
                fields.setdefault(name, given.get("value") or "1")
            case "button" if name:
                fields.setdefault(name, given.get("value", ""))
            case "select":
                self._select = name
            case "option" if self._select and given.get("value"):
                fields.setdefault(self._select, given["value"])

    def handle_endtag(self, tag: str) -> None:
        """Leave a select."""
        if tag == "select":
            self._select = None


def forms(markup: str) -> list[tuple[str, str, dict[str, str]]]:
    """Action, method and filled fields of every form of a page."""
    reader = Forms()
    reader.feed(markup)
    return reader.found
